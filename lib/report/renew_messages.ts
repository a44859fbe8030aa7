/** What is said of a program that only cargo can start afresh. Pure. */

import type { RenewObstacle } from "./restart.ts";

/** Said when it is tried. */
export const RENEWING = "another process of the program is to begin";

/** Said of what no process of the base can begin with. */
export function cargoNeeded(
  reason: RenewObstacle,
  details: readonly string[],
): string {
  const list = details.map((line) => `\n  ${line}`).join("");
  return `cargo starts it afresh: ${OBSTACLES[reason]}${list}`;
}

const OBSTACLES: Record<RenewObstacle, string> = {
  machine: "that takes an x86-64 machine",
  build: "what decides how the program is built has changed",
  added: "the running program has been given crates that its base has not",
  unknown: "it is not known how the program was started",
  old: "the program's `chaud` is older than this driver",
  executable: "the executable is not the one that runs",
  together: "all crates had to stay in one file",
  initialisers: "functions would have run before `main`",
  sections: "the linker gathered sections of what changed",
  "thread-locals": "thread-locals of the executable begin otherwise",
  main: "nothing can take the place of `main`",
  refused: "the new process did not take the code",
  gone: "the new process ended, or did not come",
  busy: "the program that runs does not answer",
  fault: "something went wrong",
};
