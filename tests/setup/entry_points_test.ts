/** The doors beside `chaud run`: what they find, and what they say. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { MANUAL_FLAGS } from "../../lib/build/cargo/artifact.ts";
import { buildCommands, doorOptions } from "../harness/entry_points.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  cleanEnvironment,
  finish,
  type Finished,
  ProcessTree,
  succeed,
} from "../harness/process_tree.ts";
import { FAKE, Sandbox } from "../harness/sandbox.ts";
import {
  copyDemo,
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { guarded, Transcript } from "../harness/transcript.ts";

/** Runs `cargo-chaud` with nothing else installed. */
async function cargoChaud(
  box: Sandbox,
  args: string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  const program = join(await buildCommands(), "cargo-chaud");
  const home = { HOME: box.folder, PATH: box.path("bin") };
  return await finish({ program, args, env: { ...home, ...env } });
}

/** A fake program, which must find `env` though nothing is on its PATH. */
async function placeFake(box: Sandbox, name: string): Promise<void> {
  const exit = name.endsWith("deno") ? 0 : 7;
  const text = FAKE.replace("env -0", "/usr/bin/env -0") + `exit ${exit}\n`;
  await box.write(name, text);
}

Deno.test("cargo-chaud: becomes the driver that there is", async () => {
  await using box = await Sandbox.make();
  const none = await cargoChaud(box, ["chaud", "-p", "game"]);
  assertEquals(none.code, 101);
  assertStringIncludes(none.stderr, "deno install -g -A -n chaud");

  await placeFake(box, "bin/deno");
  const args = ["chaud", "-p", "game", "--", "a b", ""];
  assertEquals((await cargoChaud(box, args)).code, 0);
  const expected = ["run", "-p", "game", "--", "a b", ""];
  assertEquals(await box.strings("bin/deno.args"), [
    ...["run", "-A", "jsr:@chaud/cli"],
    ...expected,
  ]);

  await placeFake(box, ".deno/bin/chaud");
  assertEquals((await cargoChaud(box, args)).code, 7, "its exit code");
  assertEquals(await box.strings(".deno/bin/chaud.args"), expected);

  await placeFake(box, "mine");
  await cargoChaud(box, ["chaud", "doctor"], { CHAUD: box.path("mine") });
  assertEquals(await box.strings("mine.args"), ["doctor"]);
});

/** Builds the demo through a door, and leaves it to be started. */
async function buildDemo(
  env: Record<string, string>,
  features = "",
): Promise<ScratchWorkspace> {
  const demo = await copyDemo({});
  const manifest = await demo.read("root/Cargo.toml");
  const table = '[features]\ndefault = ["usual"]\nusual = []\nbeta = []\n';
  await demo.save("root/Cargo.toml", `${manifest}\n${table}`);
  await succeed({
    program: "cargo",
    args: [
      ...["build", "--quiet", "--features", "chaud/unsafe-hot-reload"],
      ...features.split(" ").filter((word) => word !== ""),
    ],
    cwd: demo.folder,
    env: { ...cleanEnvironment(), ...env },
  });
  return demo;
}

