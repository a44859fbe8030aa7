/** The system's limits for watching: real ones, in a user namespace. */

import { driverCommand } from "../harness/driven_program.ts";
import { FaultScene } from "../harness/fault_scene.ts";
import { testNeeding } from "../harness/needs.ts";

const LIMIT = "/proc/sys/user/max_inotify_instances";
const SETUP = `echo 0 > ${LIMIT} && exec "$@"`;

await testNeeding(
  ["limits of one's own"],
  "faults: the system watches no folder",
  async () => {
    const driver = [Deno.execPath(), ...driverCommand(), "run"];
    const command = ["unshare", "-Ur", "sh", "-c", SETUP, "sh", ...driver];
    const drive = () => ({ command });
    await using scene = await FaultScene.start({ drive });
    await scene.program.said(/the system watches no more folders for us/);
    await scene.program.said(/sysctl fs\.inotify\.max_user_watches=/);
    await scene.recovers();
    await scene.recovers();
  },
);

Deno.test("faults: a source folder is moved away, and back", async () => {
  await using scene = await FaultScene.start();
  const { workspace, program } = scene;
  const [here, away] = ["engine/src", "engine/away"].map((path) =>
    workspace.path(path)
  );
  if (!here || !away) throw new Error("never");
  await Deno.rename(here, away);
  await program.reported("broken", workspace.path("engine/src/lib.rs"));
  await scene.works();
  await Deno.rename(away, here);
  await program.reported("unchanged", workspace.path("engine/src/lib.rs"));
  await scene.works();
  await scene.recovers();
});
