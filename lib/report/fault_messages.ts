/** What the driver says about what kept it from its work. Pure. */

import { restartCause, type RestartPolicy } from "./restart.ts";
import type { FaultReason, Report } from "./report.ts";
import { cure } from "./restart_messages.ts";
import { OLD_CODE_RUNS, saved } from "./reload_messages.ts";

/** Said about a save that came to nothing. */
export function fault(
  report: Extract<Report, { kind: "fault" }>,
  root: string,
  policy: RestartPolicy,
): string {
  const { reason, details, files } = report;
  const list = details.map((line) => `\n  ${line}`).join("");
  const [why, remedy] = FAULTS[reason];
  const next = restartCause(report, false) && cure(policy) ||
    `${remedy}; ${OLD_CODE_RUNS}`;
  return `${saved(files, root)}: ${why}${list}\n${next}`;
}

const AGAIN = "save again to try once more";

const FAULTS: Record<FaultReason, [why: string, remedy: string]> = {
  killed: ["a process was killed:", `if memory is short, free some; ${AGAIN}`],
  crash: [
    "the compiler itself failed:",
    `write the code in another way, or ${AGAIN}; what it compiled before was ` +
    `removed, in case that was the reason`,
  ],
  space: [
    "there is no room, or a limit of the system is reached:",
    `make room, or raise the limit; then ${AGAIN}`,
  ],
  access: [
    "something cannot be read or written:",
    `set its permissions right; then ${AGAIN}`,
  ],
  gone: [
    "files of the program's build are gone (did `cargo clean` run?):",
    "restart `chaud run` to have them built again",
  ],
  damaged: ["the patch's file was damaged before it was loaded:", AGAIN],
  alone: [
    "no program is connected:",
    "start it again to have hot reload again",
  ],
  other: [
    "hot reload failed:",
    `${AGAIN}, and please report this if it happens again`,
  ],
};

/** Said when the system watches no more folders. */
export function cannotWatch(error: string): string {
  return `the system watches no more folders for us (${error}): they are ` +
    "looked at every second instead, so edits are live later than they could " +
    "be\nraise its limits: `sudo sysctl fs.inotify.max_user_watches=524288 " +
    "fs.inotify.max_user_instances=1024`";
}
