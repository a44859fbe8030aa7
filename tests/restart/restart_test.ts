/** What cannot be patched leads to a restart, and nothing ends in silence. */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { FACTS, MANIFEST, play, type Scene, type Step } from "./scene.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";

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
  "a build that fails leaves the program running": async (scene) => {
    const { workspace, program } = scene;
    const pid = await program.ask("pid");
    await workspace.edit("words/src/lib.rs", ["unwrap()", "wrap()"]);
    await program.reported("broken", workspace.path("words/src/lib.rs"));
    await program.said(/^error\[E0599\]: no method named `wrap`/);
    await program.said(/^note: the program goes on with the code it has/);
    assertEquals(await program.ask("pid"), pid);
    // While it is broken, other saves cannot go live.
    await workspace.edit(ENGINE, ["second", "third"]);
    await program.reported("broken", workspace.path(ENGINE));
    await workspace.edit("words/src/lib.rs", [
      ".wrap()",
      ".map(|word| word).unwrap()",
    ]);
    await program.restarted(workspace.path("words/src/lib.rs"));
    assertMatch(await program.ask("work"), /^third part, calls 41/);
  },
  "an edited main": async ({ workspace, program }) => {
    await workspace.edit("app/src/main.rs", ['say("what?")', 'say("pardon?")']);
    await program.reported("refused", workspace.path("app/src/main.rs"));
    const { cause } = await program.restarted(
      workspace.path("app/src/main.rs"),
    );
    assertEquals(cause, "main");
    assertEquals(await program.ask("nothing"), "pardon?");
  },
  "a new crate of the workspace": async ({ workspace, program }) => {
    await workspace.save(
      "extra/Cargo.toml",
      '[package]\nname = "extra"\nedition = "2024"\n',
    );
    await workspace.save(
      "extra/src/lib.rs",
      'pub fn extra() -> &\'static str {\n    "extra"\n}\n',
    );
    await workspace.edit("Cargo.toml", ['"words"', '"words", "extra"']);
    await program.reported("unchanged", workspace.path("Cargo.toml"));
    await workspace.edit(MANIFEST, [
      "[dependencies]",
      '[dependencies]\nextra = { path = "../extra" }',
    ]);
    await program.reported("unchanged", workspace.path(MANIFEST));
    const path = "app/src/main.rs";
    await workspace.edit(path, ["{ASSET} {}", "{ASSET} {} {}"], [
      "words::word!(), ",
      "words::word!(), extra::extra(), ",
    ]);
    await program.reported("live", workspace.path(path));
    assertMatch(await program.ask("facts"), /^FANCY sung extra /);
  },
  "cargo's configuration": async ({ workspace, program }) => {
    const path = ".cargo/config.toml";
    await workspace.save(path, '[build]\nrustflags = ["--cfg=never"]\n');
    await program.restarted(workspace.path(path));
    assertMatch(await program.ask("facts"), /^FANCY sung extra /);
  },
  "a program that does not end when it is asked to": async (scene) => {
    const { program } = scene;
    assertEquals(await program.ask("ignore"), "ignored");
    await restarts(
      scene,
      MANIFEST,
      ["2.0.0", "3.0.0"],
      "FANCY sung extra loud 3.0.0 hello",
    );
    await program.said(/"kind":"restart".*"stop":5\d\d\d/);
  },
  "SIGUSR2 asks for a restart": async ({ program }) => {
    const pid = await program.ask("pid");
    program.kill("SIGUSR2");
    const { cause } = await program.restarted();
    assertEquals(cause, "request");
    assertNotEquals(await program.ask("pid"), pid);
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
    assertMatch(await program.ask("work"), /^third part, calls 41/);
  },
  "the exit code is that of the last": async ({ program }) => {
    await program.send("exit");
    assertEquals((await program.end()).code, 7);
  },
};

Deno.test("restart: auto", async (t) => {
  await play(t, { restart: "auto" }, AUTO);
});
