/** Tells a context what has gone live, and asks all who keep track of it. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "../analysis/grammar.ts";
import { noAbiChanges } from "../analysis/abi_changes.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import type { Base } from "../build/base.ts";
import { reloadBuild } from "../build/rustc/replay.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";
import { library } from "../build/testdata/units.ts";
import { Programs } from "../program/programs.ts";
import { type Commit, ReloadContext } from "./context.ts";
import type { Image } from "./patch/entries.ts";

const parser = await loadRustParser();
const FILE = "/leaf.rs";
const leaf = library("leaf");
const NO_STATICS = { bindings: [], brought: [] };

/** A program of one crate, whose function `f` the base has at address 8. */
function warm(): ReloadContext {
  const graph = new UnitGraph([leaf]);
  const base: Base = {
    folder: "/base",
    executable: "/base/main",
    shape: "split",
    bin: leaf,
    graph,
    line: {
      driver: "cc",
      flavor: "driver",
      linker: "cc",
      emulation: [],
      builtins: [],
      target: [],
      searchPath: "",
      wrapped: [],
    },
  };
  const how = {
    ...{ reloadFolder: "/reload", debugInfo: false, color: false },
    inheritsStatics: true,
  };
  const context = new ReloadContext({
    base,
    build: reloadBuild(graph, how),
    folder: "/session",
    programs: new Programs("/session", () => {}),
    strict: false,
    files: new Map([["leaf", [FILE]]]),
  });
  context.parsedFiles = new ParsedFiles(parser, [[FILE, "fn f() { 1 }"]]);
  context.state.loaded.began("leaf", "/base/leaf.so");
  context.state.contents.noteBase(FILE, { digest: "1" });
  context.images.setBase("leaf", image("/base/leaf.so", 8));
  compile(context, "1");
  context.state.adopt([leaf], false);
  return context;
}

function image(path: string, address: number): Image {
  return { path, entries: new Map([["f", [address]]]) };
}

/** Saves a text, and compiles it to objects of that name. */
function compile({ state }: ReloadContext, text: string): void {
  state.contents.note(FILE, { digest: text });
  const objects = { paths: [], identity: text, digests: new Map() };
  const attempt = state.begin(leaf);
  attempt.succeed([FILE], objects);
  attempt.remember();
}

function commit(context: ReloadContext): Commit {
  return {
    number: context.nextNumber(),
    units: [leaf],
    edited: context.state.edited(),
    dylibs: [],
    changes: noAbiChanges(),
    takeover: {
      redirections: [],
      withheld: [],
      images: new Map(),
      ...NO_STATICS,
    },
    offered: new Map(),
  };
}

async function goLive(context: ReloadContext): Promise<void> {
  const { parsedFiles } = context;
  parsedFiles?.judge(FILE, "fn f() { 2 }");
  compile(context, "2");
  const path = "/session/patch-1.so";
  const rest = { objects: [], archives: [], aliases: [] };
  await context.commit({
    ...commit(context),
    dylibs: [{ path, unit: leaf, ...rest }],
    takeover: {
      redirections: [],
      withheld: [],
      images: new Map([["leaf", image(path, 16)]]),
      ...NO_STATICS,
    },
    offered: new Map([["f", "function"]]),
  });
}

function check(context: ReloadContext, expected: {
  live: string;
  baseline: string;
  latest: string[];
  offered?: string[];
}) {
  const { state, parsedFiles, images } = context;
  assertEquals({
    live: state.liveOf("leaf"),
    baseline: parsedFiles?.baselineText(FILE),
    latest: images.older("leaf").map(({ path }) => path),
    offered: [...images.offered.get("leaf")?.keys() ?? []],
  }, { offered: [], ...expected });
  assertEquals([state.edited(), state.changed()], [[], []]);
}

Deno.test("context: all learn of new code", async () => {
  const context = warm();
  check(context, {
    live: "1",
    baseline: "fn f() { 1 }",
    latest: ["/base/leaf.so"],
  });
  await goLive(context);
  check(context, {
    live: "2",
    baseline: "fn f() { 2 }",
    latest: ["/base/leaf.so", "/session/patch-1.so"],
    offered: ["f"],
  });
});

Deno.test("context: all learn of code that is back", async () => {
  const context = warm();
  await goLive(context);
  const { state, parsedFiles } = context;
  parsedFiles?.judge(FILE, "fn f() { 1 }");
  state.contents.note(FILE, { digest: "1" });
  const returns = state.history.find({
    units: ["leaf"],
    content: (file) => state.contents.latest(file)?.digest,
    live: state.liveOf,
    isFree: true,
  });
  const contents = new Map([[FILE, { digest: "1" }]]);
  await context.commit({
    ...commit(context),
    back: { returns: returns ?? [], contents },
  });
  check(context, {
    live: "1",
    baseline: "fn f() { 1 }",
    latest: ["/base/leaf.so"],
    offered: ["f"],
  });
});

Deno.test("context: functions that old code does not get are noted as lost", async () => {
  const context = warm();
  await context.commit({
    ...commit(context),
    changes: { ...noAbiChanges(), changedLayouts: new Set(["f"]) },
    takeover: {
      redirections: [],
      withheld: ["f"],
      images: new Map(),
      ...NO_STATICS,
    },
    offered: new Map([["f", "function"], ["g", "function"]]),
  });
  assertEquals([...context.images.lost], [["f", "layout"]]);
});

Deno.test("context: every patch has a number of its own", () => {
  const context = warm();
  assertEquals([context.nextNumber(), context.nextNumber()], [1, 2]);
});
