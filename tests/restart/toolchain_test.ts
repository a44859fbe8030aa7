/** Another compiler, other flags, another profile: and edits go live after. */

import { assertEquals } from "@std/assert";
import { fillTarget } from "../harness/prebuilt.ts";
import { succeed } from "../harness/process_tree.ts";
import { play, type Scene, type Step } from "./scene.ts";
import { ENGINE } from "../harness/small_program.ts";
import { testNeeding } from "../harness/needs.ts";

const TOOLCHAIN = "rust-toolchain.toml";
const CONFIG = ".cargo/config.toml";

/** The compilers whose code the running program holds. */
async function compilers(pid: number): Promise<string[]> {
  const stamp = "rustc version [0-9.]*\\(-[a-z]*\\)\\?";
  const args = ["-a", "-o", stamp, `/proc/${pid}/exe`];
  const found = await succeed({ program: "grep", args });
  const versions = found.trim().split("\n")
    .map((line) => line.replace("rustc version ", ""));
  return [...new Set(versions)];
}

let edits = 0;

/** A restart because of a file; and after it, an edit goes live. */
async function restarts(
  { workspace, program }: Scene,
  path: string,
  how: string,
): Promise<string[]> {
  const { cause } = await program.restarted(workspace.path(path));
  assertEquals(cause, "build");
  const word = /"(\w+) \{\} \{\}"/.exec(await workspace.read(ENGINE))?.[1] ??
    "";
  assertEquals(await program.ask("built"), `${word} ${how}`);
  const pid = await program.ask("pid");
  const next = `edit${++edits}`;
  await workspace.edit(ENGINE, [`"${word} {} {}"`, `"${next} {} {}"`]);
  await program.reported("live", workspace.path(ENGINE));
  assertEquals(await program.ask("built"), `${next} ${how}`);
  assertEquals(await program.ask("pid"), pid);
  return await compilers(Number(pid));
}

let stable: string[] = [];

const TOOLCHAINS: Record<string, Step> = {
  "to nightly": async (scene) => {
    const { workspace, program } = scene;
    stable = await compilers(Number(await program.ask("pid")));
    assertEquals(stable.length, 1);
    await fillTarget(workspace.path("target"), { toolchain: "nightly" });
    await workspace.save(TOOLCHAIN, '[toolchain]\nchannel = "nightly"\n');
    const found = await restarts(scene, TOOLCHAIN, "false true");
    assertEquals(found.map((version) => version.replace(/^.*-/, "")), [
      "nightly",
    ]);
  },
  "one that is not there": async ({ workspace, program }) => {
    const pid = await program.ask("pid");
    await workspace.edit(TOOLCHAIN, ["nightly", "1.2.3"]);
    await program.reported("broken", workspace.path(TOOLCHAIN));
    assertEquals(await program.ask("built"), "edit1 false true");
    await workspace.edit(TOOLCHAIN, ["1.2.3", "nightly"]);
    await program.reported("unchanged", workspace.path(TOOLCHAIN));
    assertEquals(await program.ask("pid"), pid);
  },
  "and back": async (scene) => {
    await scene.workspace.remove(TOOLCHAIN);
    assertEquals(await restarts(scene, TOOLCHAIN, "false true"), stable);
  },
};

const FLAGS: Record<string, Step> = {
  "flags for rustc": async (scene) => {
    const flags = '[build]\nrustflags = ["--cfg", "flagged"]\n';
    await scene.workspace.save(CONFIG, flags);
    await restarts(scene, CONFIG, "true true");
  },
  "the profile": async (scene) => {
    await scene.workspace.edit("Cargo.toml", [
      "[workspace]",
      "[profile.dev]\ndebug-assertions = false\n\n[workspace]",
    ]);
    await restarts(scene, "Cargo.toml", "true false");
  },
  "no flags any more": async (scene) => {
    await scene.workspace.remove(CONFIG);
    await restarts(scene, CONFIG, "false false");
  },
};

await testNeeding(
  ["nightly Rust"],
  "toolchain: another one builds first, and then runs",
  (t) => play(t, { name: "configured", restart: "auto" }, TOOLCHAINS),
);

Deno.test("toolchain: other flags, and another profile", async (t) => {
  await play(t, { name: "configured", restart: "auto" }, FLAGS);
});
