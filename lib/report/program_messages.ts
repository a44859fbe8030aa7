/** What the driver says about the programs of a session. Pure. */

import type { Behind, Joined } from "./report.ts";
import type { Status } from "./reload_messages.ts";

/** Said when a program has the patches that it came too late for. */
export function joined(
  { pid, patches }: Extract<Joined, { kind: "joined" }>,
): Status {
  const what = patches === 1 ? "the patch" : `the ${patches} patches`;
  return {
    verb: "Joined",
    text: `pid ${pid} has ${what} that it had missed`,
  };
}

/** Said about a program that goes on without a patch. */
export function behind({ pid, reason, details }: Behind): string {
  if (reason === "late") {
    return `pid ${pid} is stopped, or busy: it gets the patch when it goes on`;
  }
  if (reason === "cut") {
    return `pid ${pid} runs on, but has closed its connection: it keeps the ` +
      `code it has\nstart it again to have hot reload again`;
  }
  const list = details.map((line) => `\n  ${line}`).join("");
  return `pid ${pid} goes on with the code it has, for it refused:${list}\n` +
    `restart it, or save again to try once more`;
}

/** In how many programs a patch is live, where that needs to be said. */
export function reach(programs: number, behind: readonly Behind[]): string {
  const all = programs + behind.length;
  if (all <= 1) return "";
  return behind.length > 0
    ? ` in ${programs} of ${all} programs,`
    : ` in ${all} programs,`;
}

/** Told to a program that was started from another build of the executable. */
export function otherFile(executable: string): string {
  return `\`${executable}\` was built anew since this session began: ` +
    `its programs run the old file`;
}

/** Told to a program of another user. */
export const OTHER_USER = "this driver serves programs of its own user only";

/** Said where it is not clear which session is meant. */
export function noSuchSession(names: readonly string[]): string {
  if (names.length === 0) {
    return "no session of this workspace is running: " +
      "start one with `chaud run`, without `--attach`";
  }
  const list = names.map((name) => `\`--bin ${name}\``).join(", ");
  return `which of the running programs? ${list}`;
}

/** Whether code is new, or was live before. */
export function manner(back: readonly number[] = []): string {
  if (back.length === 0) return "live";
  if (back.length > 1) return "back to earlier code";
  return back[0] === 0
    ? "back to the program's own code"
    : `back to the code of patch ${back[0]}`;
}

/** Said about crates and dependencies that are new to the program. */
export function added(names: readonly string[]): string {
  const list = names.map((name) => `\`${name}\``).join(", ");
  return `${list}: there for new code to use, without a restart`;
}

/** Said about what the sources no longer have. */
export function removed(names: readonly string[]): string {
  const list = names.map((name) => `\`${name}\``).join(", ");
  return `${list}: no longer in the sources; what still runs with the last ` +
    `version keeps it`;
}
