import { assertEquals } from "@std/assert";
import { classify } from "../../analysis/classify.ts";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { describeUnit } from "../../build/rustc/unit.ts";
import {
  editedFunctions,
  includesSource,
  isAnnotated,
  whyUnfit,
} from "./function_edits.ts";

const parser = await loadRustParser();

/** The edit of a file. */
function edit(before: string, after: string, file = "/w/src/lib.rs") {
  using was = SourceTree.parse(parser, before);
  using is = SourceTree.parse(parser, after);
  const isNew = (name: string) => !before.includes(name);
  return { file, verdict: classify(was, is, isNew) };
}

/** Checks what is said to be more than a body; nothing for functions. */
function check(before: string, after: string, what?: string) {
  const edited = editedFunctions([edit(before, after)]);
  assertEquals(edited.kind === "edit" ? edited.what : undefined, what);
}

Deno.test("edited bodies are found, with their places", () => {
  const edited = editedFunctions([
    edit("fn a() { 1 }\nfn b() {}", "fn a() { 2 }\n\nfn b() { 3 }"),
    edit(
      "impl S {\n fn c() {}\n}",
      "impl S {\n fn c() { || 1; }\n}",
      "/w/c.rs",
    ),
  ]);
  assertEquals(edited, {
    kind: "functions",
    roots: new Map([
      ["/w/src/lib.rs", [{ name: "a", line: 1 }, { name: "b", line: 3 }]],
      ["/w/c.rs", [{ name: "c", line: 2 }]],
    ]),
    haveClosures: true,
  });
});

Deno.test("new functions that only edited ones call come with them", () => {
  const edited = editedFunctions([
    edit(
      "fn a() { 1 }\nimpl S {\n}",
      "fn a() { S::new_one() }\nimpl S {\n fn new_one() {}\n}",
    ),
  ]);
  assertEquals(edited, {
    kind: "functions",
    roots: new Map([["/w/src/lib.rs", [
      { name: "a", line: 1 },
      { name: "new_one", line: 3, isNew: true },
    ]]]),
    haveClosures: true,
  });
});

Deno.test("a comment beside an edited body is no matter", () => {
  check("fn a() { 1 }", "// a\nfn a() { 2 }");
});

Deno.test("what is more than bodies is named", () => {
  const file = "/w/src/lib.rs";
  check("fn a() {}", "// a\nfn a() {}", file);
  check("fn a() { 1 }", "fn a() -> u8 { 2 }", file);
  check("fn a<T>() { 1 }", "fn a<T>() { 2 }", file);
  check("async fn a() { 1 }", "async fn a() { 2 }", file);
  check("const fn a() { 1 }", "const fn a() { 2 }", file);
  check("#[inline] fn a() { 1 }", "#[inline] fn a() { 2 }", file);
  check("fn a() { 1 }", "fn a() { 2 } pub fn new_one() {}", file);
  check("fn a() { 1 }", "fn a() { 1 } fn new_one() {}", file);
  check("fn a() { 1 }", "fn a( { 2 }", file);
  check("fn a() { m!(1); }", "fn a() { m!(2); }", file);
  check("fn a() { fn b() {} }", "fn a() { fn b() {} fn c() {} }", "a::c");
});

Deno.test("what is no Rust is more than bodies", () => {
  const text = edit("fn a() { 1 }", "fn a() { 2 }", "/w/src/a.txt");
  assertEquals(editedFunctions([text]), { kind: "edit", what: "/w/src/a.txt" });
});

/** A unit whose call has more arguments, and perhaps no entries. */
function unit(more: string[], flags = ["-Zpatchable-function-entry=16,14"]) {
  const args = ["rustc", "--crate-name", "a", "src/lib.rs", "--out-dir", "o"];
  args.push("-C", "extra-filename=-1", ...more);
  return describeUnit({ args, env: {}, cwd: "/w", flags });
}

Deno.test("how a crate is compiled decides whether it is fit", () => {
  const usual = { shape: "split", inheritsStatics: true } as const;
  const lib = ["--crate-type", "lib"];
  const why = (more: string[], base = {}, flags?: string[]) =>
    whyUnfit(unit(more, flags), { ...usual, ...base })?.kind;
  assertEquals(why(lib), undefined);
  assertEquals(why(["--crate-type", "bin"]), undefined);
  assertEquals(why(lib, { shape: "monolithic" }), "monolithic");
  assertEquals(why(lib, { inheritsStatics: false }), "statics");
  assertEquals(why(lib, {}, []), "entries");
  assertEquals(why([...lib, "-C", "opt-level=1"]), "optimised");
  assertEquals(why([...lib, "-C", "lto"]), "optimised");
  assertEquals(why([...lib, "--crate-type", "cdylib"]), "crateType");
  assertEquals(why([...lib, "--test"]), "crateType");
  assertEquals(why([...lib, "--remap-path-prefix", "a=b"]), "remapped");
});

Deno.test("sources that would not mean the same are told", () => {
  assertEquals(isAnnotated("#[chaud::hot] fn a() {}"), true);
  assertEquals(isAnnotated("use chaud::persist;"), true);
  assertEquals(isAnnotated("fn hot() {}"), false);
  assertEquals(includesSource('include_str!("main.rs")'), true);
  assertEquals(includesSource('include_bytes!(concat!("a", ".rs"))'), true);
  assertEquals(includesSource('include_str!("a.txt"); "main.rs"'), false);
});
