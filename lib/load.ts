/** The stage that hands the checked patch to the running programs. */

import type { Loaded, Programs } from "./programs.ts";
import type { Takeover } from "./redirect.ts";

/**
 * Loads a patch into every program; each answers for itself. Files that are
 * loaded already may be part of it: their code is the newest again.
 *
 * @param takeover What old code takes from it, and what it must not.
 * @throws {Refusal} If all programs refuse it.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: Programs,
  { number, dylibs }: { number: number; dylibs: readonly { path: string }[] },
  { redirections, kept }: Pick<Takeover, "redirections" | "kept">,
): Promise<Loaded> {
  const paths = dylibs.map(({ path }) => path);
  return await programs.load({ number, paths, redirections, kept });
}
