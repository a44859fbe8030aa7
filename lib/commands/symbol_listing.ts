/**
 * Says what an ELF file brings to a running program, and what it needs from
 * it: the symbols that a patch stands or falls with. Pure.
 */

import { demangle } from "../object/demangle/demangle.ts";
import type { Elf } from "../object/elf.ts";

/** What a file offers and needs; names as they were written in Rust. */
export interface Findings {
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
export function inspect(
  elf: Pick<Elf, "symbols" | "dynamicSymbols">,
  spell: (symbol: string) => string = demangle,
): Findings {
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
        name: name.slice(prefix.length),
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
