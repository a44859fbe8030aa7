/** The stage that hands the checked patch to the running programs. */

import type { Redirection } from "./entries.ts";
import type { Patch } from "./link.ts";
import { type Answer, type Program, ProgramGoneError } from "./program.ts";
import { Refusal } from "./refusal.ts";

/** What a program says of a patch that is live. */
export type Live = Extract<Answer, { verb: "live" }>;

/**
 * Loads a patch into every program; each answers for itself.
 *
 * @param redirections Old entries that go live with it.
 * @returns The first program's answer.
 * @throws {Refusal} If a program refuses it.
 * @throws {ProgramGoneError} If every program ended before it answered.
 */
export async function load(
  programs: readonly Program[],
  patch: Patch,
  redirections: readonly Redirection[],
): Promise<Live> {
  const paths = patch.dylibs.map(({ path }) => path);
  const ends = await Promise.allSettled(
    programs.map((program) => program.load(patch.number, paths, redirections)),
  );
  const answers = ends.flatMap((end) =>
    end.status === "fulfilled" ? [end.value] : []
  );
  for (const answer of answers) {
    if (answer.verb === "refused") {
      throw new Refusal(answer.reason, answer.details);
    }
  }
  const live = answers.find((answer) => answer.verb === "live");
  if (live) return live;
  throw new ProgramGoneError("The program ended before it took the patch");
}
