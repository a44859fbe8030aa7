/**
 * What is said of a save: that it is live and in how much, why it was refused,
 * what was in the way. Never prints anything. Pure.
 */

import { whyWhole } from "./function_patches.ts";
import type { Behind, FaultReason, Report, Timings } from "./report.ts";
import { restartCause, type RestartPolicy } from "./restart.ts";
import {
  count,
  few,
  fitting,
  quoted,
  ROOM,
  saved,
  type Status,
} from "./wording.ts";

/** Said about a save whose code is in the programs: live, or held back. */
export function live(
  report: Extract<Report, { kind: "live" }>,
  root: string,
): Status {
  const { files, timings: { total }, programs, behind } = report;
  const reached = reach(programs, behind);
  const start = `${saved(files, root)}: `;
  const time = `in ${Math.round(total)} ms`;
  if (isHeld(report)) {
    const end = `${reached} ${time}, and not live`;
    const what = fitted(report.crates, "crate", start + end);
    return { verb: "Loaded", text: start + what + end };
  }
  const end = ` ${manner(report.back)}${reached} ${time}`;
  return { verb: "Reloaded", text: start + subject(report, start + end) + end };
}

/** Whether a patch is loaded, and nothing of it is live. */
export function isHeld(
  { live, held }: Pick<Extract<Report, { kind: "live" }>, "live" | "held">,
): boolean {
  return live.length === 0 && held.length > 0;
}

/** Names what fits beside the rest of a line, or counts it. */
function fitted(names: readonly string[], noun: string, rest: string): string {
  const named = fitting(names, ROOM - rest.length);
  return named === "" ? count(names.length, noun) : named;
}

/** Whether code is new, or was live before. */
function manner(back: readonly number[] = []): string {
  if (back.length === 0) return "live";
  if (back.length > 1) return "back to earlier code";
  return back[0] === 0
    ? "back to the program's own code"
    : `back to the code of patch ${back[0]}`;
}

/** In how many programs a patch is live, where that needs to be said. */
function reach(programs: number, behind: readonly Behind[]): string {
  const all = programs + behind.length;
  if (all <= 1) return "";
  return behind.length > 0
    ? ` in ${programs} of ${all} programs,`
    : ` in ${all} programs,`;
}

/** Names functions, or counts them; without names, counts what was swapped. */
function subject(
  { live, hotFunctions, imports, crates }: Extract<Report, { kind: "live" }>,
  rest: string,
): string {
  if (live.length > 0) return fitted(live, "function", rest);
  const parts = [
    ...hotFunctions.length > 0
      ? [count(hotFunctions.length, "hot function")]
      : [],
    ...imports > 0 ? [count(imports, "import")] : [],
  ];
  return parts.length > 0 ? parts.join(" and ") : fitted(crates, "crate", rest);
}

/** Said of what a save has taken, stage by stage. */
export function stages({ total, stages }: Timings): string {
  const parts = stages.map(([stage, ms]) => `${stage} ${Math.round(ms)}`);
  return `${Math.round(total)} ms: ${parts.join(", ")}`;
}

/** Said of what was compiled for a patch, and what it has changed. */
export function swapped(
  { epoch, crates, hotFunctions, imports, entries, live, whole }: Extract<
    Report,
    { kind: "live" }
  >,
): string {
  const changed = [
    count(hotFunctions.length, "hot function"),
    count(imports, "import"),
    `${entries} ${entries === 1 ? "entry" : "entries"}`,
  ].join(", ");
  const edited = live.length > 0 ? `; live: ${quoted(live)}` : "";
  const why = whole ? `; compiled whole: ${whyWhole(whole)}` : "";
  return `patch ${epoch} of ${crates.join(", ")}: ${changed}${edited}${why}`;
}

/** Said about a save after which the code is the same. */
export function unchanged(files: string[], root: string): Status {
  return { verb: "Unchanged", text: `${saved(files, root)}: the same code` };
}

