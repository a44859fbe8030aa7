/**
 * Runs the suites one after the other and adds up their results.
 *
 *   deno task test [--only-listed-programs] [SUITE or GROUP]...
 *
 * Without arguments all of them run, each within a limit. The last line is
 * `N passed, N failed`, and `, N skipped` if tests needed what is not there;
 * the lines before it name those, with the reasons. The exit code is 0 only if
 * something passed and nothing failed.
 *
 * With the option, the PATH holds only the programs of `listed_programs.ts`:
 * a test that takes another one for granted fails, and names it.
 *
 * @module
 */

import {
  closingLine,
  type Counts,
  type Outcome,
  outcomeOf,
} from "./harness/counts.ts";
import { linkPrograms } from "./harness/listed_programs.ts";
import { whatIsMissing } from "./harness/needs.ts";
import { ProcessTree } from "./harness/process_tree.ts";
import { type Suite, SUITES } from "./suites.ts";

/** How a suite went. */
export interface Result extends Outcome {
  name: string;
  seconds: number;
}

/** The option. */
const ONLY_LISTED = "--only-listed-programs";

/** So long a suite may take on a machine that is busy. */
const LIMIT_MS = 45 * 60_000;

/** Runs a suite; one that takes too long is ended, and has failed. */
export async function runSuite(
  suite: Suite,
  limitMs = LIMIT_MS,
): Promise<Result> {
  const { name, command, env = {} } = suite;
  const start = performance.now();
  const { success, isLate, text } = await run(command, { env, limitMs });
  const seconds = (performance.now() - start) / 1000;
  if (isLate) {
    const limit = `${limitMs / 1000} s`;
    console.log(`\n${name}: not over in ${limit}: it was ended and has failed`);
  }
  const outcome = outcomeOf(suite.runner, text, success);
  if (suite.runner === "deno" && outcome.skips.length !== outcome.skipped) {
    console.log(`\n${name}: tests are skipped without a reason`);
  }
  return { name, seconds, ...outcome };
}

/** The result of a suite that cannot run here. */
function skip({ name }: Suite, reason: string): Result {
  const skips = [`${name}: ${reason}`];
  return { name, seconds: 0, skips, passed: 0, failed: 0, skipped: 1 };
}

interface RunOptions {
  env?: Record<string, string>;
  limitMs: number;
}

async function run(
  command: string,
  { env = {}, limitMs }: RunOptions,
): Promise<{ success: boolean; isLate: boolean; text: string }> {
  const [program = "", ...args] = command.split(" ");
  await using tree = new ProcessTree(program, {
    args,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const limit = new AbortController();
  const { signal } = limit;
  const timer = setTimeout(() => {
    limit.abort();
    tree[Symbol.asyncDispose]();
  }, limitMs);
  const { stdout, stderr, status } = tree.root;
  const [out, err, { success }] = await Promise.all([
    keep(stdout, Deno.stdout, signal),
    keep(stderr, Deno.stderr, signal),
    status,
  ]);
  clearTimeout(timer);
  const isLate = signal.aborted;
  return { success: success && !isLate, isLate, text: `${out}\n${err}` };
}

/** Keeps what a process prints, and shows it, up to a moment. */
async function keep(
  from: ReadableStream<Uint8Array>,
  to: { writeSync(bytes: Uint8Array): number },
  signal: AbortSignal,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      let rest = chunk;
      while (rest.length > 0) rest = rest.subarray(to.writeSync(rest));
      text += decoder.decode(chunk, { stream: true });
    },
  });
  await from.pipeTo(sink, { signal }).catch((error) => {
    if (!signal.aborted) throw error;
  });
  return text;
}

function chooseSuites(wanted: readonly string[]): Suite[] {
  for (const word of wanted) {
    const isKnown = SUITES.some((s) => s.name === word || s.group === word);
    if (isKnown) continue;
    const names = SUITES.map((suite) => suite.name).join(", ");
    throw new Error(`no such suite: ${word}; there are ok, tests, ${names}`);
  }
  return SUITES.filter(({ name, group }) =>
    wanted.length === 0 || wanted.includes(name) || wanted.includes(group)
  );
}

/** The suites to run, and whether only listed programs are on their PATH. */
function readArguments(
  args: readonly string[],
): { suites: Suite[]; isListed: boolean } {
  const words = args.filter((arg) => arg !== ONLY_LISTED);
  return { suites: chooseSuites(words), isListed: words.length < args.length };
}

/** Links to the listed programs; nothing else is found by name. */
async function placePrograms(): Promise<string> {
  const { pathname } = new URL("../target/tests/programs", import.meta.url);
  const folder = decodeURIComponent(pathname);
  await linkPrograms(folder);
  return folder;
}

async function main(args: readonly string[]): Promise<number> {
  const { suites, isListed } = readArguments(args);
  if (isListed) Deno.env.set("PATH", await placePrograms());
  const results: Result[] = [];
  for (const suite of suites) {
    console.log(`\n== ${suite.name}: ${suite.command}`);
    const reason = await whatIsMissing(suite.needs ?? []);
    results.push(
      reason === undefined ? await runSuite(suite) : skip(suite, reason),
    );
  }
  console.log("\n== results");
  for (const result of results) {
    const { name, seconds } = result;
    console.log(`${name}: ${closingLine(result)} in ${seconds.toFixed(1)} s`);
  }
  for (const test of results.flatMap(({ skips }) => skips)) {
    console.log(`skipped ${test}`);
  }
  const sum = (of: (counts: Counts) => number) =>
    results.reduce((sum, result) => sum + of(result), 0);
  const all = {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
  };
  console.log(closingLine(all));
  return all.passed > 0 && all.failed === 0 ? 0 : 1;
}

if (import.meta.main) {
  // Not Deno.exit: what was written to a pipe is to arrive.
  Deno.exitCode = await main(Deno.args);
}
