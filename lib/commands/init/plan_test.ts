import { assertEquals, assertThrows } from "@std/assert";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { member, TOP } from "../../build/testdata/packages.ts";
import type { Package } from "../../build/cargo/workspace.ts";
import { type Choice, choose, InitError, plan } from "./plan.ts";

const parser = await loadRustParser();

const GAME = member("game");
const TOOLS = member("tools", {
  binaries: ["one", "two"].map((name) => ({
    name,
    source: `${TOP}/tools/src/main.rs`,
  })),
});
const LIBRARY = member("library", { binaries: [] });

function checkChoice(
  packages: Package[],
  folder: string,
  choice: Choice,
  expected: [packageName: string, binary: string] | RegExp,
) {
  const find = () => choose(packages, folder, choice);
  if (expected instanceof RegExp) {
    const { message } = assertThrows(find, InitError);
    assertEquals(expected.test(message), true, message);
    return;
  }
  const found = find();
  assertEquals([found.package.name, found.binary.name], expected);
}

Deno.test("init: the package that is meant", () => {
  const all = [GAME, TOOLS, LIBRARY];
  checkChoice([GAME, LIBRARY], TOP, {}, ["game", "game"]);
  checkChoice(all, GAME.folder, {}, ["game", "game"]);
  checkChoice(all, TOP, { package: "game" }, ["game", "game"]);
  checkChoice(all, TOP, {}, /several packages .*`game`, `tools`.*-p/);
  checkChoice(all, TOP, { package: "none" }, /called `none`/);
  checkChoice([LIBRARY], TOP, {}, /no package .* has a program/);
  checkChoice(all, LIBRARY.folder, {}, /`library` has no program/);
});

Deno.test("init: the program that is meant", () => {
  const folder = TOOLS.folder;
  checkChoice([TOOLS], folder, {}, /several programs .*`one`, `two`.*--bin/);
  checkChoice([TOOLS], folder, { bin: "two" }, ["tools", "two"]);
  checkChoice([TOOLS], folder, { bin: "x" }, /called `x`.*`one`, `two`/);
  const preset = { ...TOOLS, defaultRun: "one" };
  checkChoice([preset], folder, {}, ["tools", "one"]);
});

const DEPENDENCY = ' = { package = "chaud-live", version = "0.2" }';

function checkPlan(
  [manifest, source, workspaceManifest = ""]: string[],
  chaud: string | undefined,
  expected: string[],
) {
  using tree = SourceTree.parse(parser, source ?? "");
  const files = {
    manifest: { path: "Cargo.toml", text: manifest ?? "" },
    workspaceManifest,
    source: { path: "src/main.rs", tree },
  };
  const changes = plan(
    files,
    chaud === undefined
      ? undefined
      : { key: chaud, crate: chaud.replaceAll("-", "_") },
    DEPENDENCY,
  );
  assertEquals(changes.map(({ after }) => after), expected);
}

Deno.test("init: what is missing is added, and nothing else", () => {
  const bare = "[dependencies]\n";
  const added = `[dependencies]\nchaud${DEPENDENCY}\n`;
  const main = "fn main() {}\n";
  const started = "fn main() {\n    chaud::init!();\n}\n";
  checkPlan([bare, main], undefined, [added, started]);
  checkPlan([added, main], "chaud", [started]);
  checkPlan([bare, started], undefined, [added]);
  checkPlan([added, started], "chaud", []);
});

Deno.test("init: a dependency that the workspace shares, or renames", () => {
  const started = "fn main() {\n    chaud::init!();\n}\n";
  const shared = "[dependencies]\nchaud.workspace = true\n";
  for (
    const workspace of [
      '[workspace.dependencies]\nchaud = "0.1"\n',
      '[workspace.dependencies]\nchaud.version = "0.1"\n',
      '[workspace.dependencies.chaud]\nversion = "0.1"\n',
    ]
  ) checkPlan(["[dependencies]\n", started, workspace], undefined, [shared]);
  checkPlan(["", "fn main() {}"], "hot-code", [
    "fn main() {\n    hot_code::init!();\n}",
  ]);
});

Deno.test("init: where `main` cannot be found it says what to write", () => {
  assertThrows(
    () => checkPlan(["", "make_main!();"], "chaud", []),
    InitError,
    "write `chaud::init!();` at the start of `main` yourself",
  );
});
