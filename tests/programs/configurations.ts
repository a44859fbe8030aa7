/**
 * How cargo may be configured and called: the small program, in workspaces
 * that are set up in other ways.
 *
 * @module
 */

import type { DriveOptions } from "../harness/driven_program.ts";
import type { ScratchOptions } from "../harness/scratch_workspace.ts";
import { ENGINE, SMALL_PROGRAM } from "./small.ts";

const HOST = `${Deno.build.arch}-unknown-linux-gnu`;
/** The program's crate root. */
export const MAIN = "app/src/main.rs";
const MANIFEST = "app/Cargo.toml";
const WORKSPACE = "Cargo.toml";

/** A workspace, how it is run, and what it says at first. */
export interface Configuration extends ScratchOptions {
  /** Files that differ from the small program's, by path. */
  files?: Record<string, string>;
  /** How it is run; `cwd` is below the workspace. */
  run?: Partial<DriveOptions>;
  /** How the first answer begins. */
  base?: string;
  /** The target folder, if it is not the usual one. */
  target?: string;
  /** The workspace's own build, which must stay fresh. */
  build?: string[];
}

function original(path: string): string {
  return SMALL_PROGRAM[path] ?? "";
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
const WITH_FEATURES: Record<string, string> = {
  [MANIFEST]: `${original(MANIFEST)}
[features]
default = ["unwanted"]
unwanted = []
extra = []
`,
  [WORKSPACE]: `${original(WORKSPACE)}
[profile.custom]
inherits = "dev"
debug = 0
`,
  [MAIN]: original(MAIN).replace(
    'say("ready");',
    `assert!(cfg!(feature = "extra") && !cfg!(feature = "unwanted"));
    assert_eq!(option_env!("GREETING"), Some("hi"));
    assert_eq!(std::env::args().nth(1).as_deref(), Some("--level"));
    say("ready");`,
  ),
};

/** An example with the program's code. */
export const EXAMPLE = "app/examples/small.rs";

/** Several programs, of which cargo must be told one, and an example. */
export const SEVERAL: Record<string, string> = {
  [WORKSPACE]: original(WORKSPACE).replace('"3"', '"1"')
    .replace("default-members", "# default-members"),
  "app/src/bin/other.rs": 'fn main() { panic!("the wrong one") }\n',
  [EXAMPLE]: original(MAIN),
};

/** A package with a program at the top, by its new name for the crate. */
const RENAMED: Record<string, string> = {
  [WORKSPACE]: original(WORKSPACE).replace('"3"', '"2"'),
  [MANIFEST]: original(MANIFEST).replace("chaud =", "hot =")
    .replace("{ path", '{ package = "chaud", path'),
  // Attributes look for the crate under its own name.
  [MAIN]: `extern crate hot as chaud;\n${original(MAIN)}
#[chaud::hot]
pub fn marked() {
}
`,
};

/** The program's library, found through a patch of the registry. */
const PATCHED: Record<string, string> = {
  [WORKSPACE]: `${original(WORKSPACE)}
[patch.crates-io]
engine = { path = "engine" }
`,
  [MANIFEST]: original(MANIFEST)
    .replace('engine = { path = "../engine" }', 'engine = "0.1"'),
  "engine/Cargo.toml": original("engine/Cargo.toml")
    .replace('"engine"', '"engine"\nversion = "0.1.0"'),
};

/** The library beside the workspace. */
export const OUTSIDE = "../outside/src/lib.rs";

/** A library beside the workspace. */
export const WITH_OUTSIDE: Record<string, string> = {
  "../outside/Cargo.toml": '[package]\nname = "outside"\nedition = "2021"\n',
  [OUTSIDE]: 'pub fn name() -> &\'static str {\n    "outside"\n}\n',
  "engine/Cargo.toml": `${original("engine/Cargo.toml")}
outside = { path = "../../outside" }
`,
  [ENGINE]: original(ENGINE).replace("part::NAME", "outside::name()"),
};

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
  "arguments of cargo run": {
    files: WITH_FEATURES,
    run: { args: ARGUMENTS, programArgs: ["--level", "-p"] },
  },
  "one of several programs, resolver 1": {
    files: SEVERAL,
    run: { args: ["--bin", "app"] },
    build: ["--workspace"],
  },
  "chaud under another name, resolver 2": { files: RENAMED },
  "started from the program's folder": { run: { cwd: "app/src" } },
  "a patched dependency": { files: PATCHED, run: { args: ["--offline"] } },
  "a path dependency outside the workspace": {
    files: WITH_OUTSIDE,
    base: "first outside",
    build: [],
  },
  "a toolchain file": {
    files: { "rust-toolchain.toml": '[toolchain]\nchannel = "nightly"\n' },
    toolchain: "nightly",
    run: { args: [] },
  },
};
