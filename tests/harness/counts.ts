/**
 * Reads from what a test runner printed how many tests passed and failed.
 * Never runs anything.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";

/** Whose closing lines to look for; `none`: the exit code is the one result. */
export type Runner = "cargo" | "deno" | "plain" | "none";

/** How many tests came out how. */
export interface Counts {
  passed: number;
  failed: number;
}

const CLOSING_LINES: Record<Exclude<Runner, "none">, RegExp> = {
  // Once for each test binary, and for the doc tests.
  cargo: /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed;/gm,
  deno:
    /^(?:ok|FAILED) \| (?<passed>\d+) passed(?: \([^)]*\))? \| (?<failed>\d+) failed/gm,
  plain: /^(?<passed>\d+) passed, (?<failed>\d+) failed$/gm,
};

/**
 * The tests that a runner counted. A failure that it did not count (a build
 * that broke, a crash) is one failed test, and so is a run without tests.
 */
export function countTests(
  runner: Runner,
  output: string,
  succeeded: boolean,
): Counts {
  const counts = { passed: 0, failed: 0 };
  if (runner === "none") {
    counts.passed = succeeded ? 1 : 0;
  } else {
    const text = stripVTControlCharacters(output).replaceAll("\r\n", "\n");
    for (const { groups } of text.matchAll(CLOSING_LINES[runner])) {
      counts.passed += Number(groups?.passed);
      counts.failed += Number(groups?.failed);
    }
  }
  const isUncounted = counts.failed === 0 &&
    (!succeeded || counts.passed === 0);
  if (isUncounted) counts.failed = 1;
  return counts;
}
