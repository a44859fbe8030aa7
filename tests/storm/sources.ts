/**
 * The storm's workspace as files. Pure.
 *
 * @module
 */

import { call, define } from "./items.ts";
import { fill } from "./statics.ts";
import { CHAUD } from "../harness/prebuilt.ts";
import {
  CRATES,
  type Fault,
  type Module,
  type Spice,
  type World,
} from "./world.ts";

/** Path to text. */
export type Files = Record<string, string>;

/** What the program answers with: names and values. */
const VALUE_LIMIT = 1_000_000_007;

/** Whether two workspaces are the same. */
export function sameFiles(a: Files, b: Files): boolean {
  const paths = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...paths].every((path) => a[path] === b[path]);
}

/** All files of a workspace. */
export function write(world: World): Files {
  const files = manifests(world);
  for (const crate of Object.keys(CRATES)) {
    const root = rootFile(crate);
    files[root] = moduleText(world, { crate, path: "", inline: false });
    const own = world.modules.filter((module) => module.crate === crate);
    for (const module of own) {
      if (module.inline) continue;
      files[moduleFile(module)] = moduleText(world, module);
    }
  }
  const { fault } = world;
  const text = fault && files[fault.file];
  if (fault && text !== undefined) files[fault.file] = text + mistake(fault);
  return files;
}

const OWN = `chaud = { package = "chaud-live", path = ${
  JSON.stringify(CHAUD)
} }\n`;

/** The manifests, and the crates that hold one value. */
function manifests(world: World): Files {
  const spices = world.spices.map(spiceName);
  const names = [...Object.keys(CRATES), ...spices];
  const files: Files = {
    "Cargo.toml": `[workspace]
resolver = "3"
members = ${JSON.stringify(names)}
default-members = ["shop"]
`,
  };
  for (const [name, crates] of Object.entries(CRATES)) {
    const isProgram = name === "shop";
    const dependencies = isProgram ? [...crates, ...spices] : crates;
    const lines = dependencies.map((other) =>
      `${other} = { path = "../${other}" }\n`
    );
    files[`${name}/Cargo.toml`] = `[package]
name = "${name}"
version = "0.0.${isProgram ? world.version : 0}"
edition = "2024"

[dependencies]
${world.plain ? "" : OWN}${lines.join("")}`;
  }
  for (const spice of world.spices) {
    const name = spiceName(spice);
    files[`${name}/Cargo.toml`] = `[package]
name = "${name}"
edition = "2024"
`;
    files[`${name}/src/lib.rs`] = `//! Made by the storm.

#[must_use]
pub fn heat() -> u64 {
    ${spice.salt}
}
`;
  }
  return files;
}

function spiceName({ id }: Spice): string {
  return `spice_${id}`;
}

/** The file of a crate's root module. */
function rootFile(crate: string): string {
  return `${crate}/src/${crate === "shop" ? "main" : "lib"}.rs`;
}

/** The file of a module that has one. */
function moduleFile({ crate, path }: Module): string {
  return `${crate}/src/${path.replaceAll("::", "/")}.rs`;
}

function moduleText(world: World, module: Module): string {
  const { crate, path } = module;
  const isRoot = path === "";
  const own = world.items.filter((item) =>
    item.crate === crate && item.module === path
  );
  if (world.reversed.includes(crate)) own.reverse();
  const parts = own.map((item) => define(world, item));
  const children = world.modules.filter((child) =>
    child.crate === crate && parentOf(child) === path
  );
  const declared = children.map((child) => {
    const name = child.path.split("::").at(-1);
    if (!child.inline) return `pub mod ${name};`;
    const text = moduleText(world, child).trimEnd();
    return `pub mod ${name} {\n    ${text.replaceAll("\n", "\n    ")}\n}`;
  });
  const program = isRoot && crate === "shop"
    ? [values(world), fill(world), main(world)]
    : [];
  const head = isRoot ? [HEAD] : [];
  return [...head, ...declared, ...parts, ...program].join("\n\n") + "\n";
}

/** @returns The path of the module around it; a nested one's parent. */
function parentOf({ path }: Module): string {
  return path.split("::").slice(0, -1).join("::");
}

const HEAD = `//! Made by the storm.
#![allow(dead_code, unused, clippy::all)]`;

function main(world: World): string {
  const start = world.plain ? "" : "    chaud::init!();\n";
  return `fn main() {
${start}    fill();
    say("ready");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if line != "values" {
            continue;
        }
        let pairs: Vec<String> =
            values().iter().map(|(name, value)| format!("{name}={value}")).collect();
        say(&pairs.join(" "));
    }
}

fn say(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "= {text}").and_then(|()| out.flush());
}`;
}

function values(world: World): string {
  const pairs = world.items.filter(({ shown }) => shown).map((item) => {
    const value = `${call(item, { crate: "shop" })} % ${VALUE_LIMIT}`;
    return `        ("${item.crate}.${item.id}", (${value}) as u32),`;
  });
  for (const spice of world.spices) {
    const name = spiceName(spice);
    pairs.push(`        ("${name}", ${name}::heat() as u32),`);
  }
  const mark = world.plain ? "" : "#[chaud::hot]\n";
  return `${mark}fn values() -> Vec<(&'static str, u32)> {
    let n: u64 = 12_345;
    vec![
        ("version", env!("CARGO_PKG_VERSION_PATCH").parse().unwrap()),
${pairs.join("\n")}
    ]
}`;
}

/** Text after which a file does not compile. */
function mistake({ kind, salt }: Fault): string {
  const mistakes = [
    `\nfn wrong_${salt}( {\n`,
    `\nfn wrong_${salt}() -> u64 {\n    "text ${salt}"\n}\n`,
    `\nuse crate::nowhere_${salt}::at_all;\n`,
    `\nmod nowhere_${salt};\n`,
    `\nfn wrong_${salt}(text: String) -> String {\n    drop(text);\n    text\n}\n`,
    `\nconst WRONG_${salt}: u64 = [1, 2][${2 + salt}];\n`,
    `\nfn wrong_${salt}() {\n    let open = "no end;\n}\n`,
    `\nimpl Clone for Missing${salt} {}\n`,
  ];
  return mistakes[kind % mistakes.length] ?? "";
}

/** The number of kinds of mistakes. */
export const MISTAKES = 8;
