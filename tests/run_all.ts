/**
 * Runs the suites one after the other and adds up their results.
 *
 *   deno task test [SUITE or GROUP]...
 *
 * Without arguments all of them run. The last line is `N passed, N failed`;
 * the exit code is 0 only if something passed and nothing failed.
 *
 * @module
 */

import { type Counts, countTests } from "./counts.ts";
import { type Suite, SUITES } from "./suites.ts";

interface Result extends Counts {
  name: string;
  seconds: number;
}

async function runSuite(suite: Suite): Promise<Result> {
  const { name, env = {} } = suite;
  const [program = "", ...args] = suite.command.split(" ");
  const start = performance.now();
  const child = new Deno.Command(program, {
    args,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [out, err, { success }] = await Promise.all([
    showAndKeep(child.stdout, Deno.stdout),
    showAndKeep(child.stderr, Deno.stderr),
    child.status,
  ]);
  const seconds = (performance.now() - start) / 1000;
  const output = `${out}\n${err}`;
  return { name, seconds, ...countTests(suite.runner, output, success) };
}

async function showAndKeep(
  from: ReadableStream<Uint8Array>,
  to: { writeSync(bytes: Uint8Array): number },
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of from) {
    let rest = chunk;
    while (rest.length > 0) rest = rest.subarray(to.writeSync(rest));
    text += decoder.decode(chunk, { stream: true });
  }
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
    const args = ["run", toolchain, "rustc", "--version"];
    return (await new Deno.Command("rustup", { args }).output()).success;
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
