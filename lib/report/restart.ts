/**
 * Which reports call for a restart, what one is wanted for, and which ends of a
 * program are crashes. Never restarts anything. Pure.
 */

import type {
  ChangedInput,
  RefusalReason,
  Report,
  RestartCause,
} from "./report.ts";

/** What to do when only a restart makes the saved code run. */
export type RestartPolicy =
  /** Restart. */
  | "auto"
  /** Wait until the file is saved once more, or for SIGUSR2. */
  | "ask"
  /** Say so. */
  | "never";

/** Refusals that a newly started program does not know. */
const CURABLE: ReadonlySet<RefusalReason> = new Set([
  "build",
  "type",
  "undefined",
  "unfit",
  "unreachable",
  "strict",
]);

/** Why a restart is needed for the saved code to run: a doubt is enough. */
export function restartCause(report: Report): RestartCause | undefined {
  if (report.kind === "refused") {
    return CURABLE.has(report.reason) ? "refused" : undefined;
  }
  if (report.kind === "fault" && report.reason === "gone") return "gone";
  if (report.kind !== "live") return undefined;
  if (report.held.some(({ reason }) => reason === "running")) return "main";
  return report.held.length > 0 ? "held" : undefined;
}

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
  return inputs.every(({ kind }) =>
    kind === "manifest" || kind === "lock file"
  );
}

/** How a process ended. */
export type End = Pick<Deno.CommandStatus, "code" | "signal">;

/** A program that crashed. */
export interface Crash {
  /** How it ended. */
  end: End;
  /** The last patch that had gone live in it. */
  last: Extract<Report, { kind: "live" }> | undefined;
  /** Whether the next save builds it anew and starts it again. */
  waits: boolean;
}

/** What a Rust program exits with when its main thread has panicked. */
const PANIC = 101;

/** Signals that the kernel sends, or that a program raises against itself. */
const FATAL: ReadonlySet<Deno.Signal> = new Set([
  ...[
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGILL",
    "SIGSEGV",
    "SIGSYS",
    "SIGTRAP",
  ] as const,
]);

/** Whether nobody wanted this end. */
export function isCrash({ code, signal }: End): boolean {
  return signal === null ? code === PANIC : FATAL.has(signal);
}
