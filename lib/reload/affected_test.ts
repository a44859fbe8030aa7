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
    others?: string;
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
      [other, options.others ?? ""],
    ];
    const parsedFiles = new ParsedFiles(parser, texts);
    const base = { shape: options.shape ?? "split" } as const;
    return await findAffected({ state, parsedFiles, base });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function check(
  [before, after]: [before: string, after: string],
  expected: { barriers?: string[]; except?: string[]; only?: string[] },
  others = "",
) {
  const { changes } = await judged(before, after, { others });
  const { barriers, except, only } = changes;
  const found = {
    barriers: barriers.map((path) => path.replace(/.*\//, "")),
    except: [...except],
    only: only && [...only].toSorted(),
  };
  const none = { barriers: [], except: [], only: undefined };
  assertEquals(found, { ...none, ...expected }, `${before} → ${after}`);
}

/** An edit that replaces one part of a text. */
function edit(text: string, from: string, to: string): [string, string] {
  assertEquals(text.split(from).length, 2);
  return [text, text.replace(from, to)];
}

Deno.test("judge: bodies, additions and comments forbid nothing", async () => {
  await check(edit("fn a() -> u8 { 1 }", "1", "2"), {});
  await check(["fn a() {}", "fn a() {}\nfn b() {}\nstruct T;"], {});
  await check(["fn a() {}", "// why\nfn a() {}"], {});
  await check(edit("fn a<T>(_: T) -> u8 { 1 }", "1", "2"), {});
});

Deno.test("judge: another type, trait or macro is a barrier", async () => {
  await check(edit("struct T { x: u8 }", "u8", "u16"), { barriers: ["T"] });
  await check(edit("enum T { A, B }", ", B", ""), { barriers: ["T"] });
  await check(edit("type T = u8;", "u8", "u16"), { barriers: ["T"] });
  await check(["struct T;", ""], { barriers: ["T"] });
  await check(
    edit("trait T { fn a(&self); fn b(&self); }", "fn a(&self); ", ""),
    { barriers: ["T"] },
  );
  await check([
    "trait T { fn a(&self); }",
    "trait T { fn a(&self); fn b(&self); }",
  ], {
    barriers: ["T"],
  });
  await check(
    [
      "trait T { fn a(&self); fn b(&self); }",
      "trait T { fn b(&self); fn a(&self); }",
    ],
    { barriers: ["T"] },
  );
  await check(["trait T { fn a(&self); }", "trait T: U { fn a(&self); }"], {
    barriers: ["T"],
  });
  await check(edit("trait T { fn a(&self) -> u8 { 1 } }", "1", "2"), {});
  await check(["fn a() {}", "trait T { fn b(&self); }\nfn a() {}"], {});
  await check(edit("m! { 1 }", "1", "2"), { barriers: ["m!"] });
  await check(edit("fn a() { struct T(u8); }", "u8", "u16"), {
    barriers: ["a::T"],
  });
});

Deno.test("judge: a macro is a barrier if it may be part of a type", async () => {
  const text = "macro_rules! m { () => { 1 } }\nfn a() -> u8 { m!() }\n";
  const other = edit(text, "{ 1 }", "{ 2 }");
  await check(other, {});
  for (
    const others of [
      "struct T([u8; m!()]);",
      "fn b(_: m!()) {}",
      "const N: usize = m!();",
      "async fn b() {}",
      "macro_rules! n { () => { m!() } }",
    ]
  ) await check(other, { barriers: ["m"] }, others);
  for (const made of ["struct T(u8);", "fn b() {}", "|x| x", "mod b {}"]) {
    await check(edit(text, "{ 1 }", `{ ${made} }`), { barriers: ["m"] });
  }
});

Deno.test("judge: a macro as a statement may define types of its function only", async () => {
  await check(edit("fn a() { note!(1); b() }\nfn b<T>() {}", "1", "2"), {
    only: ["a"],
  });
  await check(
    edit("#[route] fn a() { note!(1); b() }\nfn b<T>() {}", "1", "2"),
    { barriers: ["#[route]"] },
  );
});

Deno.test("judge: derives do not lay a type out in another way", async () => {
  const text = "#[derive(Debug)]\nstruct T { x: u8 }";
  await check(edit(text, "Debug", "Debug, Clone"), {});
  await check(edit(text, "#[derive(Debug)]\n", ""), {});
  await check(edit(text, "#[derive(Debug)]", "#[repr(C)]"), {
    barriers: ["T"],
  });
  await check(edit(text, "Debug", "Deserialize"), { barriers: ["T"] });
  await check([text, text.replace("Debug", "Clone").replace("u8", "u16")], {
    barriers: ["T"],
  });
});

Deno.test("judge: a number that may be part of a type is a barrier", async () => {
  await check(edit("const N: usize = 1;", "1", "2"), { barriers: ["N"] });
  await check(edit("const N: u32 = 1;", "1", "2"), {});
  await check(edit('const N: &str = "a";', "a", "b"), {});
  await check(edit("static N: usize = 1;", "1", "2"), {});
  for (const use of ["[u8; N as usize]", "Table<3, { N }>", "Table<N>"]) {
    const others = `struct T(${use});`;
    await check(
      edit("const N: u8 = 1;", "1", "2"),
      { barriers: ["N"] },
      others,
    );
  }
  const others = "const M: usize = N as usize * 2;";
  await check(edit("const N: u8 = 1;", "1", "2"), { barriers: ["N"] }, others);
  await check(edit("const fn n() -> usize { 1 }", "1", "2"), {
    barriers: ["n"],
  });
  await check(edit("const fn n() -> Table { t(1) }", "1", "2"), {});
});

Deno.test("judge: a name that means something else is a barrier", async () => {
  const both = "use a::T;\nstruct S(T);";
  await check(edit(both, "a::T", "b::T"), { barriers: ["T"] });
  await check(edit(both, "a::T", "b::U as T"), { barriers: ["T"] });
  await check(edit(both, "use a::T;\n", ""), { barriers: ["T"] });
  await check(["struct S(T);", "use b::T;\nstruct S(T);"], { barriers: ["T"] });
  await check(edit(both, "a::T", "a::{T, U}"), {});
  await check(["fn a() {}", "use a::Write as _;\nfn a() {}"], {});
  await check(["fn a() {}", "use std::fmt;\nfn a() {}"], {});
});

Deno.test("judge: what only a body tells is excepted, and what may hold it", async () => {
  const text = `async fn a() -> u8 { 1 }
fn plain() {}
fn run<F>(f: F) {}
impl<T> S<T> { fn held(self) {} }
trait Make { fn made(&self) {} }
fn any(_: impl Sized) {}
fn opaque() -> impl Sized {}
fn clone() {}
macro_rules! m { () => { fn made_too() {} } }
fn made_too() {}`;
  await check(edit(text, "1", "2"), { except: ["a"], only: ["plain"] });
  await check(edit("fn a() -> impl Sized { 1 }\nfn b() {}", "1", "2"), {
    except: ["a"],
    only: ["b"],
  });
  const closure = "fn a() { run(|x| x + 1) }\nfn run<F>(_: F) {}\nfn b() { 0 }";
  await check(edit(closure, "1", "2"), { only: ["a", "b"] });
  await check(edit(closure, "0", "9"), {});
});

Deno.test("judge: another signature matters where a future may hold its values", async () => {
  const text = "fn a() -> u8 { 1 }";
  const { changes } = await judged(...edit(text, "u8", "u16"));
  assertEquals([...changes.resigned], ["a"]);
  await check(edit(text, "u8", "u16"), {});
  await check(edit(text, "u8", "u16"), { only: ["a"] }, "async fn b() {}");
  await check(edit(text, "fn a", "#[track_caller] fn a"), { except: ["a"] });
});

Deno.test("judge: what cannot be judged is a barrier", async () => {
  await check(["fn a() {}", "fn a( {"], { barriers: ["leaf.rs"] });
});

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
