/** Judges edits of real texts, as a reload does. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { type Affected, findAffected } from "./affected.ts";
import { StaticHomes } from "./state/static_homes.ts";
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
    /** Statics that the program has, by symbol. */
    homes?: [symbol: string, storage: "static" | "thread"][];
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
  const statics = new StaticHomes();
  for (const [name, storage] of options.homes ?? []) {
    const place = { name, storage, value: 8, size: 8 };
    const image = { unit: "leaf", image: "/leaf.so", statics: [place] };
    statics.add({ ...image, fresh: new Set() });
  }
  return findAffected({ state, parsedFiles, statics, base });
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
    options: Parameters<typeof judged>[2],
  ) => {
    const edited = edit(types + statics, "x: u8", "x: u16");
    const { changedStatics } = judged(...edited, options);
    assertEquals(
      changedStatics.map(({ name, of }) => `${name}: ${of}`),
      expected,
    );
  };
  const local = `thread_local! {
    static A: Cell<Option<Line>> = const { Cell::new(None) };
    static B: Cell<Other> = Cell::new(Other(1));
}`;
  check(local, ["A: Line"], { isBinary: true });
  // Where it is not known where those of libraries are, they start afresh.
  check(local, [], {});
  check(local, ["A: Line"], { homes: [[symbol("A", "VAL"), "thread"]] });
  const marked = "#[chaud::persist]\n/// Why.\nstatic C: Mutex<Point> = new();";
  check(marked, ["C: Point"], {});
  const plain = "static C: Mutex<Point> = new();";
  check(plain, [], { isBinary: true });
  check(plain, ["C: Point"], { homes: [[symbol("C"), "static"]] });
  const made = "lazy_static! { static ref D: Mutex<Line> = new(); }";
  check(made, ["D: Line"], {
    homes: [[symbol("D", "deref", "LAZY"), "static"]],
  });
});

/** The symbol of something in the crate. */
function symbol(...path: string[]): string {
  const parts = ["leaf", ...path, "h0123456789abcdef"];
  return `_ZN${parts.map((part) => `${part.length}${part}`).join("")}E`;
}

Deno.test("affected: a static of another declared type is not the one that runs", () => {
  const check = (
    text: string,
    [from, to]: [string, string],
    expected: [changed: string[], unused: string[]],
  ) => {
    const homes = [[symbol("A"), "static"]] as [string, "static"][];
    const { changedStatics, unusedValues } = judged(
      ...edit(text, from, to),
      { homes },
    );
    const changed = changedStatics.map(({ name, before, type }) =>
      `${name}: ${before} → ${type}`
    );
    assertEquals([changed, unusedValues], expected);
  };
  const plain = "static A: Cell<u32> = Cell::new(1);";
  check(plain, ["u32", "u64"], [["A: Cell<u32> → Cell<u64>"], []]);
  check(plain, ["new(1)", "new(2)"], [[], ["A"]]);
  check(plain, ["new(1)", "new( 1 )"], [[], []]);
  // It was optimised away, or cannot be changed.
  check("static B: u32 = 1;", ["u32", "u64"], [[], []]);
  const local = "thread_local! { static A: Cell<u8> = Cell::new(1); }";
  check(local, ["Cell<u8>", "Cell<u16>"], [
    ["A: Cell<u8> → Cell<u16>"],
    [],
  ]);
  check(local, ["new(1)", "new(2)"], [[], ["A"]]);
  // In two functions of one name, say.
  const twice = `fn a() { static A: u8 = 1; } fn b() { static A: u8 = 2; }`;
  check(twice, ["= 2", "= 3"], [[], ["A"]]);
  check(twice, ["static A: u8 = 1;", ""], [[], []]);
});

Deno.test("affected: what macros make within a function goes by their order", () => {
  const afresh = (text: string, from: string, to: string) => {
    const { startsAfresh } = judged(...edit(text, from, to));
    return ["SITE", "OWN"].map((name) => startsAfresh(symbol("f", name)));
  };
  const source = `fn f() { static OWN: u8 = 1; info!("a"); print!("b"); }
fn g() { info!("c"); }`;
  assertEquals(afresh(source, '"a"', '"x"'), [true, false]);
  assertEquals(afresh(source, 'info!("a");', ""), [true, false]);
  assertEquals(afresh(source, '"b"', '"x"'), [false, false]);
  assertEquals(afresh(source, '"c"', '"x"'), [false, false]);
});
