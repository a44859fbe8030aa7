/**
 * Records anew what cargo and rustc write: `lib/build/testdata/`, which the unit
 * tests read. Paths and hashes are replaced, so that nothing tells of the
 * machine it was recorded on.
 *
 *     deno run -A tests/record.ts
 *
 * Needs stable Rust, GNU ld and mold.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { placeScripts } from "../lib/build/script_files.ts";
import { parseEnvironment, splitNul } from "../lib/build/rustc/unit.ts";
import { CHAUD_FOLDER } from "../lib/build/scripts.ts";
import { finish, type Finished } from "./harness/process_tree.ts";
import { TOP } from "./harness/tree.ts";

const TARGET = join(TOP, "lib", "build", "testdata");
const PROJECT = "/home/user/project";

/** How the program is linked, by the name of the recording. */
const LINKERS: Record<string, string[]> = {
  lld: [],
  gnu: ["-Clinker-features=-lld"],
  mold: ["-Clink-arg=-fuse-ld=mold"],
};

const SOURCES: Record<string, string> = {
  "Cargo.toml": `[workspace]
resolver = "3"
members = ["leaf", "mid", "main"]
`,
  ...member("leaf", "lib", [], `pub fn name() -> &'static str { "leaf" }\n`),
  ...member("mid", "lib", ["leaf"], "pub use leaf::name;\n"),
  ...member(
    "main",
    "main",
    ["leaf", "mid"],
    `fn main() { println!("{}{}", leaf::name(), mid::name()); }\n`,
  ),
  "loose/warning.rs": "pub fn f() { let unused = 1; }\n",
  "loose/error.rs": `pub fn f() { let unused = 1; }
pub fn g() -> u32 { "text" }
`,
  "loose/my crate #1/über.rs": `mod inner;
pub const TEXT: &str = include_str!("a text.txt");
pub const ENV: Option<&str> = option_env!("__CHAUD_RELOAD");
`,
  "loose/my crate #1/inner.rs": "",
  "loose/my crate #1/a text.txt": "text",
};

function member(
  name: string,
  root: string,
  dependencies: string[],
  source: string,
): Record<string, string> {
  const lines = dependencies.map((each) => `${each} = { path = "../${each}" }`);
  const manifest = `[package]
name = "${name}"
version = "0.1.0"
edition = "2024"

[dependencies]
${lines.join("\n")}
`;
  return {
    [`${name}/Cargo.toml`]: manifest,
    [`${name}/src/${root}.rs`]: source,
  };
}

async function run(
  cwd: string,
  program: string,
  ...args: string[]
): Promise<Finished> {
  return await finish({ program, args, cwd });
}

/** Replaces what differs from machine to machine, and refuses what is left. */
class Neutral {
  readonly #paths: [path: string, neutral: string][];
  readonly #hashes = new Map<string, string>();

