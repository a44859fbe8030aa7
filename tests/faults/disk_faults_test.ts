/** Disks that are full, locked or cleaned while the program runs: real ones. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type Disk, Disks, onDisks } from "../harness/disk.ts";
import { FaultScene } from "../harness/fault_scene.ts";
import { succeed } from "../harness/process_tree.ts";
import { ENGINE } from "../harness/small_program.ts";
import { stepsWith } from "../harness/steps.ts";
import { testNeeding } from "../harness/needs.ts";

await testNeeding(
  ["mounts of one's own"],
  "faults: a disk is full, or cannot be written to",
  async (t) => {
    await using scene = await FaultScene.start({
      prepare: Disks.prepare,
      drive: onDisks,
    });
    const disks = new Disks(scene.workspace);
    const places: Record<Disk, string> = {
      disk: "the target folder's",
      scratch: "the session's",
    };
    const step = stepsWith(t, scene.program);
    for (const disk of ["disk", "scratch"] as const) {
      await step(`full: ${places[disk]}`, async () => {
        await disks.fill(disk);
        const version = await scene.save();
        await scene.fails(
          "space",
          /No space left on device|the linker: SIGBUS/,
        );
        await disks.enlarge(disk);
        await scene.recoversBySaving(version);
        await scene.recovers();
      });
      await step(`locked: ${places[disk]}`, async () => {
        await disks.lock(disk);
        const version = await scene.save();
        await scene.fails("access", /Read-only file system|os error 30/);
        await disks.unlock(disk);
        await scene.recoversBySaving(version);
        await scene.recovers();
      });
    }
    assertEquals((await scene.program.end()).code, 0);
  },
);

/** Builds nothing while it is told so, though it says that all went well. */
const CARGO = `#!/bin/sh
if [ -e "$0.idles" ] && [ "$1" = run ]; then
  echo built >> "$0.builds"
  exit
fi
exec cargo "$@"
`;

Deno.test("faults: what cannot be built is not built again before something is saved", async () => {
  await using scene = await FaultScene.start({
    files: { cargo: CARGO },
    drive: ({ folder }) => ({
      args: ["--restart=auto"],
      env: { CARGO: join(folder, "cargo") },
    }),
  });
  const { workspace, program } = scene;
  const builds = async () =>
    (await workspace.read("cargo.builds")).trim().split("\n").length;
  const args = ["clean", "--quiet"];
  await succeed({ program: "cargo", args, cwd: workspace.folder });
  await workspace.save("cargo.idles", "");
  for (const count of [1, 2]) {
    await scene.save();
    await scene.fails("gone", /\.rlib|\.rmeta|No such file/);
    await program.settled();
    assertEquals(await builds(), count);
  }
  // Saved again, unchanged: it is tried again.
  await workspace.saveUnchanged(ENGINE);
  await scene.fails("gone", /\.rlib|\.rmeta|No such file/);
  await program.settled();
  assertEquals(await builds(), 3);
  await workspace.remove("cargo.idles");
  const version = await scene.save();
  await scene.restarted(version);
  await scene.recovers();
});

Deno.test("faults: the target folder is deleted", async () => {
  const drive = () => ({ args: ["--restart=auto"] });
  await using scene = await FaultScene.start({ drive });
  const { workspace } = scene;
  const args = ["clean", "--quiet"];
  await succeed({ program: "cargo", args, cwd: workspace.folder });
  const version = await scene.save();
  await scene.fails("gone", /\.rlib|\.rmeta|No such file/);
  await scene.restarted(version);
  await scene.recovers();
});
