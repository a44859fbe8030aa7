/** The stage that hands the checked patch to the running programs. */

import type { Redirection } from "./entries.ts";
import type { Patch } from "./link.ts";
import { type Answer, type Program, ProgramGoneError } from "./program.ts";

/**
 * Loads a patch into every program; each answers for itself.
 *
 * @param redirections Old entries that go live with it.
 * @returns The first refusal, or else the first program's answer.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: readonly Program[],
  patch: Patch,
  redirections: readonly Redirection[],
): Promise<Answer> {
  const paths = patch.dylibs.map(({ path }) => path);
  const ends = await Promise.allSettled(
    programs.map((program) => program.load(patch.number, paths, redirections)),
  );
  const answers = ends.flatMap((end) =>
    end.status === "fulfilled" ? [end.value] : []
  );
  const answer = answers.find(({ verb }) => verb === "refused") ?? answers[0];
  if (answer) return answer;
  throw new ProgramGoneError("The program ended before it took the patch");
}
