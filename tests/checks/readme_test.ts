/** What the README tells people to type, held against what there is. */

import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../lib/commands/arguments/commands.ts";
import { commandsIn, pathsIn, taskIn } from "../harness/documents.ts";
import { finish } from "../harness/process_tree.ts";
import { SUITES } from "../suites.ts";
import { readFile, TOP } from "../harness/tree.ts";

const readme = await readFile("README.md");
const config = JSON.parse(await readFile("deno.json")) as {
  tasks: Record<string, { description?: string }>;
};

const commands = commandsIn(readme);

async function helpOf(program: string, ...args: string[]): Promise<string> {
  return (await finish({ program, args, cwd: TOP })).stdout;
}

/** Flags before a `--`, with `-vv` taken for `-v`. */
function flagsIn(command: string): string[] {
  const [own] = command.split(" -- ");
  const flags = own?.match(/(?<=^| )--?[a-z][a-z-]*/gi) ?? [];
  return flags.map((flag) => flag.replace(/^-(\w)\1+$/, "-$1"));
}

Deno.test("readme: tasks and suites exist", () => {
  const calls = commands.map(taskIn).filter((call) => call !== undefined);
  assert(calls.length > 0);
  for (const { task, words } of calls) {
    assert(task in config.tasks, `no such task: ${task}`);
    if (task !== "test") continue;
    const names = SUITES.map(({ name }) => name);
    assertEquals(words.filter((word) => !names.includes(word)), []);
  }
});

Deno.test("readme: tasks have descriptions", () => {
  const bare = Object.entries(config.tasks)
    .filter(([, task]) => !task.description)
    .map(([name]) => name);
  assertEquals(bare, []);
});

Deno.test("readme: chaud's commands and flags exist", async () => {
  const cli = ["run", "--quiet", "-A", "cli.ts"];
  const help = await helpOf("deno", ...cli, "--help");
  const own = COMMANDS.map(({ name }) => name);
  const helps = await Promise.all([
    ...own.map((command) => helpOf("deno", ...cli, command, "--help")),
    helpOf("cargo", "help", "run"),
  ]);
  const known = help + helps.join("\n");
  const isChaud = /^(?:\$ )?(?:CHAUD_\w+=\w+ )*chaud(?: (\w+))?/;
  for (const command of commands) {
    const [start, subcommand] = isChaud.exec(command) ?? [];
    if (subcommand && subcommand !== "help") {
      assert(
        new RegExp(`^  ${subcommand}\\b`, "m").test(help),
        `not in --help: ${command}`,
      );
    }
    const isFlag = /^--?\w/.test(command) && !/^-A$|^--allow-/.test(command);
    if (!start && !isFlag) continue;
    for (const flag of flagsIn(command)) {
      const exists = new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(known);
      assert(exists, `${flag} is in neither --help: ${command}`);
    }
  }
});

Deno.test("readme: names the Deno that the checks run with", async () => {
  const pins = async (path: string) =>
    new Set((await readFile(path)).match(/deno@[\d.]+\d/g));
  assertEquals(await pins("README.md"), await pins(".ci/run"));
});

Deno.test("readme: files and folders that it names exist", async () => {
  const paths = pathsIn(commands);
  assert(paths.length > 0);
  for (const path of paths) await Deno.lstat(`${TOP}${path}`);
});
