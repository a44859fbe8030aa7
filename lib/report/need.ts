/** What a restart is wanted for. Pure. */

import type { ChangedInput } from "../session/build_watch.ts";
import type { RestartCause } from "./restart.ts";

/** Why, for which files, and since when. */
export interface RestartRequest {
  /** Why. */
  cause: RestartCause;
  /** Files that were saved, absolute. */
  files: string[];
  /** Files that decide how the program is built, and changed. */
  inputs: ChangedInput[];
  /** By `performance.now()`. */
  since: number;
  /** It is built to see whether a restart is needed: the user wants none. */
  isTrial?: boolean;
  /** The user has asked for it: no save that comes meanwhile takes it back. */
  isWanted?: boolean;
}

/** What was wanted first, and what came to it while it was being built. */
export function both(
  first: RestartRequest,
  second: RestartRequest,
): RestartRequest {
  const { files, inputs, isTrial = false } = second;
  const wanted = [first, second].find(({ isWanted }) => isWanted);
  // A refusal may be taken back, a change of the build stays one.
  const lasting = first.cause === "refused" ? second : first;
  return {
    cause: (wanted ?? lasting).cause,
    files: [...new Set([...first.files, ...files])],
    inputs,
    since: first.since,
    isTrial: isTrial && (first.isTrial ?? false),
    isWanted: wanted !== undefined,
  };
}

/** Whether the program may do without a restart. */
export function mayOnlyAdd(inputs: readonly ChangedInput[]): boolean {
  return inputs.every(({ kind }) => /^(?:manifest|lock file)$/.test(kind));
}
