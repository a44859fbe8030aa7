/** What is said of tests, in words. Pure. */

import { count, quoted, saved, type Status } from "./wording.ts";

/** How many tests ran, and how they ended. */
export interface TestCounts {
  run: number;
  of: number;
  failed: number;
  /** Milliseconds from the save to the end, of rustc, and of the tests. */
  total: number;
  rustc: number;
  ran: number;
}

/** One line that sums up: `12 of 340 tests, 2 failed, in 310 ms (rustc 240, run 18)`. */
export function testSummary(
  { run, of, failed, total, rustc, ran }: TestCounts,
): string {
  const tests = run === of ? count(of, "test") : `${run} of ${of} tests`;
  const end = failed > 0 ? `${failed} failed` : run > 0 ? "all passed" : "";
  const times = rustc > 0
    ? `rustc ${whole(rustc)}, run ${whole(ran)}`
    : `run ${whole(ran)}`;
  const parts = [tests, ...end === "" ? [] : [end], `in ${whole(total)} ms`];
  return `${parts.join(", ")} (${times})`;
}

/** The same as a line of JSON, for programs to read. */
export function testTimings(
  { tests, of, failed, total, rustc, ran }: {
    tests: readonly string[];
    failed: readonly string[];
  } & Omit<TestCounts, "run" | "failed">,
): string {
  const times = { total, rustc, ran };
  return JSON.stringify({ kind: "tested", tests, of, failed, ...times });
}

function whole(time: number): string {
  return time.toFixed(0);
}

/** Says that saves are being waited for. */
export function watchingTests(programs: number): Status {
  return {
    verb: "Watching",
    text: `${count(programs, "test program")}; doc tests are not run`,
  };
}

/** Says why cargo builds anew. */
export function buildingTests(files: readonly string[], root: string): Status {
  return { verb: "Building", text: `anew, for ${saved(files, root)}` };
}

/** Says that there is nothing to test. */
export const NO_TESTS = "There is no test program to run";

/** Says where it works. */
export const ONLY_LINUX =
  "`chaud test` reads object files of Linux; use `cargo test` here";

/** Says that doc tests are not run. */
export const NO_DOC_TESTS =
  "`chaud test` runs no doc tests: `cargo test --doc` does";

/** What can be asked for at a terminal. */
export const TEST_KEYS =
  "Enter: run all tests · f: those that failed · t: filter by name · q: quit";

/** Says which tests failed where nothing was shown of them. */
export function failedTests(names: readonly string[]): string {
  return `failed: ${quoted(names)}`;
}