/** Said about crates and dependencies that are new to the program. */
export function added(names: readonly string[]): string {
  const list = few(names);
  return `${list}: there for new code to use, without a restart`;
}

/** Said about what the sources no longer have. */
export function removed(names: readonly string[]): string {
  const list = few(names);
  return `${list}: no longer in the sources; what still runs with the last ` +
    `version keeps it`;
}

/** Said about a static that keeps its value, where that has another type now. */
export function persistentValue(
  { name, type, before, of }: {
    name: string;
    type: string;
    before?: string;
    of: readonly string[];
  },
): string {
  if (before !== undefined) return `${name}: ${before} → ${type}`;
  const has = of.length === 1 ? "has" : "have";
  return `${name}: ${type}: ${quoted(of)} ${has} changed`;
}

/** Said after rustc's errors. */
export const OLD_CODE_RUNS = "the program goes on with the code it has";

/** What went wrong, and what follows from it. */
export interface Complaint {
  text: string;
  note: string;
}

/** Said about a save whose patch was not loaded. */
export function refused(
  report: Extract<Report, { kind: "refused" }>,
  root: string,
  policy: RestartPolicy = "never",
): Complaint {
  const { reason, details, files } = report;
  const list = details.map((line) => `\n  ${line.replace(`${root}/`, "")}`)
    .join("");
  const [why, remedy] = REFUSALS[reason];
  const next = restartCause(report) && cure(policy) ||
    `${remedy}; ${OLD_CODE_RUNS}`;
  return { text: `${saved(files, root)}: ${why}${list}`, note: next };
}

const AFRESH = "restart `chaud run` to have it";
const UNDO = "restart `chaud run`, or undo the change";

const REFUSALS: Record<
  Extract<Report, { kind: "refused" }>["reason"],
  [why: string, remedy: string]
> = {
  undefined: [
    "the new code needs symbols that the program does not have:",
    "restart `chaud run` to have them",
  ],
  unfit: [
    "the program has no room for new thread-locals of the binary:",
    "restart `chaud run` to have them, or move them to a library crate",
  ],
  type: ["the type of something that is in use has changed:", UNDO],
  build: ["only a restart makes this count:", AFRESH],
  strict: ["the program may hold old values of what changed:", UNDO],
  link: ["the patch could not be linked:", "please report this"],
  load: ["the patch could not be loaded:", "please report this"],
  damaged: ["the patch's file was damaged before it was loaded:", "save again"],
  path: ["the program did not trust the patch's file:", "please report this"],
  unreachable: [
    "the program cannot reach the patch (has it changed its root folder?):",
    AFRESH,
  ],
  limit: [
    "the program has no file descriptor left to load the patch with:",
    "let it close some, or raise its limit (`ulimit -n`), and save again",
  ],
  filter: ["a filter of system calls (seccomp) forbids to load it:", AFRESH],
  held: ["old code would go on:", AFRESH],
  protocol: ["the program did not understand:", "please report this"],
};

/** Said about a save that came to nothing. */
export function fault(
  report: Extract<Report, { kind: "fault" }>,
  root: string,
  policy: RestartPolicy,
): Complaint {
  const { reason, details, files } = report;
  const list = details.map((line) => `\n  ${line}`).join("");
  const [why, remedy] = FAULTS[reason];
  const next = restartCause(report) && cure(policy) ||
    `${remedy}; ${OLD_CODE_RUNS}`;
  return { text: `${saved(files, root)}: ${why}${list}`, note: next };
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

/** What happens after a refusal that a restart cures. */
export function cure(policy: RestartPolicy): string | undefined {
  switch (policy) {
    case "auto":
      return "the program is built anew and then restarted; until then it goes " +
        "on with the code it has";
    case "ask":
      return SAVE_AGAIN;
    case "never":
      return undefined;
  }
}

/** Said where only the user's answer restarts the program. */
export const SAVE_AGAIN =
  "save the file once more to restart the program, or undo the change; until " +
  "then it goes on with the code it has";
