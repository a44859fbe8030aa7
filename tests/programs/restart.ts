/**
 * A workspace with all that cargo must see to: a build script with an input, a
 * procedural macro, a feature, a version. Its program tells what came of them.
 *
 * @module
 */

import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import {
  type ScratchWorkspace,
  writeWorkspace,
} from "../harness/scratch_workspace.ts";
import { SMALL_PROGRAM } from "./small.ts";
import { stepsWith } from "../harness/steps.ts";

/** Path to text; `{chaud}` stands for the path of the crate `chaud`. */
export const RESTART_PROGRAM: Record<string, string> = {
  ...SMALL_PROGRAM,
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["app", "engine", "words"]
default-members = ["app"]
`,
  "app/Cargo.toml": `[package]
name = "app"
version = "1.0.0"
edition = "2024"

[features]
default = []
loud = []

[dependencies]
chaud = { path = "{chaud}" }
engine = { path = "../engine" }
words = { path = "../words" }
`,
  "app/build.rs": `use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=asset.txt");
    println!("cargo::rerun-if-changed=build.rs");
    let asset = fs::read_to_string("asset.txt").unwrap();
    let text = format!("const ASSET: &str = {:?};", asset.trim());
    let folder = env::var("OUT_DIR").unwrap();
    fs::write(Path::new(&folder).join("asset.rs"), text).unwrap();
}
`,
  "app/asset.txt": "plain\n",
  "app/src/main.rs": `use std::io::{Write, stdin, stdout};

include!(concat!(env!("OUT_DIR"), "/asset.rs"));

fn main() {
    chaud::init!();
    say("ready");
    while std::env::args().any(|word| word == "serve") {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    for line in stdin().lines().map_while(Result::ok) {
        match &*line {
            "facts" => say(&facts()),
            "work" => say(&engine::work()),
            "pid" => say(&std::process::id().to_string()),
            "abort" => std::process::abort(),
            "arguments" => say(&std::env::args().skip(1).collect::<Vec<_>>().join(" ")),
            "exit" => std::process::exit(7),
            "ignore" => {
                // SAFETY: to ignore SIGTERM needs no handler.
                unsafe { signal(15, 1) };
                say("ignored");
            }
            _ => say("what?"),
        }
    }
}

unsafe extern "C" {
    fn signal(number: i32, handler: usize) -> usize;
}

fn facts() -> String {
    let loud = if cfg!(feature = "loud") { "loud" } else { "quiet" };
    let version = env!("CARGO_PKG_VERSION");
    format!("{ASSET} {} {loud} {version} {}", words::word!(), std::env::var("SHELL_WORD").unwrap())
}

fn say(text: &str) {
    let mut out = stdout().lock();
    writeln!(out, "= {text}").and_then(|()| out.flush()).unwrap();
}
`,
  "words/Cargo.toml": `[package]
name = "words"
edition = "2024"

[lib]
proc-macro = true
`,
  "words/src/lib.rs": `use proc_macro::TokenStream;

#[proc_macro]
pub fn word(_: TokenStream) -> TokenStream {
    "\\"spoken\\"".parse().unwrap()
}
`,
};

/** The manifest of its program. */
export const MANIFEST = "app/Cargo.toml";

/** A workspace with its program running. */
export interface Scene {
  workspace: ScratchWorkspace;
  program: DrivenProgram;
}

/** Something to do with it. */
export type Step = (scene: Scene) => Promise<void>;

/** What the program tells of how it was built. */
export const FACTS: string = "plain spoken quiet 1.0.0 hello";

/** Adds a dependency, and nothing else; tells what is there then. */
export async function depends(
  { workspace, program }: Scene,
  manifest: string,
  line: string,
): Promise<string[] | undefined> {
  await workspace.edit(manifest, ["[dependencies]", `[dependencies]\n${line}`]);
  const path = workspace.path(manifest);
  return (await program.reported("unchanged", path)).added;
}

/** Edits a file, and waits until that is live. */
export async function lives(
  { workspace, program }: Scene,
  path: string,
  ...edits: [from: string, to: string][]
): Promise<void> {
  const text = await workspace.edited(path, ...edits);
  await workspace.saveByRename(path, text);
  await program.reported("live", workspace.path(path));
}

/** Plays steps with one program. */
export async function play(
  t: Deno.TestContext,
  options: Partial<DriveOptions>,
  steps: Record<string, Step>,
  files: Record<string, string> = RESTART_PROGRAM,
): Promise<void> {
  await using workspace = await writeWorkspace(files, {});
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
    env: { SHELL_WORD: "hello" },
    programArgs: ["one", "two"],
    ...options,
  });
  const step = stepsWith(t, program);
  for (const [name, act] of Object.entries(steps)) {
    await step(name, () => act({ workspace, program }));
  }
}
