/**
 * Runs the suites one after the other and adds up their results.
 *
 *   deno task test [SUITE or GROUP]...
 *
 * Without arguments all of them run, each within a limit. The last line is `N passed, N failed`;
 * the exit code is 0 only if something passed and nothing failed.
 *
 * @module
 */

import { type Counts, countTests } from "./harness/counts.ts";
import { ProcessTree } from "./harness/process_tree.ts";
import { type Suite, SUITES } from "./suites.ts";

/** How a suite went. */
export interface Result extends Counts {
  name: string;
  seconds: number;
}

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
  return { name, seconds, ...countTests(suite.runner, text, success) };
}

interface RunOptions {
  env?: Record<string, string>;
  limitMs: number;
  isQuiet?: boolean;
}

async function run(
  command: string,
  { env = {}, limitMs, isQuiet = false }: RunOptions,
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
    keep(stdout, isQuiet ? undefined : Deno.stdout, signal),
    keep(stderr, isQuiet ? undefined : Deno.stderr, signal),
    status,
  ]);
  clearTimeout(timer);
  const isLate = signal.aborted;
  return { success: success && !isLate, isLate, text: `${out}\n${err}` };
}

/** Keeps what a process prints, and shows it, up to a moment. */
async function keep(
  from: ReadableStream<Uint8Array>,
  to: { writeSync(bytes: Uint8Array): number } | undefined,
  signal: AbortSignal,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      let rest = chunk;
      while (to && rest.length > 0) rest = rest.subarray(to.writeSync(rest));
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

async function hasToolchain(toolchain: string): Promise<boolean> {
  try {
    const command = `rustup run ${toolchain} rustc --version`;
    const options = { limitMs: LIMIT_MS, isQuiet: true };
    return (await run(command, options)).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const results: Result[] = [];
  const skipped: string[] = [];
  for (const suite of chooseSuites(args)) {
    const { name, toolchain } = suite;
    if (toolchain && !await hasToolchain(toolchain)) {
      skipped.push(`${name}: toolchain ${toolchain} is not installed`);
      continue;
    }
    console.log(`\n== ${name}: ${suite.command}`);
    results.push(await runSuite(suite));
  }
  console.log("\n== results");
  for (const { name, passed, failed, seconds } of results) {
    const counts = `${passed} passed, ${failed} failed`;
    console.log(`${name}: ${counts} in ${seconds.toFixed(1)} s`);
  }
  for (const reason of skipped) console.log(`skipped ${reason}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return passed > 0 && failed === 0 ? 0 : 1;
}

if (import.meta.main) {
  // Not Deno.exit: what was written to a pipe is to arrive.
  Deno.exitCode = await main(Deno.args);
}
