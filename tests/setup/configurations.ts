/**
 * How cargo may be configured and called: the small program, in workspaces
 * that are set up in other ways.
 *
 * @module
 */

import type { DriveOptions } from "../harness/driven_program.ts";
import type {
  ProgramOptions,
  ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

const HOST = `${Deno.build.arch}-unknown-linux-gnu`;
/** The program's crate root. */
export const MAIN = "app/src/main.rs";
const MANIFEST = "app/Cargo.toml";
const WORKSPACE = "Cargo.toml";

/** Changes a workspace. */
export type Change = (workspace: ScratchWorkspace) => Promise<void>;

/** A workspace, how it is run, and what it says at first. */
export interface Configuration extends ProgramOptions {
  /** What is changed in the small program. */
  change?: Change;
  /** How it is run; `cwd` is below the workspace. */
  run?: Partial<DriveOptions>;
  /** How the first answer begins. */
  base?: string;
  /** The target folder, if it is not the usual one. */
  target?: string;
  /** The workspace's own build, which must stay fresh. */
  build?: string[];
}

/** The program, saying something else than `first` in its first answer. */
function enginePart(expression: string): Record<string, string> {
  return {
    "engine/src/part.rs": `pub(crate) const NAME: &str = ${expression};\n`,
  };
}

/** Says what it finds in its environment and configuration. */
const SEEN = `{
    const _: &str = env!("GREETING");
    if cfg!(configured) { "seen" } else { "unseen" }
}`;

const CONFIG = `[build]
target = "${HOST}"
target-dir = "elsewhere"

[target.${HOST}]
linker = "tools/my linker"
rustflags = ["--cfg", "configured"]

[env]
GREETING = "hello"

[profile.dev]
opt-level = 1

[profile.custom]
inherits = "dev"
debug = 0
`;

/** A linker's path. */
const LINKER_PATH = "tools/my linker";

/** A linker of the user's own, found from the folder of the configuration. */
const LINKER = `#!/bin/sh
echo "$$" >> "\${0%/*}/linked"
exec cc "$@"
`;

/** A wrapper of the user's own: without it, crates are not configured. */
const WRAPPER = `#!/bin/sh
exec "$@" --cfg configured
`;

const WRAPPED: Record<string, string> = {
  "tools/wrap": WRAPPER,
  ...enginePart('if cfg!(configured) { "seen" } else { "unseen" }'),
};

const ARGUMENTS = [
  ...["--package", "app", "--bin", "app", "--profile", "custom"],
  ...["--features", "extra", "--no-default-features"],
  ...["--target-dir", "{workspace}/given", "--manifest-path", WORKSPACE],
  ...["--config", 'env.GREETING="hi"', "--locked", "--offline"],
  ...["-j", "1", "-v"],
];

/** Checks its features, its environment and its arguments. */
async function addFeatures(workspace: ScratchWorkspace): Promise<void> {
  await workspace.append(
    MANIFEST,
    `
[features]
default = ["unwanted"]
unwanted = []
extra = []
`,
  );
  await workspace.append(
    WORKSPACE,
    `
[profile.custom]
inherits = "dev"
debug = 0
`,
  );
  await workspace.edit(MAIN, [
    'say("ready");',
    `assert!(cfg!(feature = "extra") && !cfg!(feature = "unwanted"));
    assert_eq!(option_env!("GREETING"), Some("hi"));
    assert_eq!(std::env::args().nth(1).as_deref(), Some("--level"));
    say("ready");`,
  ]);
}

/** An example with the program's code. */
export const EXAMPLE = "app/examples/small.rs";

/** Several programs, of which cargo must be told one, and an example. */
export async function addPrograms(workspace: ScratchWorkspace): Promise<void> {
  await workspace.edit(WORKSPACE, ['"3"', '"1"'], [
    "default-members",
    "# default-members",
  ]);
  const other = 'fn main() { panic!("the wrong one") }\n';
  await workspace.save("app/src/bin/other.rs", other);
  await workspace.save(EXAMPLE, await workspace.read(MAIN));
}

/** A package with a program at the top, by its new name for the crate. */
async function rename(workspace: ScratchWorkspace): Promise<void> {
  await workspace.edit(WORKSPACE, ['"3"', '"2"']);
  await workspace.edit(MANIFEST, [
    "chaud = {",
    "hot = {",
  ]);
  // Attributes look for the crate under its own name.
  const text = `extern crate hot as chaud;\n${await workspace.read(MAIN)}
#[chaud::hot]
pub fn marked() {
}
`;
  await workspace.save(MAIN, text);
}

/** The program's library, found through a patch of the registry. */
async function patchRegistry(workspace: ScratchWorkspace): Promise<void> {
  const patch = '\n[patch.crates-io]\nengine = { path = "engine" }\n';
  await workspace.append(WORKSPACE, patch);
  await workspace.edit(MANIFEST, [
    'engine = { path = "../engine" }',
    'engine = "0.1"',
  ]);
  await workspace.edit("engine/Cargo.toml", [
    '"engine"',
    '"engine"\nversion = "0.1.0"',
  ]);
}

/** The library beside the workspace. */
export const OUTSIDE = "../outside/src/lib.rs";

/** A library beside the workspace. */
export async function dependOutside(
  workspace: ScratchWorkspace,
): Promise<void> {
  const manifest = '[package]\nname = "outside"\nedition = "2021"\n';
  await workspace.save("../outside/Cargo.toml", manifest);
  const source = 'pub fn name() -> &\'static str {\n    "outside"\n}\n';
  await workspace.save(OUTSIDE, source);
  const dependency = 'outside = { path = "../../outside" }\n';
  await workspace.append("engine/Cargo.toml", dependency);
  await workspace.edit(ENGINE, ["part::NAME", "outside::name()"]);
}

/** All of them, by what is special. */
export const CONFIGURATIONS: Record<string, Configuration> = {
  "cargo's configuration": {
    files: {
      ".cargo/config.toml": CONFIG,
      [LINKER_PATH]: LINKER,
      ...enginePart(SEEN),
    },
    base: "first seen",
    target: "elsewhere",
    build: [],
  },
  "variables": {
    run: {
      env: {
        CARGO_TARGET_DIR: "{workspace}/variable target",
        CARGO_BUILD_TARGET: HOST,
        RUSTFLAGS: "--cfg configured -C force-frame-pointers=yes",
        CARGO_PROFILE_DEV_DEBUG: "0",
        GREETING: "hello",
      },
    },
    files: enginePart(SEEN),
    base: "first seen",
    target: "variable target",
    build: [],
  },
  "a workspace wrapper, in a variable": {
    run: { env: { RUSTC_WORKSPACE_WRAPPER: "{workspace}/tools/wrap" } },
    files: WRAPPED,
    base: "first seen",
    build: [],
  },
  "a workspace wrapper, in an argument": {
    run: { args: ["--config", "build.rustc-workspace-wrapper='tools/wrap'"] },
    files: WRAPPED,
    base: "first seen",
  },
  "a library that others load, which cargo names without a hash": {
    change: (workspace) =>
      workspace.edit("engine/Cargo.toml", [
        "[dependencies]",
        `[lib]\ncrate-type = ["cdylib", "staticlib", "rlib"]\n\n[dependencies]`,
      ]),
    build: [],
  },
  "arguments of cargo run": {
    change: addFeatures,
    run: { args: ARGUMENTS, programArgs: ["--level", "-p"] },
  },
  "one of several programs, resolver 1": {
    change: addPrograms,
    run: { args: ["--bin", "app"] },
    build: ["--workspace"],
  },
  "chaud under another name, resolver 2": { change: rename },
  "started from the program's folder": { run: { cwd: "app/src" } },
  "a patched dependency": {
    change: patchRegistry,
    run: { args: ["--offline"] },
  },
  "a path dependency outside the workspace": {
    change: dependOutside,
    base: "first outside",
    build: [],
  },
  "a toolchain file": {
    files: { "rust-toolchain.toml": '[toolchain]\nchannel = "nightly"\n' },
    toolchain: "nightly",
    run: { args: [] },
  },
};
