/**
 * Programs that end, or hang, while a patch is being loaded, the first one
 * among them: real ones. It is told which save that was, and the next save
 * starts the program again.
 */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";
import { ENGINE } from "../harness/small_program.ts";

const PROGRAM = "ends_in_a_load";
const FROM = "while the patch from engine/src/lib\\.rs was being loaded";

async function start(restart: string): Promise<FaultScene> {
  const drive = () => ({ args: [`--restart=${restart}`] });
  return await FaultScene.start({ program: PROGRAM, drive });
}

/** What ends it, and how that is told. */
const ENDS: Record<string, string> = {
  "abort": "was ended by SIGABRT",
  "exit 3": "has ended \\(exit code 3\\)",
  "kill 9": "was ended by SIGKILL",
  "kill 31": "was ended by SIGSYS",
};

Deno.test("faults: the program ends during a load, and the next save starts it again", async (t) => {
  await using scene = await start("auto");
  const { program, workspace } = scene;
  for (const [end, told] of Object.entries(ENDS)) {
    await t.step(end, async () => {
      assertEquals(await program.ask(`end ${end}`), "soon");
      await scene.save();
      await program.heard(new RegExp(`^error: the program ${told} ${FROM}`));
      await program.heard(/the next save builds the program and starts it/);
      const version = await scene.save();
      const { cause } = await program.restarted(workspace.path(ENGINE));
      assertEquals(cause, "crash");
      await scene.isNew(version);
    });
  }
  await scene.recovers();
  assertEquals((await program.end()).code, 0);
});

Deno.test("faults: without restarts, it is told during which load the program ended", async () => {
  await using scene = await start("never");
  const { program } = scene;
  assertEquals(await program.ask("end exit 3"), "soon");
  await scene.save();
  await program.said(
    new RegExp(`^error: the program has ended \\(exit code 3\\) ${FROM}`),
  );
  assertEquals((await program.status).code, 3);
});

Deno.test("faults: the program is asked to end during a load", async () => {
  await using scene = await start("auto");
  const { program } = scene;
  assertEquals(await program.ask("end kill 15"), "soon");
  await scene.save();
  assertEquals((await program.status).code, 143);
});

Deno.test("faults: a load hangs, and the next save starts another program", async () => {
  await using scene = await start("auto");
  const { program, workspace } = scene;
  assertEquals(await program.ask("end hang"), "soon");
  await scene.save();
  await program.heard(
    /does not answer: it was given the patch from engine.src.lib\.rs/,
  );
  await program.heard(/the next save builds the program and starts it/);
  const version = await scene.save();
  const { cause } = await program.restarted(workspace.path(ENGINE));
  assertEquals(cause, "hang");
  await scene.isNew(version);
  await scene.recovers();
});
