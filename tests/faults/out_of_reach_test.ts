/**
 * Programs that have put the patches out of their own reach: the report says
 * so, and what to do.
 */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";
import { succeed } from "../harness/process_tree.ts";

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

Deno.test({
  name: "out of reach: after chroot, the message says that",
  ignore: !await canChangeRoot(),
  fn: async () => {
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
});

/** Whether this user may. */
async function canChangeRoot(): Promise<boolean> {
  return await succeed({ program: "chroot", args: ["/", "true"] })
    .then(() => true, () => false);
}
