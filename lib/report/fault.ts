/**
 * What keeps the driver from its work though the sources may be right: a
 * process that was killed, a disk that is full, files that are gone. Pure.
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

/** ENOSPC, EFBIG, EDQUOT, EMFILE, ENFILE, ENOMEM. */
const SPACE =
  /\(os error (?:28|27|122|24|23|12)\)|No space left on device|File too large|Disk quota exceeded|Too many open files|Cannot allocate memory/;
/** EPERM, EACCES, EROFS, ENOTDIR, EISDIR. */
const ACCESS =
  /\(os error (?:1|13|30|20|21)\)|Permission denied|Read-only file system|Not a directory|Is a directory/;
/** What a linker's driver says when its linker was killed. */
const LINKER_KILLED = /terminated (?:by|with) signal|unable to execute command/;
const ICE = /internal compiler error|compiler unexpectedly panicked/;
/** So much of what the compiler says of its bug is shown. */
const ICE_LINES = 6;

/**
 * What a process says that is not about the sources, if it failed for that.
 *
 * @param what What ran, in words.
 */
export function faultOf(what: string, ended: Ended): Fault | undefined {
  const { code, signal, said } = ended;
  const bug = said.find((text) => ICE.test(text));
  // What points at a line of the sources is about them.
  const lines = said.filter((text) => !/^\s*-->/m.test(text))
    .flatMap((text) => text.split("\n"));
  const line = (pattern: RegExp) => lines.find((line) => pattern.test(line));
  const reasons = { space: SPACE, access: ACCESS, killed: LINKER_KILLED };
  for (const [reason, pattern] of Object.entries(reasons)) {
    const found = line(pattern);
    if (found === undefined) continue;
    return new Fault(reason as keyof typeof reasons, [`${what}: ${found}`]);
  }
  if (signal !== null) {
    // As who writes to mapped memory is told that the disk is full.
    const isFull = signal === "SIGBUS" || signal === "SIGXFSZ";
    return new Fault(isFull ? "space" : "killed", [`${what}: ${signal}`]);
  }
  if (code !== 101 && bug === undefined) return undefined;
  const shown = (bug ?? said.join("\n")).trim().split("\n");
  return new Fault("crash", [what, ...shown.slice(0, ICE_LINES)]);
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
  const text = error instanceof Error ? error.message : String(error);
  const details = text.split("\n");
  if (error instanceof Error && error.name === "ElfError") {
    return { reason: "damaged", details };
  }
  if (SPACE.test(text)) return { reason: "space", details };
  if (ACCESS.test(text)) return { reason: "access", details };
  if (/\(os error 2\)/.test(text)) return { reason: "gone", details };
  return { reason: "other", details };
}
