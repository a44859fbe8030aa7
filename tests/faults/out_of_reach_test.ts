/**
 * Programs that have put the patches out of their own reach: the report says
 * so, and what to do.
 */

import { assertEquals } from "@std/assert";
import { FaultScene } from "../harness/fault_scene.ts";
import { succeed } from "../harness/process_tree.ts";
import { SMALL_PROGRAM } from "../programs/small.ts";

const ACTS = `            ("open", _) => {
                lower_limit();
                while let Ok(file) = std::fs::File::open("/dev/null") {
                    FILES.lock().unwrap().push(file);
                }
                say("none left");
            }
            ("close", _) => {
                FILES.lock().unwrap().clear();
                say("closed");
            }
            ("leave", root) => {
                std::os::unix::fs::chroot(root).unwrap();
                say("gone");
            }
`;

const LIMIT = `
static FILES: std::sync::Mutex<Vec<std::fs::File>> = std::sync::Mutex::new(Vec::new());

unsafe extern "C" {
    fn setrlimit(resource: i32, limit: &[u64; 2]) -> i32;
}

/// Of open files.
fn lower_limit() {
    // SAFETY: the limit is two numbers, and is only read.
    assert_eq!(unsafe { setrlimit(7, &[256, 256]) }, 0);
}
`;

const MAIN = "app/src/main.rs";
const main = (SMALL_PROGRAM[MAIN] ?? "")
  .replace(`            ("pid", _)`, `${ACTS}            ("pid", _)`);
const files = { [MAIN]: `${main}${LIMIT}` };

Deno.test("out of reach: without descriptors left, the message says that", async () => {
  await using scene = await FaultScene.start({ files });
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
    await using scene = await FaultScene.start({ files });
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
