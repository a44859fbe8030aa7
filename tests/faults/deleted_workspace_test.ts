/** A workspace that is gone while its program runs, and one that returns. */

import { assertEquals, assertMatch } from "@std/assert";
import { copy } from "@std/fs";
import { dirname, join } from "@std/path";
import { FaultScene } from "../harness/fault_scene.ts";
import { ENGINE } from "../harness/small_program.ts";

/** One whose target folder is elsewhere: nothing that was built is gone. */
async function start(): Promise<FaultScene> {
  const target = (folder: string) => join(dirname(folder), "target");
  return await FaultScene.start({
    prepare: ({ folder }) =>
      Deno.rename(join(folder, "target"), target(folder)),
    drive: ({ folder }) => ({ args: ["--target-dir", target(folder)] }),
  });
}

Deno.test("faults: a workspace that is deleted is no bug of the compiler's", async () => {
  await using scene = await start();
  const { program, workspace } = scene;
  const kept = `${workspace.folder}-kept`;
  await copy(workspace.folder, kept);
  const engine = workspace.path(ENGINE);
  // It sees that all is gone, and nothing of what was there meanwhile.
  program.kill("SIGSTOP");
  await Deno.remove(workspace.folder, { recursive: true });
  program.kill("SIGCONT");
  assertEquals((await program.reported("fault", engine)).reason, "gone");
  await program.said(/^ +.*\/workspace`?$/);
  await program.settled();
  await scene.works();
  await copy(kept, workspace.folder);
  await scene.save();
  await program.reported("live", engine);
  assertMatch(await program.ask("work"), /^version1 part/);
});

Deno.test("faults: a workspace goes file by file, and comes back", async () => {
  await using scene = await start();
  const { program, workspace } = scene;
  const kept = `${workspace.folder}-kept`;
  await copy(workspace.folder, kept);
  const engine = workspace.path(ENGINE);
  await Deno.remove(engine);
  await program.reported("broken", engine);
  await Deno.remove(workspace.folder, { recursive: true });
  await scene.works();
  await copy(kept, workspace.folder);
  await scene.save();
  await program.reported("live", engine);
  assertMatch(await program.ask("work"), /^version1 part/);
});
