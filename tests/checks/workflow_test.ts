/** What the workflow runs, held against what there is. */

import { assert, assertEquals } from "@std/assert";
import { pathsIn, taskIn } from "../harness/documents.ts";
import { TARGETS } from "../harness/needs.ts";
import { readFile, TOP } from "../harness/tree.ts";
import { SUITES } from "../suites.ts";

const text = await readFile(".github/workflows/ci.yml");
const commands = Array.from(
  text.matchAll(/^ +- run: (.+)$/gm),
  ([, run]) => run ?? "",
);

/** The jobs by name, as they are written. */
const jobs = new Map(
  text.slice(text.indexOf("\njobs:")).split(/^ {2}(?=\w+:$)/m).slice(1)
    .map((job) => [job.slice(0, job.indexOf(":")), job]),
);

Deno.test("workflow: tasks, suites and paths exist", async () => {
  const { tasks } = JSON.parse(await readFile("deno.json")) as {
    tasks: Record<string, unknown>;
  };
  const groups = SUITES.flatMap(({ name, group }) => [name, group]);
  const calls = commands.map(taskIn).filter((call) => call !== undefined);
  assertEquals(calls.map(({ task }) => task), ["std", "test"]);
  for (const { task, words } of calls) {
    assert(task in tasks, task);
    assertEquals(words.filter((word) => !groups.some((s) => s === word)), []);
  }
  const paths = pathsIn(commands);
  assert(paths.includes(".ci/run"));
  for (const path of paths) await Deno.lstat(`${TOP}${path}`);
});

Deno.test("workflow: Linux on both machines is all checked; macOS may fail", () => {
  assertEquals([...jobs.keys()], ["linux", "elsewhere", "macos"]);
  const mayFail = (job: string) =>
    jobs.get(job)?.includes("continue-on-error: true") ?? false;
  assertEquals([...jobs.keys()].filter(mayFail), ["macos"]);
  const runners = Array.from(
    text.matchAll(/(?:runs-on|runner): ([\w.-]+)$/gm),
    ([, runner]) => runner,
  );
  assertEquals(runners, [
    "ubuntu-24.04",
    "ubuntu-24.04-arm",
    "ubuntu-24.04",
    "macos-15",
  ]);
  assert(jobs.get("linux")?.includes("- run: .ci/run\n"));
});

Deno.test("workflow: the crates are checked for every target that a test knows", () => {
  const adding = "rustup target add ";
  const added = commands.filter((command) => command.startsWith(adding))
    .flatMap((command) => command.slice(adding.length).split(" "));
  assertEquals<string[]>(added, [...TARGETS]);
});

Deno.test("workflow: names the Deno that the checks run with", async () => {
  const pins = (text: string) => new Set(text.match(/deno@[\d.]+\d/g));
  assertEquals(pins(text), pins(await readFile(".ci/run")));
});
