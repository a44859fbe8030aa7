/** The command `chaud verify`: what a dylib offers and needs. */

import { parseArgs } from "@std/cli";
import { Elf, ElfError } from "../object/elf.ts";
import { FileError, readBytes } from "../system/files.ts";
import { createLog } from "../report/log.ts";
import { VERIFY_HELP } from "./help.ts";
import * as say from "./messages.ts";
import { type Findings, inspect } from "./symbol_listing.ts";

/** What cargo exits with when it fails. */
const FAILURE = 101;

/**
 * Runs `chaud verify`.
 *
 * @param args Arguments after `verify`.
 * @returns The exit code.
 */
export async function verifyCommand(args: string[]): Promise<number> {
  const log = createLog({ verbosity: 0, color: "auto" });
  const unknown: string[] = [];
  const found = parseArgs(args, {
    boolean: ["mangled", "help"],
    string: ["_"],
    alias: { h: "help" },
    unknown: (arg, key) => key === undefined || unknown.push(arg) === 0,
  });
  const [path, ...others] = found._.map(String);
  const stray = unknown[0] ?? others[0];
  if (found.help || (path === undefined && stray === undefined)) {
    (found.help ? console.log : console.error)(VERIFY_HELP);
    return found.help ? 0 : FAILURE;
  }
  if (path === undefined || stray !== undefined) {
    log.error(say.noSuchArgument(stray ?? "", "verify"));
    return FAILURE;
  }
  try {
    const elf = new Elf(await readBytes(path));
    const findings = found.mangled
      ? inspect(elf, (symbol) => symbol)
      : inspect(elf);
    console.log(lines(findings).join("\n"));
    return 0;
  } catch (error) {
    if (!(error instanceof FileError || error instanceof ElfError)) throw error;
    log.error(
      error instanceof ElfError
        ? `\`${path}\`: ${error.message}`
        : error.message,
    );
    return FAILURE;
  }
}

function lines({ items, needed, optional }: Findings): string[] {
  const list = (heading: string, names: string[]) =>
    names.length === 0 ? [] : [heading, ...names.map((name) => `  ${name}`)];
  return [
    say.itemsHeading(items.length),
    ...items.map(({ name, role }) => `  ${name}  (${say.ROLES[role]})`),
    ...list(say.neededHeading(needed.length), needed),
    ...list(say.optionalHeading(optional.length), optional),
  ];
}
