/** Judges edits of real texts, as a reload does. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { type Affected, findAffected } from "./affected.ts";
import { BuildState } from "./state/build_state.ts";
import { library } from "../build/testdata/units.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";

const parser = await loadRustParser();

/** Judges an edit of `leaf`, on which `mid` depends. */
function judged(
  before: string,
  after: string,
  options: {
    shape?: "split" | "monolithic";
    isBinary?: boolean;
  } = {},
): Affected {
  const [file, other] = ["/leaf.rs", "/mid.rs"];
  const leaf = library("leaf");
  const top = options.isBinary ? { ...leaf, crateTypes: ["bin"] } : leaf;
  const graph = new UnitGraph([library("mid", "leaf"), top]);
  const files = new Map([["leaf", [file]], ["mid", [other]]]);
  const state = new BuildState(graph, files);
  for (const path of [file, other]) {
    state.contents.noteBase(path, { digest: "old" });
  }
  for (const unit of graph.order) {
    const objects = { paths: [], identity: unit.id, digests: new Map() };
    state.begin(unit).succeed(files.get(unit.id) ?? [], objects);
  }
  state.contents.note(file, { digest: "new", text: after });
  const parsedFiles = new ParsedFiles(parser, [
    [file, before],
    [other, ""],
  ]);
  const base = { shape: options.shape ?? "split" } as const;
  return findAffected({ state, parsedFiles, base });
}

/** An edit that replaces one part of a text. */
function edit(text: string, from: string, to: string): [string, string] {
  assertEquals(text.split(from).length, 2);
  return [text, text.replace(from, to)];
}

Deno.test("affected: dependents are compiled when they can see the edit", () => {
  const units = (
    before: string,
    after: string,
    shape: "split" | "monolithic" = "split",
  ) => {
    const judgement = judged(before, after, { shape });
    return judgement.units.map(({ id }) => id);
  };
  const quiet = edit("pub fn a() -> u8 { 1 }", "1", "2");
  const loud = edit("pub fn a() -> u8 { 1 }", "u8", "u16");
  assertEquals(units(...quiet), ["leaf"]);
  assertEquals(units(...loud), ["leaf", "mid"]);
  assertEquals(units(...quiet, "monolithic"), ["leaf", "mid"]);
  assertEquals(units("fn a() {}", "// why\nfn a() {}"), ["leaf"]);
  assertEquals(units("fn a() {}", "fn a( {"), ["leaf", "mid"]);
});

Deno.test("affected: the same code is nothing to do", () => {
  const { units, same, contents } = judged("fn a() {}", "fn a() {} // why");
  assertEquals([units, same.length, contents.size], [[], 1, 0]);
});

Deno.test("affected: values that are kept must not be of a changed type", () => {
  const types = `struct Point { x: u8 }
type Points = Vec<Point>;
struct Line { points: Points }
struct Other(u8);
`;
  const check = (
    statics: string,
    expected: string[],
    isBinary: boolean,
  ) => {
    const edited = edit(types + statics, "x: u8", "x: u16");
    const { changedStatics } = judged(...edited, { isBinary });
    assertEquals(
      changedStatics.map(({ name, of }) => `${name}: ${of}`),
      expected,
    );
  };
  const local = `thread_local! {
    static A: Cell<Option<Line>> = const { Cell::new(None) };
    static B: Cell<Other> = Cell::new(Other(1));
}`;
  check(local, ["A: Line"], true);
  // Thread-locals of libraries start afresh.
  check(local, [], false);
  const marked = "#[chaud::persist]\n/// Why.\nstatic C: Mutex<Point> = new();";
  check(marked, ["C: Point"], false);
  check("static C: Mutex<Point> = new();", [], true);
});
