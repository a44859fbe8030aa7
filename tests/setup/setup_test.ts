/** The commands that help to set up, as they are called. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { driverCommand } from "../harness/driven_program.ts";
import { finish, type Finished, succeed } from "../harness/process_tree.ts";
import { TOP } from "../harness/tree.ts";

const MANIFEST = '[package]\nname = "game"\nedition = "2024"\n';
const MAIN = 'fn main() {\n    println!("hello");\n}\n';
const STARTED = MAIN.replace("{\n", "{\n    chaud::init!();\n");

async function chaud(cwd: string, ...args: string[]): Promise<Finished> {
  const words = [...driverCommand(), ...args];
  return await finish({ program: Deno.execPath(), args: words, cwd });
}

/** A package that has never heard of Chaud. */
async function withPackage(
  act: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.mkdir(`${folder}/src`);
  await Deno.writeTextFile(`${folder}/Cargo.toml`, MANIFEST);
  await Deno.writeTextFile(`${folder}/src/main.rs`, MAIN);
  await vendorNothing(folder);
  await act(folder);
  await Deno.remove(folder, { recursive: true });
}

/** Cargo's registry has no crates, whatever the machine's has. */
async function vendorNothing(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/.cargo/none`, { recursive: true });
  const config = `[source.crates-io]
replace-with = "none"
[source.none]
directory = "${folder}/.cargo/none"
`;
  await Deno.writeTextFile(`${folder}/.cargo/config.toml`, config);
}

async function sources(folder: string): Promise<string[]> {
  const paths = [`${folder}/Cargo.toml`, `${folder}/src/main.rs`];
  return await Promise.all(paths.map((path) => Deno.readTextFile(path)));
}

Deno.test("set-up: init asks, shows, changes, and is content", async () => {
  await withPackage(async (folder) => {
    const unasked = await chaud(folder, "init");
    assertEquals(unasked.code, 1);
    assertStringIncludes(unasked.stderr, "pass `--yes`");
    const shown = await chaud(folder, "init", "--dry-run");
    assertEquals(shown.code, 0);
    assertStringIncludes(shown.stdout, "\n+    chaud::init!();\n");
    assertEquals(await sources(folder), [MANIFEST, MAIN]);

    const changed = await chaud("/", "init", "--yes", folder);
    assertEquals([changed.code, changed.stdout.split("\n").length], [0, 19]);
    const after =
      `${MANIFEST}\n[dependencies]\nchaud = { package = "chaud-live", path = "chaud-live/chaud" }\n`;
    assertEquals(await sources(folder), [after, STARTED]);
    const again = await chaud(folder, "init");
    assertEquals([again.code, again.stdout], [0, ""]);
    assertMatch(again.stderr, /Finished `game` is set up/);
  });
});

Deno.test("set-up: init undoes what cargo does not understand", async () => {
  await withPackage(async (folder) => {
    const inline = `dependencies = {}\n${MANIFEST}`;
    await Deno.writeTextFile(`${folder}/Cargo.toml`, inline);
    const { code, stderr } = await chaud(folder, "init", "--yes");
    assertEquals(code, 101);
    assertStringIncludes(stderr, "is as it was");
    assertEquals(await sources(folder), [inline, MAIN]);
    const placed = await Deno.stat(`${folder}/chaud-live`).catch(() => "none");
    assertEquals(placed, "none");
  });
});

Deno.test("set-up: run tells what comes next", async (t) => {
  await withPackage(async (folder) => {
    await t.step("with a program that is not there", async () => {
      const { code, stderr } = await chaud(folder, "run", "--bin", "nosuch");
      assertEquals(code, 101);
      assertStringIncludes(stderr, "no bin target named `nosuch`");
      assertStringIncludes(stderr, "game");
    });
    await t.step("outside of a package", async () => {
      await Deno.remove(`${folder}/Cargo.toml`);
      const { code, stderr } = await chaud(folder, "run");
      assertEquals(code, 101);
      assertStringIncludes(stderr, "could not find `Cargo.toml`");
      assertStringIncludes(stderr, "--manifest-path");
    });
  });
});

Deno.test("set-up: doctor finds what is missing", async () => {
  await withPackage(async (folder) => {
    const { code, stdout } = await chaud(folder, "doctor", "--json");
    const findings = JSON.parse(stdout) as { check: string; level: string }[];
    const levels = findings.map(({ check, level }) => `${check}: ${level}`);
    assertEquals([code, levels], [1, [
      "platform: ok",
      "toolchain: ok",
      "linker: ok",
      "flags: ok",
      "patches: ok",
      "watching: ok",
      "lto: ok",
      "set-up: warning",
    ]]);
  });
  const demo = await chaud(TOP, "doctor", "demo");
  assertEquals([demo.code, demo.stderr], [0, ""], demo.stdout);
  assertMatch(demo.stdout, /^ok +versions +driver .*, chaud-live .*$/m);
});

Deno.test("set-up: verify lists what a library needs", async () => {
  await withPackage(async (folder) => {
    const source = `#[unsafe(export_name = "_CHAUD::game::tick")]
pub static TICK: u32 = 1;
unsafe extern "Rust" {
    #[link_name = "_CHAUD::engine::STATE"]
    safe static STATE: u32;
    #[link_name = "_ZN4leaf8greeting17h05af221e174051e9E"]
    safe fn greeting();
}
#[unsafe(no_mangle)]
pub extern "C-unwind" fn run() -> u32 {
    greeting();
    STATE
}
`;
    await Deno.writeTextFile(`${folder}/lib.rs`, source);
    const flags = ["--edition=2024", "--crate-type=lib", "--emit=obj", "-O"];
    const args = [...flags, "lib.rs"];
    await succeed({ program: "rustc", args, cwd: folder });
    const { code, stdout } = await chaud(folder, "verify", "lib.o");
    assertEquals([code, stdout.split("\n")], [0, [
      "hot functions and persisted statics (2):",
      "  engine::STATE  (needed)",
      "  game::tick  (defined)",
      "needed from the program (1):",
      "  leaf::greeting",
      "",
    ]]);
    const other = await chaud(folder, "verify", "lib.rs");
    assertEquals(other.code, 101);
    assertStringIncludes(other.stderr, "not a 64-bit little-endian ELF file");
  });
});
