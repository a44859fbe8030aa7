/** Saves that come while the driver is at work: the newest goes live. */

import { assertStringIncludes } from "@std/assert";
import { basename, join } from "@std/path";
import { Scene } from "./saved_scene.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";
import { stepsWith } from "../harness/steps.ts";
import { guarded } from "../harness/transcript.ts";

const INCREMENTAL = "target/debug/chaud/app-*/reload/incremental";

/** What another save may come into: where its beginning shows, and as what. */
const MOMENTS: Record<string, [folder: string, name: RegExp]> = {
  "a compile": [`${INCREMENTAL}/engine-*`, /^s-.*-working$/],
  "a link": ["chaud-*", /^patch-/],
  "a compile of a dependent": [`${INCREMENTAL}/app-*`, /^s-.*-working$/],
};

/** Started by cargo in place of the program: saves a file, and starts it. */
const RUNNER = `#!/bin/sh
cp edited.rs ${ENGINE}
exec "$@"
`;

Deno.test("saves: what comes between the build and the watch goes live", async () => {
  const triple = `${Deno.build.arch}-unknown-linux-gnu`;
  await using workspace = await copyProgram("small", {
    files: {
      "runner.sh": RUNNER,
      ".cargo/config.toml": `target.${triple}.runner = ["sh", "runner.sh"]\n`,
    },
  });
  const edited = await workspace.edited(ENGINE, FIRST_TO_SECOND);
  await workspace.save("edited.rs", edited);
  const cwd = workspace.folder;
  await using program = new DrivenProgram({ cwd });
  await program.ready();
  await program.reported("live", workspace.path(ENGINE));
  const answer = await program.ask("work");
  assertStringIncludes(answer, "second");
});

/** The folder at a path, in which `*` stands for what is not known. */
async function find(top: string, path: string): Promise<string> {
  let folder = top;
  for (const part of path.split("/")) {
    const pattern = new RegExp(`^${part.replace("*", ".*")}$`);
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const found = entries.find(({ name }) => pattern.test(name));
    if (!found) throw new Error(`There is no ${part} in ${folder}`);
    folder = join(folder, found.name);
  }
  return folder;
}

/** Waits until something of such a name is there, or was: it may be short. */
async function shows(watcher: Deno.FsWatcher, name: RegExp): Promise<void> {
  for await (const { paths } of watcher) {
    if (paths.some((path) => name.test(basename(path)))) return;
  }
}

Deno.test("saves: the newest goes live, whatever it comes into", async (t) => {
  await using scene = await Scene.start();
  const { workspace, program } = scene;
  const step = stepsWith(t, program);
  const save = async () => workspace.save(ENGINE, await scene.next());
  await step("right after another", async () => {
    await save();
    await save();
    await scene.says();
  });
  for (const [name, [folder, beginning]] of Object.entries(MOMENTS)) {
    const come = async () => {
      // Dependents are compiled after the report.
      await program.settled();
      using watcher = Deno.watchFs(await find(workspace.folder, folder));
      const first = await scene.next();
      const second = await scene.next(first);
      await workspace.save(ENGINE, first);
      await guarded(name, shows(watcher, beginning));
      Deno.writeTextFileSync(workspace.path(ENGINE), second);
      await scene.says();
    };
    await step(`during ${name}`, async () => {
      // Some moments are short: not every save comes in time.
      for (let i = 0; i < 3; i++) await come();
    });
  }
  await step("during a load", async () => {
    const pid = Number(await program.ask("pid"));
    Deno.kill(pid, "SIGSTOP");
    try {
      await save();
      // It is asked what it lacks, and cannot answer.
      await program.heard(/pid \d+ is stopped, or busy/);
      await save();
    } finally {
      Deno.kill(pid, "SIGCONT");
    }
    await scene.says();
  });
});
