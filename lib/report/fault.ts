/**
 * What keeps the driver from its work though the sources may be right: a
 * process that was killed, a disk that is full, files that are gone. Never says
 * it: that the messages do. Pure.
 */

import type { FaultReason, Report } from "./report.ts";

/** Thrown by a stage: nothing has changed in the program. */
export class Fault extends Error {
  override name = "Fault";
  readonly reason: FaultReason;
  readonly details: string[];

  /**
   * @param reason Which kind it is.
   * @param details What happened, each a line.
   */
  constructor(reason: FaultReason, details: string[]) {
    super(`${reason}: ${details.join("; ")}`);
    this.reason = reason;
    this.details = details;
  }
}

/** How a process ended, and what it said. */
interface Ended {
  code: number;
  signal: string | null;
  said: readonly string[];
}

/** What the system calls its errors: code, number, and in words. */
const SYSTEM: [FaultReason, code: string, number: number, words: string][] = [
  ["space", "ENOSPC", 28, "No space left on device"],
  ["space", "EFBIG", 27, "File too large"],
  ["space", "EDQUOT", 122, "Disk quota exceeded"],
  ["space", "EMFILE", 24, "Too many open files"],
  ["space", "ENFILE", 23, "Too many open files in system"],
  ["space", "ENOMEM", 12, "Cannot allocate memory"],
  ["access", "EPERM", 1, "Operation not permitted"],
  ["access", "EACCES", 13, "Permission denied"],
  ["access", "EROFS", 30, "Read-only file system"],
  ["access", "ENOTDIR", 20, "Not a directory"],
  ["access", "EISDIR", 21, "Is a directory"],
];

/** A file is gone: of the driver's own work, for rustc looks for many. */
const GONE = "ENOENT";

/** What linkers' drivers say when their linker was killed. */
const LINKER_KILLED = [
  "terminated by signal",
  "terminated with signal",
  "unable to execute command",
];
/** How rustc says that it has a bug. */
const ICE = ["internal compiler error", "compiler unexpectedly panicked"];
/** What rustc exits with when it has panicked. */
const RUSTC_PANIC = 101;
/** So much of what the compiler says of its bug is shown. */
const ICE_LINES = 6;

/**
 * What a process says that is not about the sources, if it failed for that.
 *
 * @param what What ran, in words.
 */
export function faultOf(what: string, ended: Ended): Fault | undefined {
  const { code, signal, said } = ended;
  const bug = said.find((text) => ICE.some((words) => text.includes(words)));
  // What points at a line of the sources is about them.
  const lines = said.filter((text) => !/^\s*-->/m.test(text))
    .flatMap((text) => text.split("\n"));
  for (const [reason, words] of wordsOfFaults()) {
    const found = lines.find((line) => line.includes(words));
    if (found !== undefined) return new Fault(reason, [`${what}: ${found}`]);
  }
  if (signal !== null) {
    // As who writes to mapped memory is told that the disk is full.
    const isFull = signal === "SIGBUS" || signal === "SIGXFSZ";
    return new Fault(isFull ? "space" : "killed", [`${what}: ${signal}`]);
  }
  if (code !== RUSTC_PANIC && bug === undefined) return undefined;
  const shown = (bug ?? said.join("\n")).trim().split("\n");
  return new Fault("crash", [what, ...shown.slice(0, ICE_LINES)]);
}

/** What processes say where a fault is in the way: their only sign of it. */
function* wordsOfFaults(): Generator<[FaultReason, words: string]> {
  for (const [reason, , number, words] of SYSTEM) {
    yield [reason, `(os error ${number})`];
    yield [reason, words];
  }
  for (const words of LINKER_KILLED) yield ["killed", words];
}

/** The report of a reload that came to nothing. */
export function faultReport(
  error: unknown,
  files: string[],
  since: number,
): Report {
  const { reason, details } = asFault(error);
  const timings = { total: performance.now() - since, stages: [] };
  return { kind: "fault", reason, details, files, warnings: [], timings };
}

/** Whether files of the program's build are gone. */
export function isGone(error: unknown): boolean {
  return asFault(error).reason === "gone";
}

function asFault(error: unknown): Pick<Fault, "reason" | "details"> {
  if (error instanceof Fault) return error;
  const details = (error instanceof Error ? error.message : String(error))
    .split("\n");
  return { reason: reasonOf(error) ?? "other", details };
}

/** Told by what an error, or what it was caused by, knows of itself. */
function reasonOf(error: unknown): FaultReason | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("fault" in error) return error.fault as FaultReason;
  const code = "code" in error ? error.code : undefined;
  if (code === GONE) return "gone";
  const known = SYSTEM.find(([, each]) => each === code);
  return known ? known[0] : reasonOf(error.cause);
}
