/**
 * The names of Chaud's packages: what `chaud init` makes a package depend on,
 * whatever the registry has, and what is said of others' packages.
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { REQUIREMENT } from "../../lib/build/cargo/chaud_packages.ts";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { finish, type Finished, succeed } from "../harness/process_tree.ts";
import { vendor, type VendorOptions } from "../harness/vendored.ts";

const MANIFEST = '[package]\nname = "game"\nedition = "2024"\n';
const LIBRARY = '[package]\nname = "engine"\nedition = "2024"\n\n[lib]\n';
const MAIN = `use std::io::{Write, stdin, stdout};

fn main() {
    say("ready");
    for line in stdin().lines().map_while(Result::ok) {
        say(&answer(&line));
    }
}

fn answer(line: &str) -> String {
    format!("first {line}")
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").unwrap();
    out.flush().unwrap();
}
`;

/** A folder of files, with a registry of its own. */
class Scratch implements AsyncDisposable {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async make(
    files: Record<string, string>,
    registry: VendorOptions,
  ): Promise<Scratch> {
    const top = await Deno.realPath(await Deno.makeTempDir());
    const scratch = new Scratch(join(top, "workspace"));
    const config = await vendor(join(top, "registry"), registry);
    // Beside the workspace: some say that all in there is a member.
    await scratch.write("../.cargo/config.toml", config);
    for (const [path, text] of Object.entries(files)) {
      await scratch.write(path, text);
    }
    return scratch;
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  async write(path: string, text: string): Promise<void> {
    await Deno.mkdir(dirname(this.path(path)), { recursive: true });
    await Deno.writeTextFile(this.path(path), text);
  }

  async read(path: string): Promise<string> {
    return await Deno.readTextFile(this.path(path));
  }

  /** Runs the driver. */
  async chaud(...args: string[]): Promise<Finished> {
    const words = [...driverCommand(), ...args];
    return await finish({
      program: Deno.execPath(),
      args: words,
      cwd: this.folder,
    });
  }

  /** Sets a package up. */
  async init(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.chaud("init", "--yes", ...args);
    assertEquals(code, 0, stderr);
    return stdout;
  }

  /** What the user's own build and others' do. */
  async builds(...args: string[]): Promise<void> {
    const run = async (...words: string[]) =>
      await succeed({ program: "cargo", args: words, cwd: this.folder });
    await run("build", "--quiet", ...args);
    await run("test", "--quiet", "--workspace", "--locked", "--offline");
    await run("fmt", "--all", "--check");
    const deny = ["--", "--deny", "warnings"];
    await run("clippy", "--quiet", "--workspace", "--all-targets", ...deny);
  }

  /** `chaud run` serves it. */
  async reloads(main: string, ...args: string[]): Promise<DrivenProgram> {
    const cwd = this.folder;
    const program = await DrivenProgram.start({ cwd, args });
    assertEquals(await program.ask("a"), "first a");
    const text = await this.read(main);
    await this.write(main, text.replace("first", "second"));
    await program.reported("live", this.path(main));
    assertEquals(await program.ask("a"), "second a");
    await this.write(main, text);
    return program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(dirname(this.folder), { recursive: true });
  }
}

const PACKAGE = { "Cargo.toml": MANIFEST, "src/main.rs": MAIN };

Deno.test("names: crates that the registry does not have are placed in the workspace", async (t) => {
  await using scratch = await Scratch.make(PACKAGE, {});
  await t.step("init says so, and shows the rest", async () => {
    const shown = await scratch.init();
    assertMatch(shown, /^\+\+\+ chaud-live\/ \(\d+ files: .* be committed\)\n/);
    assertStringIncludes(shown, `\`chaud-live@${REQUIREMENT}\` could not be`);
    const line =
      'chaud = { package = "chaud-live", path = "chaud-live/chaud" }';
    assertStringIncludes(await scratch.read("Cargo.toml"), line);
  });
  await t.step("all builds", () => scratch.builds());
  await t.step("and is reloaded", async () => {
    await using program = await scratch.reloads("src/main.rs");
    assertEquals(`${program.transcript}`.includes("`chaud init` gives"), false);
  });
  await t.step("doctor is content", async () => {
    const { code, stdout } = await scratch.chaud("doctor");
    assertEquals(code, 0, stdout);
  });
  await t.step("what is there already is not asked for again", async () => {
    assertEquals(await scratch.init(), "");
  });
});

Deno.test("names: crates that the registry has come from there", async (t) => {
  await using scratch = await Scratch.make(PACKAGE, { own: true });
  await t.step("init", async () => {
    const shown = await scratch.init();
    assertEquals(shown.startsWith("--- Cargo.toml\n"), true, shown);
    const line =
      `chaud = { package = "chaud-live", version = "${REQUIREMENT}" }`;
    assertStringIncludes(await scratch.read("Cargo.toml"), line);
  });
  await t.step("all builds", () => scratch.builds());
  await t.step("and is reloaded", async () => {
    await using _ = await scratch.reloads("src/main.rs");
  });
});

Deno.test("names: in a workspace, all packages have the crates from one place", async (t) => {
  await using scratch = await Scratch.make({
    "Cargo.toml":
      '[workspace]\nresolver = "3"\nmembers = ["*"]\nexclude = ["target"]\n',
    "game/Cargo.toml":
      `${MANIFEST}\n[dependencies]\nengine.path = "../engine"\n`,
    "game/src/main.rs": MAIN,
    "engine/Cargo.toml": LIBRARY,
    "engine/src/lib.rs": "pub fn run() {}\n",
    "tool/Cargo.toml": MANIFEST.replace("game", "tool"),
    "tool/src/main.rs": "fn main() {}\n",
  }, {});
  await t.step("which are no members", async () => {
    const shown = await scratch.init("--package", "game");
    assertMatch(shown, /^\+\+\+ chaud-live\/ .*\n.*\n--- Cargo.toml\n/);
    assertStringIncludes(
      await scratch.read("Cargo.toml"),
      'exclude = ["chaud-live", "target"]\n',
    );
    assertStringIncludes(
      await scratch.read("game/Cargo.toml"),
      'path = "../chaud-live/chaud" }\n',
    );
  });
  await t.step("and for another", async () => {
    const shown = await scratch.init("--package", "tool");
    assertEquals(shown.startsWith("--- tool/Cargo.toml\n"), true, shown);
    assertStringIncludes(
      await scratch.read("tool/Cargo.toml"),
      'path = "../chaud-live/chaud" }\n',
    );
  });
  await t.step("all builds", () => scratch.builds("--workspace"));
  await t.step("and is reloaded", async () => {
    await using _ = await scratch.reloads("game/src/main.rs", "-p", "game");
  });
});

Deno.test("names: somebody else's crate is told apart, and replaced", async (t) => {
  const manifest = `${MANIFEST}\n[dependencies]\nchaud = "0.1"\n`;
  await using scratch = await Scratch.make({
    "Cargo.toml": manifest,
    "src/main.rs": MAIN.replace(
      "main() {\n",
      "main() {\n    chaud::init!();\n",
    ),
  }, { foreign: true });
  const instead =
    `chaud = { package = "chaud-live", version = "${REQUIREMENT}" }`;
  await t.step("doctor says what to write instead", async () => {
    const { code, stdout } = await scratch.chaud("doctor");
    assertEquals(code, 2, stdout);
    assertStringIncludes(
      stdout,
      "PROBLEM  set-up     `game` depends on `chaud ^0.1`",
    );
    assertStringIncludes(stdout, instead);
  });
  await t.step("run does so, and reloads what it can", async () => {
    await using program = await scratch.reloads("src/main.rs");
    await program.said(/^warning: `game` depends on `chaud \^0\.1`, /);
    assertStringIncludes(`${program.transcript}`, instead);
  });
  await t.step("init writes it", async () => {
    const shown = await scratch.init();
    assertStringIncludes(
      shown,
      '\n-chaud = "0.1"\n+chaud = { package = "chaud-live"',
    );
    await using program = await scratch.reloads("src/main.rs");
    assertEquals(`${program.transcript}`.includes("`chaud init` gives"), false);
  });
});

Deno.test("names: what is in the way of the crates stays what it is", async () => {
  await using scratch = await Scratch.make({
    ...PACKAGE,
    "chaud-live/mine.txt": "mine",
  }, {});
  const { code, stderr } = await scratch.chaud("init", "--yes");
  assertEquals(code, 101);
  assertMatch(stderr, /chaud-live` is there already/);
  assertEquals(await scratch.read("Cargo.toml"), MANIFEST);
  assertEquals(await scratch.read("chaud-live/mine.txt"), "mine");
});
