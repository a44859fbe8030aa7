/** rustc and the linker killed, or failing of themselves: real ones. */

import { assertEquals } from "@std/assert";
import { children, executableOf } from "../harness/processes.ts";
import { FaultScene } from "../harness/fault_scene.ts";
import { ENGINE } from "../harness/small_program.ts";
import { guarded } from "../harness/transcript.ts";

/** Takes rustc much longer than a test can last. */
const ENDLESS = `
#[allow(long_running_const_eval)]
pub const ENDLESS: u64 = {
    let mut n = 0;
    while n < u64::MAX {
        n += 1;
    }
    n
};
`;

/** The linker that is named is for patches only: cc need not know of it. */
const DRIVER = `#!/bin/sh
for argument; do
  shift
  case $argument in --ld-path=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec cc "$@"
`;

/** Does what it is told to, and then less, or more, or nothing. */
const LINKER = `#!/bin/sh
if [ -e "$0.waits" ]; then
  echo $$ > "$0.pid.new" && mv "$0.pid.new" "$0.pid"
  exec sleep 3600
fi
if [ -e "$0.needs" ]; then
  rm "$0.needs"
  echo 'int gone;' |
    cc -shared -nostdlib -Wl,-soname,libgone.so -o "$0.gone.so" -x c - || exit $?
  exec ld "$@" "$0.gone.so"
fi
ld "$@" || exit $?
if [ -e "$0.truncates" ]; then
  rm "$0.truncates"
  for output; do :; done
  truncate -s 3000 "$output"
fi
`;

const CONFIG = `[target.'cfg(unix)']
linker = "{workspace}/driver"
rustflags = ["-Clink-arg=--ld-path={workspace}/mold"]
`;

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Ends every rustc of the driver, until there was one that compiled. */
async function killCompilers(scene: FaultScene): Promise<void> {
  let isOver = false;
  const failed = scene.fails("killed", /rustc, for `engine`: SIGKILL/)
    .finally(() => isOver = true);
  failed.catch(() => {});
  while (!isOver) {
    for (const pid of await children(scene.program.pid)) {
      if (!/\/rustc$/.test(await executableOf(pid))) continue;
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It has just ended.
      }
    }
    await pause();
  }
  await failed;
}

Deno.test("faults: rustc is killed while it compiles", async () => {
  await using scene = await FaultScene.start();
  const { workspace } = scene;
  const good = await workspace.read(ENGINE);
  await workspace.saveByRename(ENGINE, good + ENDLESS);
  await killCompilers(scene);
  // Saved again, unchanged: it is tried again.
  await workspace.saveUnchanged(ENGINE);
  await killCompilers(scene);
  await workspace.saveByRename(ENGINE, good);
  assertEquals((await scene.program.report()).kind, "unchanged");
  await scene.recovers();
});

Deno.test("faults: the linker is killed; what it writes is damaged, or does not load", async () => {
  const config = { ".cargo/config.toml": CONFIG };
  const files = { driver: DRIVER, mold: LINKER, ...config };
  await using scene = await FaultScene.start({ files });
  const { workspace } = scene;
  await workspace.save("mold.waits", "");
  const version = await scene.save();
  const pid = async () => {
    while (true) {
      const text = await workspace.read("mold.pid").catch(() => "");
      if (text !== "") return Number(text);
      await pause();
    }
  };
  Deno.kill(await guarded("the linker", pid()), "SIGKILL");
  await scene.fails("killed", /the linker: SIGKILL/);
  await workspace.remove("mold.waits");
  await scene.recoversBySaving(version);
  await scene.recovers();

  await workspace.save("mold.truncates", "");
  const whole = await scene.save();
  await scene.fails("damaged", /the patch's file was damaged before it/);
  await scene.recoversBySaving(whole);

  await workspace.save("mold.needs", "");
  await scene.save();
  const { kind, reason } = await scene.program.report();
  assertEquals([kind, reason], ["refused", "load"]);
  await scene.program.said(/libgone\.so: cannot open shared object file/);
  await scene.works();
  await scene.recovers();
});

Deno.test("faults: rustc has an internal error", async () => {
  await using scene = await FaultScene.start();
  const { workspace, program } = scene;
  const main = "app/src/main.rs";
  const good = await workspace.read(main);
  const bug = "#[rustc_delayed_bug_from_inside_query]\nfn main";
  const features = "#![feature(rustc_attrs)]\n#![allow(internal_features)]\n";
  const text = features + good.replace("fn main", bug);
  await workspace.saveByRename(main, text);
  await scene.fails("crash", /the compiler itself failed:/);
  await program.said(/internal compiler error: delayed bug triggered/);
  await workspace.saveByRename(main, good);
  assertEquals((await program.report()).kind, "unchanged");
  await scene.recovers();
});

/** Has no room for the program's own crate, when it is told so. */
const COMPILER = `#!/bin/sh
if [ -e "$0.full" ]; then
  case "$*" in *"--crate-name app "*)
    echo "error: No space left on device (os error 28)" >&2
    exit 1 ;;
  esac
fi
exec rustc "$@"
`;

Deno.test("faults: what fails behind an edit is told to be for its sake", async () => {
  const config = '[build]\nrustc = "{workspace}/rustc"\n';
  const files = { rustc: COMPILER, ".cargo/config.toml": config };
  await using scene = await FaultScene.start({ files });
  const { workspace, program } = scene;
  await workspace.save("rustc.full", "");
  await scene.recovers();
  const { kind, reason, files: named } = await program.report();
  assertEquals([kind, reason, named], ["fault", "space", [
    workspace.path(ENGINE),
  ]]);
  await program.said(/^error: engine\/src\/lib\.rs: there is no room/);
  await workspace.remove("rustc.full");
  await scene.recovers();
});
