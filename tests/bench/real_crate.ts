/**
 * A large crate that others wrote, as it is published, in a workspace with a
 * program that uses it: cargo fetches it. What is edited is a method in the
 * middle of it, with callers and callees.
 *
 * @module
 */

import { parse, stringify } from "smol-toml";
import { dirname, join } from "@std/path";
import { manifest, workspace } from "./manifests.ts";
import { BenchError, finish } from "./measured_process.ts";
import { PROGRAM, type Shape } from "./shapes.ts";

const NAME = "regex-automata";
const VERSION = "0.4.19";
const FILE = "base/src/nfa/thompson/compiler.rs";
const METHOD = /fn c_repetition\([^{]*\{/;

const MAIN = `//! Uses the crate until its input ends.

use regex_automata::meta::Regex;
use std::io::Read;

fn main() {
    chaud::init!();
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    loop {
        let words = Regex::new(r"\\b\\w+\\b").unwrap();
        assert_eq!(words.find_iter("a few words").count(), 3);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
`;

/**
 * Lays it out.
 *
 * @param folder A folder for what is fetched.
 * @throws {BenchError} If cargo cannot fetch it.
 */
export async function realCrate(folder: string): Promise<Shape> {
  const source = await fetched(folder);
  const files: Record<string, string> = {
    ...workspace(["base", PROGRAM]),
    ...manifest(
      PROGRAM,
      [],
      `chaud = { package = "chaud-live", path = "{chaud}" }\n` +
        `${NAME} = { path = "../base" }\n`,
    ),
    [`${PROGRAM}/src/main.rs`]: MAIN,
  };
  const own = parse(await Deno.readTextFile(join(source, "Cargo.toml")));
  // Only what a program needs of it.
  for (const key of ["test", "bench", "dev-dependencies"]) delete own[key];
  files["base/Cargo.toml"] = stringify(own);
  for await (const [path, text] of rustFiles(join(source, "src"), "src")) {
    files[`base/${path}`] = text;
  }
  return {
    name: REAL_CRATE,
    title: `${NAME} ${VERSION}`,
    group: REAL_CRATE,
    tells: false,
    edited: {
      file: FILE,
      version: (text, n) =>
        text.replace(METHOD, `$& let _ = core::hint::black_box(${n}u64);`),
      mistake: (text) => text.replace(METHOD, `$& let _: u64 = "mistake";`),
    },
    files: () => files,
  };
}

/** What `--only` calls it. */
export const REAL_CRATE = "real-crate";

/** The folder in which cargo keeps it. */
async function fetched(folder: string): Promise<string> {
  const top = join(folder, "fetch");
  await Deno.mkdir(join(top, "src"), { recursive: true });
  await Deno.writeTextFile(join(top, "src/lib.rs"), "");
  const needs = `${NAME} = "=${VERSION}"\n`;
  const { "fetch/Cargo.toml": text = "" } = manifest("fetch", [], needs);
  await Deno.writeTextFile(join(top, "Cargo.toml"), `[workspace]\n${text}`);
  const args = ["metadata", "--format-version=1"];
  const { success, stdout, stderr } = await finish({
    ...{ program: "cargo", args, cwd: top },
  });
  if (!success) throw new BenchError(`Cannot fetch ${NAME}:\n${stderr}`);
  const { packages } = JSON.parse(stdout) as {
    packages: { name: string; manifest_path: string }[];
  };
  const found = packages.find(({ name }) => name === NAME);
  if (!found) throw new BenchError(`cargo did not fetch ${NAME}`);
  return dirname(found.manifest_path);
}

async function* rustFiles(
  folder: string,
  path: string,
): AsyncGenerator<[path: string, text: string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const [inner, at] = [join(folder, name), join(path, name)];
    if (isDirectory) yield* rustFiles(inner, at);
    else if (name.endsWith(".rs")) yield [at, await Deno.readTextFile(inner)];
  }
}