  constructor(project: string, sysroot: string) {
    this.#paths = [
      [sysroot, "/home/user/.rustup/toolchains/stable"],
      [project, PROJECT],
      [TOP.replace(/\/$/, ""), PROJECT],
    ];
  }

  text(text: string): string {
    for (const [path, neutral] of this.#paths) {
      text = text.replaceAll(path, neutral);
    }
    text = text.replaceAll(/\/[^"\s]*\/rustc\w{6}\//g, `${PROJECT}/.rustc/`)
      .replaceAll(/(?<![0-9a-z])[0-9a-f]{16}(?![0-9a-z])/g, (hash) => {
        const known = this.#hashes.size + 1;
        const neutral = this.#hashes.get(hash) ?? `${known}`.padStart(16, "0");
        this.#hashes.set(hash, neutral);
        return neutral;
      });
    const left = text.match(/(?<![\w.])\/(?!home\/user\/)\w+\/[^"\s]*/);
    if (left) throw new Error(`A path of this machine is left: ${left[0]}`);
    return text;
  }
}

async function keep(name: string, text: string): Promise<void> {
  await Deno.writeTextFile(join(TARGET, name), text);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}

/** Builds the program with the real scripts and keeps what they recorded. */
async function recordLinks(project: string, neutral: Neutral): Promise<void> {
  for (const [name, flags] of Object.entries(LINKERS)) {
    const target = join(project, "target");
    const wrapper = await placeScripts(target, {
      shape: "split",
      entries: false,
    });
    const { stderr } = await run(
      project,
      "cargo",
      "build",
      "--quiet",
      "--config",
      `build.rustc-workspace-wrapper=${JSON.stringify(wrapper)}`,
      "--config",
      `build.rustflags=${JSON.stringify(flags)}`,
    );
    if (stderr !== "") throw new Error(stderr);
    const folder = join(target, "debug", CHAUD_FOLDER);
    const bases = await Array.fromAsync(Deno.readDir(folder));
    const base = bases.find((entry) => entry.name.startsWith("main-"))?.name;
    const link = await Deno.readFile(join(folder, base ?? "", "link"));
    await keep(`link_${name}.json`, neutral.text(pretty(splitNul(link))));
    if (name === "lld") await recordUnits(join(folder, "units"), neutral);
    await Deno.remove(target, { recursive: true });
  }
}

const TELLING = [
  "CARGO_BIN_NAME",
  "CARGO_CRATE_NAME",
  "CARGO_MAKEFLAGS",
  "LD_LIBRARY_PATH",
];

/** Only what tests look at is kept of the environment: it may hold secrets. */
async function recordUnits(folder: string, neutral: Neutral): Promise<void> {
  const units = [];
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name } of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const read = (file: string) => Deno.readFile(join(folder, name, file));
    const env = Object.entries(parseEnvironment(await read("env")))
      .filter(([key]) => TELLING.includes(key))
      .map(([key, value]) =>
        key === "LD_LIBRARY_PATH" ? [key, `${PROJECT}/target`] : [key, value]
      );
    units.push({
      args: splitNul(await read("args")),
      env: Object.fromEntries(env.toSorted()),
      cwd: new TextDecoder().decode(await read("cwd")).trimEnd(),
    });
  }
  await keep("units.json", neutral.text(pretty(units)));
}

async function recordRustc(project: string, neutral: Neutral): Promise<void> {
  const loose = join(project, "loose");
  const plain = ["--crate-type=lib", "--edition=2024"];
  const json = [
    "--error-format=json",
    "--json=artifacts,diagnostic-rendered-ansi",
    "--emit=metadata,obj",
  ];
  for (const name of ["warning", "error"]) {
    const args = [...plain, ...json, `${name}.rs`];
    const { stderr } = await run(loose, "rustc", ...args);
    await keep(`rustc_${name}.jsonl`, neutral.text(stderr));
  }
  const root = "my crate #1/über.rs";
  await run(loose, "rustc", ...plain, "--emit=dep-info", root);
  const depInfo = await Deno.readTextFile(join(loose, "über.d"));
  await keep("dep_info.d", neutral.text(depInfo));
}

if (import.meta.main) {
  const project = await Deno.realPath(await Deno.makeTempDir());
  for (const [path, text] of Object.entries(SOURCES)) {
    await Deno.mkdir(dirname(join(project, path)), { recursive: true });
    await Deno.writeTextFile(join(project, path), text);
  }
  await Deno.mkdir(TARGET, { recursive: true });
  const { stdout } = await run(project, "rustc", "--print=sysroot");
  const neutral = new Neutral(project, stdout.trim());
  await recordLinks(project, neutral);
  await recordRustc(project, neutral);
  const manifest = ["--manifest-path", "demo/Cargo.toml"];
  const metadata = ["metadata", "--no-deps", "--format-version=1"];
  const demo = await run(TOP, "cargo", ...metadata, ...manifest);
  await keep("metadata.json", neutral.text(pretty(JSON.parse(demo.stdout))));
  await Deno.remove(project, { recursive: true });
}
