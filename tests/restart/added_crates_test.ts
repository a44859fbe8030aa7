/** Crates of all kinds that are new to the program that runs. */

import { assertEquals, assertMatch } from "@std/assert";
import {
  depends,
  lives,
  MANIFEST,
  play,
  RESTART_PROGRAM,
  type Step,
} from "../programs/restart.ts";
import { ENGINE } from "../programs/small.ts";

/** What only macros use stays another library than what the program uses. */
const FILES: Record<string, string> = {
  ...RESTART_PROGRAM,
  "Cargo.toml": `${RESTART_PROGRAM["Cargo.toml"]}
[profile.dev.build-override]
debug = false
`,
};

let pid = "";

const HOT = "hot/src/lib.rs";

const STEPS: Record<string, Step> = {
  "one with hot functions, and statics that are kept": async (scene) => {
    const { workspace, program } = scene;
    pid = await program.ask("pid");
    assertEquals(await program.ask("work"), "first part, calls 1, drops 0");
    const manifest = (await workspace.read("engine/Cargo.toml"))
      .replace('name = "engine"', 'name = "hot"');
    await workspace.save("hot/Cargo.toml", manifest);
    await workspace.save(
      HOT,
      `use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[chaud::persist]
static COUNT: AtomicU32 = AtomicU32::new(10);

#[chaud::hot]
pub fn count() -> String {
    format!("hot {}", COUNT.fetch_add(1, Relaxed))
}
`,
    );
    await workspace.edit("Cargo.toml", ['"words"', '"words", "hot"']);
    await program.reported("unchanged", workspace.path("Cargo.toml"));
    const added = await depends(
      scene,
      "engine/Cargo.toml",
      'hot = { path = "../hot" }',
    );
    assertEquals(added, ["hot"]);
    await lives(scene, ENGINE, ['"first {}', '"{} {}'], [
      "part::NAME,",
      "hot::count(), part::NAME,",
    ]);
    assertMatch(await program.ask("work"), /^hot 10 part, calls 2/);
    assertMatch(await program.ask("work"), /^hot 11 part, calls 3/);
    await lives(scene, HOT, ['"hot {}"', '"hotter {}"']);
    assertMatch(await program.ask("work"), /^hotter 12 part, calls 4/);
  },
  "a signature and a type in it are checked": async (scene) => {
    const { workspace, program } = scene;
    const good = await workspace.read(HOT);
    const bad = await workspace.edited(HOT, [
      "static COUNT: AtomicU32 = AtomicU32::new(10)",
      "static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(10)",
    ]);
    await workspace.saveByRename(HOT, bad);
    const { reason } = await program.reported("refused", workspace.path(HOT));
    assertEquals(reason, "type");
    assertMatch(await program.ask("work"), /^hotter 13 part, calls 5/);
    await workspace.saveByRename(HOT, good);
    await program.reported("unchanged", workspace.path(HOT));
  },
  "one of macros": async (scene) => {
    const { workspace, program } = scene;
    await workspace.save(
      "spells/Cargo.toml",
      '[package]\nname = "spells"\nedition = "2024"\n\n[lib]\nproc-macro = true\n',
    );
    await workspace.save(
      "spells/src/lib.rs",
      `use proc_macro::TokenStream;

#[proc_macro]
pub fn spell(_: TokenStream) -> TokenStream {
    "\\"spelt\\"".parse().unwrap()
}
`,
    );
    await workspace.edit("Cargo.toml", ['"words"', '"words", "spells"']);
    await program.reported("unchanged", workspace.path("Cargo.toml"));
    const added = await depends(
      scene,
      "engine/Cargo.toml",
      'spells = { path = "../spells" }',
    );
    assertEquals(added, ["spells"]);
    await lives(scene, ENGINE, ["part::NAME,", "spells::spell!(),"]);
    assertMatch(await program.ask("work"), /^hotter 14 spelt, calls 6/);
  },
  "one from a registry, with a build script": async (scene) => {
    const { program } = scene;
    const added = await depends(
      scene,
      "engine/Cargo.toml",
      'proc-macro2 = "1"',
    );
    assertEquals(added, ["proc_macro2"]);
    await lives(scene, ENGINE, [
      "spells::spell!(),",
      "proc_macro2::Literal::u8_suffixed(7),",
    ]);
    assertMatch(await program.ask("work"), /^hotter 15 7u8, calls 7/);
    await lives(scene, ENGINE, ["suffixed(7)", "suffixed(8)"]);
    assertMatch(await program.ask("work"), /^hotter 16 8u8, calls 8/);
  },
  "one with a build script of one's own": async (scene) => {
    const { workspace, program } = scene;
    await workspace.save(
      "made/Cargo.toml",
      '[package]\nname = "made"\nedition = "2024"\n',
    );
    await workspace.save(
      "made/build.rs",
      `fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=MADE=by a script");
}
`,
    );
    await workspace.save(
      "made/src/lib.rs",
      'pub const MADE: &str = env!("MADE");\n',
    );
    await workspace.edit("Cargo.toml", ['"words"', '"words", "made"']);
    await program.reported("unchanged", workspace.path("Cargo.toml"));
    const added = await depends(
      scene,
      "engine/Cargo.toml",
      'made = { path = "../made" }',
    );
    assertEquals(added, ["made"]);
    await lives(scene, ENGINE, [
      "proc_macro2::Literal::u8_suffixed(8),",
      "made::MADE,",
    ]);
    assertMatch(await program.ask("work"), /^hotter 17 by a script, calls 9/);
  },
  "all in one process, which is told nothing else": async (scene) => {
    const { workspace, program } = scene;
    assertEquals(await program.ask("pid"), pid);
    await workspace.edit("Cargo.lock", ["version = 4\n", "version = 4\n\n"]);
    await program.reported("unchanged", workspace.path("Cargo.lock"));
    await workspace.edit(MANIFEST, ['version = "1.0.0"', 'version = "1.0.1"']);
    const path = workspace.path(MANIFEST);
    assertEquals((await program.reported("refused", path)).reason, "build");
    assertMatch(await program.ask("work"), /^hotter 18 by a script, calls 10/);
    assertEquals(await program.ask("pid"), pid);
  },
};

for (const release of [false, true]) {
  const name = release ? "optimised" : "not optimised";
  Deno.test(`added crates: ${name}`, async (t) => {
    const options = { restart: "never", release } as const;
    await play(t, { ...options, args: ["--offline"] }, STEPS, FILES);
  });
}
