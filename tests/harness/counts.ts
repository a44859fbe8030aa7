/**
 * Reads from what a test runner printed how many tests passed, failed, and were
 * skipped.
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
  skipped: number;
}

const CLOSING_LINES: Record<Exclude<Runner, "none">, RegExp> = {
  // Once for each test binary, and for the doc tests.
  cargo:
    /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored;/gm,
  deno:
    /^(?:ok|FAILED) \| (?<passed>\d+) passed(?: \([^)]*\))? \| (?<failed>\d+) failed(?: \([^)]*\))?(?: \| (?<skipped>\d+) ignored)?/gm,
  plain:
    /^(?<passed>\d+) passed, (?<failed>\d+) failed(?:, (?<skipped>\d+) skipped)?$/gm,
};

/** What a runner counted, and the tests that it skipped. */
export interface Outcome extends Counts {
  /** Names, with the reasons. */
  skips: string[];
}

/** Tests that are skipped without a reason are a failure. */
export function outcomeOf(
  runner: Runner,
  output: string,
  succeeded: boolean,
): Outcome {
  const counts = countTests(runner, output, succeeded);
  const skips = skippedTests(output);
  const isSilent = runner === "deno" && skips.length !== counts.skipped;
  if (isSilent) counts.failed++;
  return { ...counts, skips };
}

/**
 * The tests that a runner counted. A failure that it did not count (a build
 * that broke, a crash) is one failed test, and so is a run without tests.
 */
export function countTests(
  runner: Runner,
  output: string,
  succeeded: boolean,
): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (runner === "none") {
    counts.passed = succeeded ? 1 : 0;
  } else {
    const text = stripVTControlCharacters(output).replaceAll("\r\n", "\n");
    for (const { groups } of text.matchAll(CLOSING_LINES[runner])) {
      counts.passed += Number(groups?.passed);
      counts.failed += Number(groups?.failed);
      counts.skipped += Number(groups?.skipped ?? 0);
    }
  }
  const isUncounted = counts.failed === 0 &&
    (!succeeded || counts.passed === 0);
  if (isUncounted) counts.failed = 1;
  return counts;
}

/** The tests that said why they are skipped: `NAME: REASON`. */
export function skippedTests(output: string): string[] {
  const text = stripVTControlCharacters(output).replaceAll("\r\n", "\n");
  return Array.from(
    text.matchAll(/^skipped (?<test>.+: .+)$/gm),
    ({ groups }) => groups?.test ?? "",
  );
}

/** What a runner closes with; skipped tests are named only where there are. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
