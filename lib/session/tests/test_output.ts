/**
 * Reads what libtest prints, and what it is told: the names of tests, how each
 * has ended, and the failures as it shows them. Pure.
 */

/** How the tests of one program have ended. */
export interface TestResults {
  passed: Set<string>;
  failed: Set<string>;
  /** Those that were left out, as they ask for. */
  ignored: Set<string>;
  /** Whether it has come to its end: one that aborts has not. */
  isWhole: boolean;
}

/** The tests that a program lists. */
export function listedTests(stdout: string): string[] {
  return stdout.split("\n").flatMap((line) =>
    /^(.+): (?:test|benchmark)$/.exec(line)?.[1] ?? []
  );
}

/** How each test has ended. */
export function testResults(stdout: string): TestResults {
  const results: TestResults = {
    passed: new Set(),
    failed: new Set(),
    ignored: new Set(),
    isWhole: /^test result: /m.test(stdout),
  };
  const line =
    /^test (.+?)(?: - should panic)? \.\.\. (?:.*)\b(ok|FAILED|ignored|bench)\b/gm;
  for (const [, name = "", end] of stdout.matchAll(line)) {
    if (end === "FAILED") results.failed.add(name);
    else if (end === "ignored") results.ignored.add(name);
    else results.passed.add(name);
  }
  // What tests print may stand in between; the list at the end is alone.
  const [, names = ""] = /\nfailures:\n((?: {4}.+\n)+)\ntest result: /
    .exec(stdout) ?? [];
  for (const name of names.split("\n").map((text) => text.trim())) {
    if (name === "") continue;
    results.failed.add(name);
    results.passed.delete(name);
  }
  return results;
}

/** The failures, as libtest shows them. */
export function failuresIn(stdout: string): string {
  const start = stdout.indexOf("\nfailures:\n");
  const end = stdout.lastIndexOf("\ntest result: ");
  if (start < 0) return stdout.trim();
  return stdout.slice(start, end < start ? undefined : end).trim();
}

/** Options of libtest's with a value behind them. */
const WITH_VALUE: ReadonlySet<string> = new Set([
  "--test-threads",
  "--logfile",
  "--skip",
  "--color",
  "--format",
  "--shuffle-seed",
  "-Z",
]);

/** The arguments for libtest without those that choose tests by name. */
export function withoutNames(args: readonly string[]): string[] {
  return args.filter((arg, i) => {
    if (arg === "--exact" || arg === "--skip") return false;
    const previous = args[i - 1] ?? "";
    if (previous === "--skip") return false;
    return arg.startsWith("-") || WITH_VALUE.has(previous);
  }).filter((arg) => !arg.startsWith("--skip="));
}

/** Whether a program's output is to be shown whatever becomes of its tests. */
export function showsOutput(args: readonly string[]): boolean {
  return args.includes("--nocapture") || args.includes("--no-capture") ||
    args.includes("--show-output");
}
