/** Judges real edits of files, as the session does. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { digest } from "../system/files.ts";
import { type Affected, findAffected } from "./affected.ts";
import { BuildState } from "./state/build_state.ts";
import { library } from "../build/testdata/units.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";

const parser = await loadRustParser();

/** Judges an edit of `leaf`, on which `mid` depends. */
async function judged(
  before: string,
  after: string,
  options: {
    shape?: "split" | "monolithic";
    isBinary?: boolean;
    /** What was noted of the saved file, if not its text. */
    noted?: string;
  } = {},
): Promise<Affected> {
  const folder = await Deno.makeTempDir();
  const leaf = library("leaf");
  const top = options.isBinary ? { ...leaf, crateTypes: ["bin"] } : leaf;
  try {
    const [file, other] = [join(folder, "leaf.rs"), join(folder, "mid.rs")];
    await Deno.writeTextFile(file, after);
    const graph = new UnitGraph([library("mid", "leaf"), top]);
    const files = new Map([["leaf", [file]], ["mid", [other]]]);
    const state = new BuildState(graph, files);
    for (const path of [file, other]) state.noteBase(path, "old");
    for (const unit of graph.order) {
      const objects = { paths: [], identity: unit.id, digests: new Map() };
      state.begin(unit)(files.get(unit.id) ?? [], objects);
    }
    state.note(file, options.noted ?? await digest(file));
    const texts: [string, string][] = [
      [file, before],
      [other, ""],
    ];
    const parsedFiles = new ParsedFiles(parser, texts);
    const base = { shape: options.shape ?? "split" } as const;
    return await findAffected({ state, parsedFiles, base });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** An edit that replaces one part of a text. */
function edit(text: string, from: string, to: string): [string, string] {
  assertEquals(text.split(from).length, 2);
  return [text, text.replace(from, to)];
}

Deno.test("judge: dependents are compiled when they can see the edit", async () => {
  const units = async (
    before: string,
    after: string,
    shape: "split" | "monolithic" = "split",
  ) => {
    const judgement = await judged(before, after, { shape });
    return judgement.units.map(({ id }) => id);
  };
  const quiet = edit("pub fn a() -> u8 { 1 }", "1", "2");
  const loud = edit("pub fn a() -> u8 { 1 }", "u8", "u16");
  assertEquals(await units(...quiet), ["leaf"]);
  assertEquals(await units(...loud), ["leaf", "mid"]);
  assertEquals(await units(...quiet, "monolithic"), ["leaf", "mid"]);
  assertEquals(await units("fn a() {}", "// why\nfn a() {}"), ["leaf"]);
  assertEquals(await units("fn a() {}", "fn a( {"), ["leaf", "mid"]);
});

Deno.test("judge: what is the same as before may not be what was noted", async () => {
  const noted = "a mistake that was mended just now";
  const { units, same } = await judged("fn a() {}", "fn a() {}", { noted });
  assertEquals([units.length, same.length], [2, 0]);
});

Deno.test("judge: the same code is nothing to do", async () => {
  const { units, same } = await judged("fn a() {}", "fn a() {} // why");
  assertEquals([units, same.length], [[], 1]);
});

Deno.test("judge: values that are kept must not be of a changed type", async () => {
  const types = `struct Point { x: u8 }
type Points = Vec<Point>;
struct Line { points: Points }
struct Other(u8);
`;
  const check = async (
    statics: string,
    expected: string[],
    isBinary: boolean,
  ) => {
    const edited = edit(types + statics, "x: u8", "x: u16");
    const { changedStatics } = await judged(...edited, { isBinary });
    assertEquals(
      changedStatics.map(({ name, of }) => `${name}: ${of}`),
      expected,
    );
  };
  const local = `thread_local! {
    static A: Cell<Option<Line>> = const { Cell::new(None) };
    static B: Cell<Other> = Cell::new(Other(1));
}`;
  await check(local, ["A: Line"], true);
  // Thread-locals of libraries start afresh.
  await check(local, [], false);
  const marked = "#[chaud::persist]\n/// Why.\nstatic C: Mutex<Point> = new();";
  await check(marked, ["C: Point"], false);
  await check("static C: Mutex<Point> = new();", [], true);
});
