/**
 * Programs that have put the patches out of their own reach: the report says
 * so, and what to do.
 */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";
import { testNeeding } from "../harness/needs.ts";

const PROGRAM = "out_of_reach";

Deno.test("out of reach: without descriptors left, the message says that", async () => {
  await using scene = await FaultScene.start({ program: PROGRAM });
  const { program } = scene;
  await scene.works();
  assertEquals(await program.ask("open"), "none left");
  await scene.save();
  assertEquals((await program.report()).reason, "limit");
  await program.said(/^warning: .*the program has no file descriptor left/);
  assertEquals(await program.ask("close"), "closed");
  await scene.recovers();
});

await testNeeding(
  ["another root folder"],
  "out of reach: after chroot, the message says that",
  async () => {
    await using scene = await FaultScene.start({ program: PROGRAM });
    const { program, workspace } = scene;
    await scene.works();
    await workspace.save("jail/empty", "");
    assertEquals(await program.ask(`leave ${workspace.path("jail")}`), "gone");
    await scene.save();
    assertEquals((await program.report()).reason, "unreachable");
    await program.said(/^warning: .*has it changed its root folder/);
    await scene.works();
  },
);
