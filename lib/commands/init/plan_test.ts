import { assertEquals, assertThrows } from "@std/assert";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { member, TOP } from "../../build/testdata/packages.ts";
import type { Package } from "../../build/cargo/workspace.ts";
import { sharedName } from "./source.ts";
import { type Choice, choose, InitError, type Manifest, plan } from "./plan.ts";

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

const LINE = {
  key: "chaud",
  value: ' = { package = "chaud-live", version = "0.2" }',
};

function checkPlan(
  [manifest, source]: string[],
  crate: string | undefined,
  line: typeof LINE | undefined,
  expected: string[],
) {
  using tree = SourceTree.parse(parser, source ?? "");
  const files = {
    manifest: { path: "game/Cargo.toml", text: manifest ?? "" },
    workspaceManifest: { path: "Cargo.toml", text: "[workspace]\n" },
    source: { path: "src/main.rs", tree },
  };
  const chaud = crate === undefined
    ? undefined
    : { key: crate, crate, path: undefined, isAlwaysHot: false };
  const changes = plan(files, chaud, line);
  assertEquals(changes.map(({ after }) => after), expected);
}

Deno.test("init: what is missing is added, and nothing else", () => {
  const bare = "[dependencies]\n";
  const added = `[dependencies]\nchaud${LINE.value}\n`;
  const main = "fn main() {}\n";
  const started = "fn main() {\n    chaud::init!();\n}\n";
  checkPlan([bare, main], undefined, LINE, [added, started]);
  checkPlan([added, main], "chaud", undefined, [started]);
  checkPlan([bare, started], undefined, LINE, [added]);
  checkPlan([added, started], "chaud", undefined, []);
  const other = '[dependencies]\nchaud = "0.1" # ours?\n';
  checkPlan([other, started], undefined, LINE, [added]);
});

Deno.test("init: placed crates are no members of the workspace", () => {
  using tree = SourceTree.parse(parser, "fn main() { chaud::init!(); }");
  const source = { path: "src/main.rs", tree };
  const check = (manifest: Manifest, top: Manifest, expected: string[]) => {
    const files = { manifest, workspaceManifest: top, source };
    const changes = plan(files, undefined, LINE, "chaud-live");
    assertEquals(
      changes.map(({ path, after }) => `${path}:${after}`),
      expected,
    );
  };
  const bare = "[dependencies]\n";
  const added = `[dependencies]\nchaud${LINE.value}\n`;
  const top = { path: "Cargo.toml", text: "[workspace]\n" };
  const excluded = '[workspace]\nexclude = ["chaud-live"]\n';
  check({ path: "a/Cargo.toml", text: bare }, top, [
    `Cargo.toml:${excluded}`,
    `a/Cargo.toml:${added}`,
  ]);
  const both = { ...top, text: `${top.text}\n${bare}` };
  check(both, both, [`Cargo.toml:${excluded}\n${added}`]);
  const alone = { ...top, text: bare };
  check(alone, alone, [`Cargo.toml:${added}`]);
});

Deno.test("init: a dependency that the workspace shares, or renames", () => {
  const shared = (text: string, expected: string | undefined) =>
    assertEquals(sharedName(`[workspace.dependencies]\n${text}\n`), expected);
  shared(`chaud${LINE.value}`, "chaud");
  shared('hot.package = "chaud-live"\nhot.version = "0.2"', "hot");
  shared('[workspace.dependencies.hot]\npackage = "chaud-live"', "hot");
  shared('[workspace.dependencies.chaud-live]\nversion = "0.2"', "chaud-live");
  shared('chaud-live = "0.2"', "chaud-live");
  shared('chaud = "0.1"', undefined);
  checkPlan(["", "fn main() {}"], "hot_code", undefined, [
    "fn main() {\n    hot_code::init!();\n}",
  ]);
});

Deno.test("init: where `main` cannot be found it says what to write", () => {
  assertThrows(
    () => checkPlan(["", "make_main!();"], "chaud", undefined, []),
    InitError,
    "write `chaud::init!();` at the start of `main` yourself",
  );
});
