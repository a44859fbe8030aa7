/** What a restart is wanted for. Pure. */

import type { ChangedInput } from "./build_watch.ts";
import type { RestartCause } from "./danger.ts";

/** Why, for which files, and since when. */
export interface Need {
  /** Why. */
  cause: RestartCause;
  /** Files that were saved, absolute. */
  files: string[];
  /** Files that decide how the program is built, and changed. */
  inputs: ChangedInput[];
  /** By `performance.now()`. */
  since: number;
}

/** What was wanted first, and what came to it while it was being built. */
export function both(first: Need, { cause, files, inputs }: Need): Need {
  return {
    // A refusal may be taken back, a change of the build stays one.
    cause: first.cause === "refused" ? cause : first.cause,
    files: [...new Set([...first.files, ...files])],
    inputs,
    since: first.since,
  };
}
