/** The stage that hands the checked patch to the running programs. */

import type { Redirection } from "./entries.ts";
import type { Patch } from "./link.ts";
import type { Loaded, Programs } from "./programs.ts";

/**
 * Loads a patch into every program; each answers for itself.
 *
 * @param redirections Old entries that go live with it.
 * @throws {Refusal} If all programs refuse it.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: Programs,
  { number, dylibs }: Patch,
  redirections: readonly Redirection[],
): Promise<Loaded> {
  const paths = dylibs.map(({ path }) => path);
  return await programs.load({ number, paths, redirections });
}
