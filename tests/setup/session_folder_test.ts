/** Where a session's folder is, whatever `TMPDIR` says. */

import { assertEquals, assertMatch } from "@std/assert";
import { doorOptions } from "../harness/entry_points.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";

/** A path that has no room for a socket in it. */
const LONG = Array(12).fill("quite-deep").join("/");

Deno.test("session folder: where TMPDIR will not do, another place is taken", async (t) => {
  await using workspace = await copyProgram("small");
  const cwd = workspace.folder;
  await Deno.mkdir(workspace.path(LONG), { recursive: true });
  const [first, second] = FIRST_TO_SECOND;
  const edits: Record<string, [from: string, to: string]> = {
    [LONG]: [first, second],
    nowhere: [second, first],
  };
  for (const [folder, edit] of Object.entries(edits)) {
    await t.step(folder, async () => {
      const env = { TMPDIR: workspace.path(folder) };
      await using program = await DrivenProgram.start({ cwd, env });
      await workspace.edit(ENGINE, edit);
      await program.reported("live", workspace.path(ENGINE));
      assertEquals((await program.end()).code, 0);
    });
  }
  const left = await Array.fromAsync(Deno.readDir(workspace.path(LONG)));
  assertEquals(left.map(({ name }) => name), []);
});

Deno.test("session folder: a program that starts its driver says what is too long", async () => {
  await using workspace = await copyProgram("small");
  const TMPDIR = workspace.path(LONG);
  await Deno.mkdir(TMPDIR, { recursive: true });
  const { env, ...options } = await doorOptions("chaud-rustc", {}, []);
  await using program = new DrivenProgram({
    ...options,
    cwd: workspace.folder,
    env: { ...env, TMPDIR },
  });
  await program.ready();
  await program.said(/its path is too long for a socket/);
  assertMatch(await program.ask("work"), /^first part/);
  assertEquals((await program.end()).code, 0);
  assertEquals(/at file:|Uncaught/.test(`${program.transcript}`), false);
  const left = await Array.fromAsync(Deno.readDir(TMPDIR));
  assertEquals(left.map(({ name }) => name), []);
});
