/** The stage that hands the checked patch to the running programs. */

import type { Patch } from "./link.ts";
import type { Loaded, Programs } from "./programs.ts";
import type { Takeover } from "./redirect.ts";

/**
 * Loads a patch into every program; each answers for itself.
 *
 * @param takeover What old code takes from it, and what it must not.
 * @throws {Refusal} If all programs refuse it.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: Programs,
  { number, dylibs }: Patch,
  { redirections, kept }: Pick<Takeover, "redirections" | "kept">,
): Promise<Loaded> {
  const paths = dylibs.map(({ path }) => path);
  return await programs.load({ number, paths, redirections, kept });
}
