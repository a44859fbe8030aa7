/** What CONTRIBUTING.md tells people, held against what there is. */

import { assert, assertEquals } from "@std/assert";
import { commandsIn, pathsIn, taskIn } from "../harness/documents.ts";
import { readFile, TOP } from "../harness/tree.ts";
import { SUITES } from "../suites.ts";
import { ROOMS } from "./rooms.ts";

const text = await readFile(".github/CONTRIBUTING.md");
const commands = commandsIn(text);
const config = JSON.parse(await readFile("deno.json")) as {
  tasks: Record<string, { command: string }>;
};

Deno.test("contributing: the picture shows the rooms of the table", () => {
  const picture = /```text\n([^]*?)```/.exec(text)?.[1] ?? "";
  const shown = Array.from(picture.matchAll(/^ *(\w+)/gm), ([, name]) => name);
  const rooms = Object.keys(ROOMS).filter((room) => room.startsWith("lib/"));
  assertEquals(shown.map((name) => `lib/${name}`), rooms);
});

Deno.test("contributing: files and folders that it names exist", async () => {
  const paths = pathsIn(commands);
  assert(paths.length > 20, `${paths}`);
  for (const path of paths) await Deno.lstat(`${TOP}${path}`);
});

Deno.test("contributing: tasks, suites and options exist", async () => {
  const calls = commands.map(taskIn).filter((call) => call !== undefined);
  const tasks = new Set(calls.map(({ task }) => task));
  assertEquals([...tasks].toSorted(), ["bench", "ok", "storm", "test"]);
  for (const { task, words } of calls) {
    const command = config.tasks[task]?.command ?? "";
    const path = command.split(" ").find((word) => word.startsWith("tests/")) ??
      "";
    // It says at its top what it takes; so does the table of suites.
    const known = `${await readFile(path)} ${await readFile(
      "tests/bench/options.ts",
    )}`;
    const options = words.filter((word) => word.startsWith("--"));
    assertEquals(options.filter((word) => !known.includes(word)), []);
    if (task !== "test") continue;
    const names = SUITES.map(({ name }) => name);
    assertEquals(words.filter((word) => !names.includes(word)), []);
  }
});

Deno.test("contributing: the tests that it filters for exist", async () => {
  const pattern =
    /^(?:UPDATE=1 )?deno test -A (?<file>\S+) --filter "?(?<name>[^"]+)/;
  const filters = commands.map((command) => pattern.exec(command)?.groups)
    .filter((groups) => groups !== undefined);
  assertEquals(filters.length, 2);
  for (const { file = "", name = "" } of filters) {
    assert((await readFile(file)).includes(name), `${file} has no ${name}`);
  }
});

Deno.test("contributing: `UPDATE` means something to the tests it is given", async () => {
  const updates = commands.filter((command) => command.startsWith("UPDATE=1 "));
  assert(updates.length > 1);
  for (const path of pathsIn(updates)) {
    assert((await readFile(path)).includes('"UPDATE"'), path);
  }
});

Deno.test("contributing: names the Deno that the checks run with", async () => {
  const pins = (text: string) => new Set(text.match(/deno@[\d.]+\d/g));
  assertEquals(pins(text), pins(await readFile(".ci/run")));
});
