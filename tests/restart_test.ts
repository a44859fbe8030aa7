/** What cannot be patched leads to a restart, and nothing ends in silence. */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram, type DriveOptions } from "./driven_program.ts";
import { RESTART_PROGRAM } from "./restart_program.ts";
import { type ScratchWorkspace, writeWorkspace } from "./scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "./small_program.ts";

/** A workspace with its program running. */
interface Scene {
  workspace: ScratchWorkspace;
  program: DrivenProgram;
}

type Step = (scene: Scene) => Promise<void>;

const FACTS = "plain spoken quiet 1.0.0 hello";

/** Plays steps with one program. */
async function play(
  t: Deno.TestContext,
  options: Partial<DriveOptions>,
  steps: Record<string, Step>,
): Promise<void> {
  await using workspace = await writeWorkspace(RESTART_PROGRAM, {});
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    env: { SHELL_WORD: "hello" },
    programArgs: ["one", "two"],
    ...options,
  });
  for (const [name, act] of Object.entries(steps)) {
    await t.step(name, async () => {
      await act({ workspace, program }).catch((error) => {
        throw new Error(`${error}\n${program.transcript}`);
      });
    });
  }
}

/** Edits a file, waits for the restart, and asks the new program. */
async function restarts(
  { workspace, program }: Scene,
  path: string,
  edit: [from: string, to: string],
  facts: string,
): Promise<void> {
  await workspace.edit(path, edit);
  const { cause } = await program.restarted(workspace.path(path));
  assertEquals(cause, "build");
  assertEquals(await program.ask("facts"), facts);
}

const MANIFEST = "app/Cargo.toml";

const AUTO: Record<string, Step> = {
  "a version in a manifest": (scene) =>
    restarts(scene, MANIFEST, ["1.0.0", "2.0.0"], FACTS.replace("1.", "2.")),
  "a feature": (scene) =>
    restarts(
      scene,
      MANIFEST,
      ["default = []", 'default = ["loud"]'],
      "plain spoken loud 2.0.0 hello",
    ),
  "arguments stay": async ({ program }) =>
    assertEquals(await program.ask("arguments"), "one two"),
  "the input of a build script": (scene) =>
    restarts(
      scene,
      "app/asset.txt",
      ["plain", "fancy"],
      "fancy spoken loud 2.0.0 hello",
    ),
  "a build script": (scene) =>
    restarts(
      scene,
      "app/build.rs",
      ["asset.trim()", "asset.trim().to_uppercase()"],
      "FANCY spoken loud 2.0.0 hello",
    ),
  "a procedural macro": (scene) =>
    restarts(
      scene,
      "words/src/lib.rs",
      ["spoken", "sung"],
      "FANCY sung loud 2.0.0 hello",
    ),
  "a comment in a manifest changes nothing": async ({ workspace, program }) => {
    const pid = await program.ask("pid");
    await workspace.edit(MANIFEST, ["[features]", "# Few.\n[features]"]);
    await program.reported("unchanged", workspace.path(MANIFEST));
    assertEquals(await program.ask("pid"), pid);
  },
  "a manifest that is wrong leaves the program running": async (scene) => {
    const { workspace, program } = scene;
    const pid = await program.ask("pid");
    const good = await workspace.read(MANIFEST);
    await workspace.edit(MANIFEST, ["[features]", "[features"]);
    await program.reported("broken", workspace.path(MANIFEST));
    assertEquals(await program.ask("pid"), pid);
    await workspace.save(MANIFEST, good);
    await program.reported("unchanged", workspace.path(MANIFEST));
    await workspace.edit(ENGINE, FIRST_TO_SECOND);
    await program.reported("live", workspace.path(ENGINE));
    assertMatch(await program.ask("work"), /^second part, calls 1/);
    assertEquals(await program.ask("pid"), pid);
  },
  "another type of a persisted static": async ({ workspace, program }) => {
    await workspace.edit(ENGINE, [
      "static CALLS: AtomicU32 = AtomicU32::new(0)",
      "static CALLS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(40)",
    ], ["+ 1;", "as u32 + 1;"]);
    const { cause } = await program.restarted(workspace.path(ENGINE));
    assertEquals(cause, "refused");
    assertMatch(await program.ask("work"), /^second part, calls 41/);
  },
  "a crash after a patch, and the save that mends it": async (scene) => {
    const { workspace, program } = scene;
    await workspace.edit(ENGINE, [
      "let _guard = Guard;",
      "std::process::abort();",
    ]);
    await program.reported("live", workspace.path(ENGINE));
    await program.send("work");
    await program.heard(/the program was ended by SIGABRT/);
    await program.heard(/the last patch was number \d+, from engine.*`work`/);
    await workspace.edit(ENGINE, [
      "std::process::abort();",
      "let _guard = Guard;",
    ]);
    const { cause } = await program.restarted(workspace.path(ENGINE));
    assertEquals(cause, "crash");
    assertMatch(await program.ask("work"), /^second part, calls 41/);
  },
  "the exit code is that of the last": async ({ program }) => {
    await program.send("exit");
    assertEquals((await program.end()).code, 7);
  },
};

Deno.test("restart: auto", async (t) => {
  await play(t, { restart: "auto" }, AUTO);
});
