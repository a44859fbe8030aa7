/** The stage that hands the checked patch to the running programs. */

import { checksum } from "../program/checksum.ts";
import { type Dylib, type LinkedFile, readDylib } from "./patch/dylib.ts";
import type { Loaded, Programs } from "../program/programs.ts";
import type { Beginning } from "../program/patch_log.ts";
import type { Takeover } from "./patch/entries.ts";

/** Dylibs to load as one patch: new ones, or some that were live before. */
interface Offered {
  number: number;
  dylibs: readonly (Dylib | { path: string })[];
  libraries?: LinkedFile;
  /** They hold some functions alone. */
  isPart?: boolean;
  /** Whether a process begins with it, and what it calls then. */
  isFirst?: boolean;
  beginning?: Beginning | undefined;
}

/**
 * Loads a patch into every program; each answers for itself. Files that are
 * loaded already may be part of it: their code is the newest again.
 *
 * @param takeover What old code takes from it, and what it must not.
 * @throws {Refusal} If all programs refuse it.
 * @throws {Fault} `damaged`, if files are not as they were checked.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: Pick<Programs, "load">,
  { number, dylibs, libraries, ...kind }: Offered,
  { redirections, withheld, bindings }: Pick<
    Takeover,
    "redirections" | "withheld" | "bindings"
  >,
): Promise<Loaded> {
  const files = libraries ? [libraries, ...dylibs] : dylibs;
  const paths = files.map(({ path }) => path);
  const fresh = files.filter((file) => "objects" in file);
  const summing = fresh.map(async (file) => {
    const { bytes } = await readDylib(file);
    return [file.path, checksum(bytes)] as const;
  });
  const sums = Object.fromEntries(await Promise.all(summing));
  const taken = { redirections, bindings, withheld };
  return await programs.load({ number, paths, ...kind, ...taken, sums });
}
