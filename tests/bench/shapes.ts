/**
 * The shapes of workspace that the benchmark generates: path to text, where
 * `{chaud}` stands for the path of the crate. Pure.
 *
 * Every crate has a `value()` and a `REVISION`, handed up from the deepest
 * one, and the program prints their sum as soon as it changes: so an edit of
 * the one number is an edit inside a function, which dependents need not
 * follow, and an edit of the other is one that all of them must follow.
 *
 * @module
 */

import { fillFile } from "./rust_parts.ts";
import { manifest, workspace } from "./manifests.ts";
import { functionsFile } from "./rust_functions.ts";
import { REAL_WORLD } from "./real_world.ts";

/** A workspace to be generated. */
export interface Shape {
  /** What `--only` calls it. */
  name: string;
  /** What the table calls it. */
  title: string;
  /** Workspaces of one group are measured in turns. */
  group: string;
  /** Whether it is measured only where it is named: it takes long. */
  byName?: boolean;
  /** Whether the program prints its value; it does by default. */
  tells?: boolean;
  /** What is edited; by default, the number in {@linkcode EDITED_FILE}. */
  edited?: Edited;
  files(): Record<string, string>;
}

/** A file, and what it becomes. */
export interface Edited {
  file: string;
  version(text: string, n: number): string;
  /** With a type error in it. */
  mistake(text: string): string;
}

/** The file that is edited, in the deepest crate. */
export const EDITED_FILE = "base/src/lib.rs";

/** The program's package. */
export const PROGRAM = "app";

const CRATE_LINES = 400;
/** What a line of these crates makes of object code with its debug info. */
const OBJECT_BYTES_PER_LINE = 6_500;

/** How shapes can be varied. */
export interface ShapeOptions {
  /** Megabytes of objects that dependents have in the shapes with a fan. */
  objects: number | undefined;
}

/** All shapes, small first. */
export function allShapes({ objects }: ShapeOptions): Shape[] {
  const lines = (dependents: number) =>
    objects === undefined
      ? CRATE_LINES
      : Math.ceil(objects * 1e6 / OBJECT_BYTES_PER_LINE / dependents);
  const above = objects === undefined ? "" : `, ${objects} MB of objects`;
  return [
    chain("chain", 5, CRATE_LINES),
    chain("long-chain", 5, 10_000),
    { ...chain("lines-100000", 10, 10_000), byName: true },
    { ...fan("many-crates", "150 crates", 148, 150), byName: true },
    big("big-300", 300),
    big("big-3000", 3_000),
    fan("fan-1", `1 dependent${above}`, 1, lines(1)),
    fan("fan-20", `20 dependents${above}`, 20, lines(20)),
    {
      name: "real-world",
      title: "serde, tokio and clap among the dependencies",
      group: "real-world",
      files: () => ({
        ...REAL_WORLD,
        [EDITED_FILE]: REAL_WORLD[EDITED_FILE] + deepest(CRATE_LINES).text,
      }),
    },
  ];
}

/** The smallest one, for a check of the benchmark itself. */
export const QUICK: Shape = chain("quick", 3, 100);

function chain(name: string, count: number, lines: number): Shape {
  const files = () => {
    const names = ["base", ...range(1, count - 2).map((i) => `layer_${i}`)];
    const all: Record<string, string> = workspace([...names, PROGRAM]);
    let below: Crate | undefined;
    for (const name of names) {
      below = library(name, lines, below ? [below] : []);
      Object.assign(all, below.files);
    }
    return { ...all, ...program(lines, below ? [below] : []) };
  };
  const size = lines.toLocaleString("en");
  const title = `chain of ${count} crates, ${size} lines each`;
  return { name, title, group: name, files };
}

/** One large crate below the program. */
function big(name: string, count: number): Shape {
  const files = () => {
    const base = functions(count);
    return {
      ...workspace(["base", PROGRAM]),
      ...base.files,
      ...program(CRATE_LINES, [base]),
    };
  };
  const title = `one crate of ${count.toLocaleString("en")} functions`;
  return { name, title, group: "big", files };
}

/** So many functions are in one file. */
const FILE_FUNCTIONS = 100;

function functions(count: number): Crate {
  const files: Record<string, string> = manifest("base", []);
  let modules = "";
  for (let first = 0; first < count; first += FILE_FUNCTIONS) {
    const module = `functions_${first}`;
    const last = Math.min(first + FILE_FUNCTIONS, count) - 1;
    files[`base/src/${module}.rs`] = functionsFile(range(first, last));
    modules += `pub mod ${module};\n`;
  }
  const own = fillFile(CRATE_LINES, 0, []);
  files["base/src/lib.rs"] = `//! One crate of a benchmark.\n\n${modules}` +
    deepest(0).text + own.text;
  return {
    name: "base",
    files,
    parts: own.parts.map((part) => `base::${part}`),
  };
}

