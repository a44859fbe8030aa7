/** A program that has the whole terminal to itself keeps it. */

import { stripVTControlCharacters } from "node:util";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { driverCommand } from "../harness/driven_program.ts";
import { cleanEnvironment } from "../harness/process_tree.ts";
import { PseudoTerminal } from "../harness/pseudo_terminal.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";

const ENTER = "\x1b[?1049h";
const LEAVE = "\x1b[?1049l";
const MAIN = "src/main.rs";

// deno-lint-ignore no-control-regex
const TITLE = /\x1b\]2;[^\x07]*\x07|\x1b\[2[23];2t/g;

function start(
  workspace: ScratchWorkspace,
  ...args: string[]
): PseudoTerminal {
  const command = [Deno.execPath(), ...driverCommand(), "run", ...args];
  return new PseudoTerminal(command, {
    cwd: workspace.folder,
    env: { ...cleanEnvironment(), TERM: "xterm" },
    clearEnv: true,
  });
}

/** Lets the program have the screen, acts, and lets it end. */
async function play(
  terminal: PseudoTerminal,
  act: () => Promise<void>,
): Promise<{ screen: string; after: string }> {
  await terminal.find(/= ready/);
  await terminal.find(/Watching 1 crate/);
  terminal.type("\n");
  await terminal.find(/0 +few/);
  await act();
  terminal.type("k");
  await terminal.find(/1 +few/);
  terminal.type("q");
  assertEquals((await terminal.status).code, 0);
  const whole = terminal.shown;
  const end = whole.indexOf(LEAVE) + LEAVE.length;
  const from = whole.indexOf(ENTER);
  return { screen: whole.slice(from, end), after: whole.slice(end) };
}

Deno.test("full screen: reports wait until the terminal is free again", async (t) => {
  await using workspace = await copyProgram("full_screen");
  const calm = await (async () => {
    await using terminal = start(workspace);
    return await play(terminal, async () => {});
  })();
  assert(calm.screen.startsWith(ENTER) && calm.screen.endsWith(LEAVE));

  await t.step("meanwhile, the title tells of saves", async () => {
    await using terminal = start(workspace);
    const busy = await play(terminal, async () => {
      await workspace.edit(MAIN, ["many", "some"]);
      await terminal.find(/\]2;chaud: Reloaded src\/main\.rs: /);
      await workspace.edit(MAIN, ['"some"', "0"]);
      await terminal.find(/\]2;chaud: error/);
      await workspace.edit(MAIN, ["{ 0 }", '{ "several" }']);
      await terminal.find(/\]2;chaud: Reloaded .*\]2;chaud: Reloaded /s);
    });
    assertEquals(busy.screen.replaceAll(TITLE, ""), calm.screen);
    const order = /Reloaded .*error.*mismatched types.*goes on.*Reloaded /s;
    assertMatch(busy.after, order);
    const after = stripVTControlCharacters(busy.after);
    assertEquals(after.match(/^ +Reloaded /gm)?.length, 2);
  });
});