/** Starts the demo; returns its stderr up to a line, and that it goes on. */
async function startDemo(
  demo: ScratchWorkspace,
  env: Record<string, string>,
  until: RegExp,
): Promise<string> {
  await using tree = new ProcessTree(demo.path("target/debug/root"), {
    cwd: demo.folder,
    env: { ...cleanEnvironment(), CHAUD_SELFTEST: "1", ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  const child = tree.root;
  const transcript = new Transcript();
  const read = Promise.all([
    transcript.follow("stdout", child.stdout),
    transcript.follow("stderr", child.stderr),
  ]);
  const input = child.stdin.getWriter();
  await transcript.find("stderr", until);
  await input.write(new TextEncoder().encode("values\n"));
  await transcript.find("stdout", /^= root\.version=1 /);
  await input.close();
  await guarded("the end", read);
  assertEquals((await child.status).code, 0);
  return transcript.toString();
}

/** Speaks a protocol of the future. */
const NEW_DRIVER = `
const path = Deno.args[Deno.args.indexOf("--folder") + 1] + "/socket";
const listener = Deno.listen({ transport: "unix", path });
console.log("ready");
const program = await listener.accept();
await program.read(new Uint8Array(9999));
await program.write(new TextEncoder().encode("welcome\\t2\\t9.0.0\\n"));
await program.read(new Uint8Array(9999));
`;

Deno.test("a program that starts its driver says what to do if it cannot", async (t) => {
  const wrapper = join(await buildCommands(), "chaud-rustc");
  await using demo = await buildDemo({ RUSTC_WRAPPER: wrapper });
  await using box = await Sandbox.make();
  const nowhere = { HOME: box.folder, PATH: box.path("bin") };

  await t.step("not installed", async () => {
    const text = await startDemo(demo, nowhere, /error: hot reload is off/);
    assertMatch(text, /is not installed\. .*`deno install -g -A -n chaud /);
    assertEquals(text.match(/error/g)?.length, 1);
  });

  await t.step("too old", async () => {
    const old = "#!/bin/sh\necho 'no such command: attach' >&2; exit 101\n";
    const CHAUD = await box.write("old", old);
    const text = await startDemo(demo, { CHAUD }, /no such command: attach/);
    assertMatch(text, /error: hot reload is off: .*update the driver: `deno /);
  });

  await t.step("too new", async () => {
    const script = await box.write("new.ts", NEW_DRIVER);
    const deno = Deno.execPath();
    const start = `#!/bin/sh\nexec "${deno}" run -A "$0.ts" "$@"\n`;
    const CHAUD = await box.write("new", start);
    assertEquals(script, `${CHAUD}.ts`);
    const text = await startDemo(demo, { CHAUD }, /error: hot reload is off/);
    assertMatch(text, /9\.0\.0 speaks protocol 2, this program 1; update the/);
  });

  await t.step("not wanted", async () => {
    const env = { ...nowhere, CHAUD: "off", CHAUD_LOG: "debug" };
    const text = await startDemo(demo, env, /CHAUD=off/);
    assertEquals(/error|warn/.test(text), false, text);
  });
});

Deno.test("a program that was not built for it says what is missing", async (t) => {
  const { env = {} } = await doorOptions("manual", {}, []);

  await t.step("no switches at all", async () => {
    await using demo = await buildDemo({});
    const text = await startDemo(demo, env, /warning: hot reload is off/);
    assertStringIncludes(text, `RUSTFLAGS="${MANUAL_FLAGS}"`);
  });

  await t.step("some, or other features", async () => {
    const RUSTFLAGS = MANUAL_FLAGS.replace("-Clink-dead-code ", "");
    await using demo = await buildDemo({ ...env, RUSTFLAGS });
    const text = await startDemo(demo, env, /Missing in RUSTFLAGS/);
    assertMatch(text, /Missing in RUSTFLAGS: -Clink-dead-code$/m);
  });

  await t.step("other features", async () => {
    await using demo = await buildDemo(env);
    const none = { ...env, CHAUD_FEATURE_FLAGS: "--no-default-features" };
    const text = await startDemo(demo, none, /CHAUD_FEATURE_FLAGS must hold/);
    const [said = "", ...others] = text.split("chaud: error: ").slice(1);
    assertEquals(others, []);
    // The two that follow the first line are not the program's.
    assertEquals(said.split("\n").slice(0, 3).map((line) => line.trim()), [
      "cargo builds another program than the one that runs",
      "stderr |   `root`: features: default usual in the program, none here",
      "stderr |   CHAUD_FEATURE_FLAGS must hold the feature arguments that " +
      "cargo got, and toolchain, profile and RUSTFLAGS must be the same",
    ]);
  });

  await t.step("the same features, in a form of its own", async () => {
    const flags = "--no-default-features --features=beta";
    await using demo = await buildDemo(env, flags);
    const all = { ...env, CHAUD_FEATURE_FLAGS: flags };
    await startDemo(demo, all, /Watching/);
  });
});

for (const door of ["chaud-rustc", "manual", "cargo-chaud"] as const) {
  Deno.test(`${door}: edits of leaf and root go live`, async () => {
    await using demo = await copyDemo({});
    const options = await doorOptions(door, {}, ["-p", "root"]);
    const cwd = demo.folder;
    await using program = await DrivenProgram.start({ ...options, cwd });
    assertEquals((await program.values())["leaf.version"], 1);
    const body = (n: number) => `fn version() -> u32 {\n    ${n}\n}`;
    for (const [name, path] of [["leaf", "lib.rs"], ["root", "main.rs"]]) {
      const file = `${name}/src/${path}`;
      await demo.edit(file, [body(1), body(5)]);
      await program.reported("live", demo.path(file));
      assertEquals((await program.values())[`${name}.version`], 5);
    }
    if (door !== "cargo-chaud") {
      // Who started the program has to start it again.
      const manifest = "leaf/Cargo.toml";
      await demo.save(manifest, `${await demo.read(manifest)}# The end.\n`);
      await program.reported("refused", demo.path(manifest));
    }
    assertEquals((await program.end()).code, 0);
  });
}

// It starts itself once more; both say which version of a function they run.
Deno.test("programs that a program starts share its driver", async () => {
  await using workspace = await copyProgram("family");
  const options = await doorOptions("chaud-rustc", {}, []);
  const cwd = workspace.folder;
  await using program = new DrivenProgram({ ...options, cwd });
  await program.warm();
  const { transcript } = program;
  const first = await transcript.find("stderr", /Watching/);
  await transcript.find("stderr", /Watching/, first + 1);
  await workspace.edit("src/main.rs", ["    1\n", "    2\n"]);
  await transcript.find("stdout", /^version 2$/);
  await transcript.find("stdout", /^version 2child$/);
  assertEquals(transcript.toString().match(/build is ready/g)?.length, 1);
});
