/** Tells a crash from an ordinary end, and what was the last to go live. Pure. */

import type { Report } from "./report.ts";

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
const FATAL: ReadonlySet<string> = new Set([
  ...["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP"],
]);

/** Whether nobody wanted this end. */
export function isCrash({ code, signal }: End): boolean {
  return signal === null ? code === PANIC : FATAL.has(signal);
}
