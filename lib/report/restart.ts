/**
 * Which reports call for a restart, what one is wanted for, and which ends of a
 * program are crashes. Never restarts anything. Pure.
 */

import type {
  ChangedInput,
  Held,
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
  "filter",
  "strict",
]);

/** Why a restart is needed for the saved code to run: a doubt is enough. */
export function restartCause(report: Report): RestartCause | undefined {
  if (report.kind === "refused" && report.held?.length) {
    return causeOf(report.held);
  }
  if (report.kind === "refused") {
    return CURABLE.has(report.reason) ? "refused" : undefined;
  }
  if (report.kind === "fault" && report.reason === "gone") return "gone";
  if (report.kind !== "live") return undefined;
  if (report.held.length > 0) return causeOf(report.held);
  const areLeft = report.behind.some(({ reason }) => reason === "forked");
  return areLeft ? "forked" : undefined;
}

function causeOf(held: readonly Held[]): RestartCause {
  return held.some(({ reason }) => reason === "running") ? "main" : "held";
}

/** Why only cargo can start the program afresh. */
export type RenewObstacle =
  /** That cannot be on this kind of machine. */
  | "machine"
  /** Files that decide how the program is built have changed. */
  | "build"
  /** The running program has crates that its base has not. */
  | "added"
  /** It is not known how cargo started the program. */
  | "unknown"
  /** The program has an older runtime, which does not wait. */
  | "old"
  /** The executable was replaced, or is not there. */
  | "executable"
  /** All crates had to stay in one file. */
  | "together"
  /** Crates have initialisers, of which the base's would run. */
  | "initialisers"
  /** The linker has gathered sections of crates that changed. */
  | "sections"
  /** Thread-locals of the program's own crate begin with something else. */
  | "thread-locals"
  /** Nothing can take the place of C's `main`. */
  | "main"
  /** The process that waited did not take what it was to begin with. */
  | "refused"
  /** It ended, or never came. */
  | "gone"
  /** The program that runs does not answer. */
  | "busy"
  /** Something else went wrong. */
  | "fault";

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
  /** The program has nothing of what was saved, which may be taken back. */
  isUntaken?: boolean;
  /** The user has asked for it: no save that comes meanwhile takes it back. */
  isWanted?: boolean;
}

/** What is wanted from now on. */
export function requestFor(
  cause: RestartRequest["cause"],
  { time: since }: { time: number },
  files: string[] = [],
): RestartRequest {
  return { cause, files, inputs: [], since };
}

/** Whether nothing runs that could be given anything. */
export function isForDead({ cause }: RestartRequest): boolean {
  return cause === "crash" || cause === "hang";
}

/** Whether the program has nothing of what was saved. */
export function isUntaken(
  { cause, isUntaken }: Pick<RestartRequest, "cause" | "isUntaken">,
): boolean {
  return isUntaken ?? cause === "refused";
}

/** What was wanted first, and what came to it while it was being built. */
export function both(
  first: RestartRequest,
  second: RestartRequest,
): RestartRequest {
  const { files, inputs, isTrial = false } = second;
  const wanted = [first, second].find(({ isWanted }) => isWanted);
  // What was not taken may be taken back, a change of the build stays one.
  const lasting = isUntaken(first) ? second : first;
  return {
    cause: (wanted ?? lasting).cause,
    files: [...new Set([...first.files, ...files])],
    inputs,
    since: first.since,
    isTrial: isTrial && (first.isTrial ?? false),
    isWanted: wanted !== undefined,
    isUntaken: isUntaken(wanted ?? lasting),
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
  /** The files of the patch that was being loaded then, if one was. */
  lost?: string[] | undefined;
  /** Whether the next save builds it anew and starts it again. */
  waits: boolean;
}

/** What a Rust program exits with when its main thread has panicked. */
export const PANIC = 101;

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

/** Signals by which a user, or the system, asks a program to end. */
const ASKING: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
};

/**
 * Whether nobody wanted this end.
 *
 * @param isLoading Whether a patch was being loaded: then it was no wish of the
 * program's own to fail, or of others to kill it.
 */
export function isCrash({ code, signal }: End, isLoading = false): boolean {
  if (!isLoading) return signal === null ? code === PANIC : FATAL.has(signal);
  return signal === null ? code !== 0 && !isAsked(code) : !(signal in ASKING);
}

/** Whether a program says by its exit code that it was asked to end. */
function isAsked(code: number): boolean {
  return Object.values(ASKING).some((number) => code === 128 + number);
}