function fan(name: string, title: string, count: number, lines: number): Shape {
  const files = () => {
    const base = library("base", CRATE_LINES, []);
    const users = range(1, count)
      .map((i) => library(`user_${i}`, lines, [base]));
    return {
      ...workspace(["base", ...users.map(({ name }) => name), PROGRAM]),
      ...base.files,
      ...Object.assign({}, ...users.map(({ files }) => files)),
      ...program(CRATE_LINES, users),
    };
  };
  return { name, title, group: "fan", files };
}

interface Crate {
  name: string;
  files: Record<string, string>;
  /** Paths of parts that dependents can call. */
  parts: string[];
}

/** Lines of one file: longer crates have more files. */
const FILE_LINES = 500;

function library(name: string, lines: number, below: Crate[]): Crate {
  const [lower] = below;
  const files: Record<string, string> = manifest(name, below);
  const parts: string[] = [];
  let modules = "";
  const calls = lower?.parts ?? [];
  for (let left = lines - FILE_LINES, i = 0; left > 0; left -= FILE_LINES) {
    const module = `group_${i++}`;
    const file = fillFile(Math.min(left, FILE_LINES), i * 100, calls);
    files[`${name}/src/${module}.rs`] = `//! Parts.\n${file.text}`;
    modules += `pub mod ${module};\n`;
    parts.push(...file.parts.map((part) => `${name}::${module}::${part}`));
  }
  const own = fillFile(Math.min(lines, FILE_LINES) - 15, 0, calls);
  parts.unshift(...own.parts.map((part) => `${name}::${part}`));
  const head = lower ? handedUp(below) : deepest(0).text;
  files[`${name}/src/lib.rs`] = `//! One crate of a benchmark.\n\n${modules}` +
    head + own.text;
  return { name, files, parts };
}

function deepest(lines: number): { text: string } {
  const head = `
/// Counts edits that all dependents must follow.
pub const REVISION: u64 = 0;

/// The number that is edited.
pub fn value() -> u64 {
    let number = 0;
    let odd = std::hint::black_box(number) % 2;
    number - odd + odd
}
`;
  return { text: lines > 0 ? head + fillFile(lines, 0, []).text : head };
}

/** The least: it changes when all have changed. */
function handedUp(below: Crate[]): string {
  const least = (what: string) =>
    below.reduceRight(
      (rest, { name }) => {
        const own = `${name}::${what}`;
        return rest === "" ? own : `least(${own}, ${rest})`;
      },
      "",
    );
  const both = below.length > 1
    ? `
const fn least(a: u64, b: u64) -> u64 {
    if a < b { a } else { b }
}
`
    : "";
  return `
pub const REVISION: u64 = ${least("REVISION")};

pub fn value() -> u64 {
    ${least("value()")}
}
${both}`;
}

function program(lines: number, below: Crate[]): Record<string, string> {
  const parts = below.flatMap(({ parts }) => parts);
  return {
    ...manifest(
      PROGRAM,
      below,
      `chaud = { package = "chaud-live", path = "{chaud}" }\n`,
    ),
    [`${PROGRAM}/src/main.rs`]: `//! Prints a value as soon as it changes.

mod parts;

use std::io::{Read, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
${handedUp(below)}
#[chaud::hot]
fn tick() -> u64 {
    value() + REVISION
}

fn main() {
    chaud::init!();
    // Ends with its input: nobody is left to look at it then.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    println!("score {}", parts::score(std::process::id().into()));
    let mut last = None;
    loop {
        let value = tick();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        if last.replace(value) != Some(value) {
            println!("value {value} at {}", now.as_nanos());
            let _ = std::io::stdout().flush();
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}
`,
    [`${PROGRAM}/src/parts.rs`]: programParts(lines, parts),
  };
}

function programParts(lines: number, below: string[]): string {
  const { text, parts } = fillFile(lines - 50, 0, below);
  const sum = parts.map((part) => `        ${part}::score(seed),`).join("\n");
  return `//! Parts, all of which are in use.
#![allow(dead_code)]

pub fn score(seed: u64) -> u64 {
    let scores = [
${sum}
    ];
    scores.iter().fold(0, |sum, score| sum ^ score)
}
${text}`;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
