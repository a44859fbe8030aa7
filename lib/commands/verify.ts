/**
 * The command `chaud verify`: what an ELF file brings to a running program, and
 * what it needs from it, which a patch stands or falls with. Never loads it.
 */

import { demangle } from "../object/demangle/demangle.ts";
import { Elf, ElfError } from "../object/elf.ts";
import { FileError, readBytes } from "../system/files.ts";
import { demand } from "../system/rights.ts";
import { VERIFY } from "./arguments/commands.ts";
import { complain, understand } from "./arguments/complaint.ts";
import { SUCCESS } from "./exit_code.ts";
import { RIGHTS_TO_SAY } from "./rights.ts";
import * as say from "./messages.ts";

/**
 * Runs `chaud verify`.
 *
 * @param args Arguments after `verify`.
 * @returns The exit code.
 */
export async function verifyCommand(args: string[]): Promise<number> {
  await demand(RIGHTS_TO_SAY);
  const found = understand(VERIFY, args);
  if (typeof found === "number") return found;
  const [path = ""] = found.operands;
  try {
    const elf = new Elf(await readBytes(path));
    const listing = found.given.has("--mangled")
      ? listSymbols(elf, (symbol) => symbol)
      : listSymbols(elf);
    console.log(lines(listing).join("\n"));
    return SUCCESS;
  } catch (error) {
    if (!(error instanceof FileError || error instanceof ElfError)) throw error;
    return complain(
      error instanceof ElfError
        ? `\`${path}\`: ${error.message}`
        : error.message,
    );
  }
}

function lines({ items, needed, optional }: Listing): string[] {
  const list = (heading: string, names: string[]) =>
    names.length === 0 ? [] : [heading, ...names.map((name) => `  ${name}`)];
  return [
    say.itemsHeading(items.length),
    ...items.map(({ name, role }) => `  ${name}  (${say.ROLES[role]})`),
    ...list(say.neededHeading(needed.length), needed),
    ...list(say.optionalHeading(optional.length), optional),
  ];
}

/** What a file offers and needs; names as they were written in Rust. */
export interface Listing {
  /** Hot functions and persisted statics. */
  items: Item[];
  /** Symbols that must be in the process before it is loaded. */
  needed: string[];
  /** Symbols that it can do without. */
  optional: string[];
}

/** A hot function or persisted static. */
export interface Item {
  name: string;
  /**
   * `current` where the file defines it for the process, `initial` where it
   * brings what the process may lack, `used` where it must be there.
   */
  role: "current" | "initial" | "used";
}

const ROLES: [prefix: string, role: Item["role"]][] = [
  ["_CHAUD::", "current"],
  ["_CHAUD_INIT::", "initial"],
];

/**
 * Reads the symbols of a dylib, program or object.
 *
 * @param spell How to write a symbol; demangled by default.
 */
export function listSymbols(
  elf: Pick<Elf, "symbols" | "dynamicSymbols">,
  spell: (symbol: string) => string = demangle,
): Listing {
  const dynamic = elf.dynamicSymbols();
  const symbols = dynamic.length > 0 ? dynamic : elf.symbols();
  const items: Item[] = [];
  const needed: string[] = [];
  const optional: string[] = [];
  for (const { name, defined, binding } of symbols) {
    if (name === "" || binding === "local") continue;
    const [prefix, role] = ROLES.find(([start]) => name.startsWith(start)) ??
      [];
    if (prefix !== undefined && role !== undefined) {
      items.push({
        // What comes after the `#` tells the crate from others of its name.
        name: name.slice(prefix.length).replace(/[$].*$/, ""),
        role: defined ? role : "used",
      });
    } else if (!defined) {
      (binding === "weak" ? optional : needed).push(spell(name));
    }
  }
  items.sort((a, b) => compare(a.name, b.name));
  return { items, needed: needed.sort(), optional: optional.sort() };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
