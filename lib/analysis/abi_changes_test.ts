/** What real edits of files forbid to redirect. */

import { assertEquals } from "@std/assert";
import { type AbiChanges, abiChanges } from "./abi_changes.ts";
import { loadRustParser } from "./grammar.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** What an edit of one of two files forbids. */
function changesOf(before: string, after: string, others = ""): AbiChanges {
  const texts: [string, string][] = [["leaf.rs", before], ["mid.rs", others]];
  const sources = new ParsedFiles(parser, texts);
  const verdict = sources.judge("leaf.rs", after);
  return abiChanges([{ file: "leaf.rs", verdict }], sources);
}

function check(
  [before, after]: [before: string, after: string],
  expected: {
    changedTypes?: string[];
    changedLayouts?: string[];
    safeOnly?: string[];
  },
  others = "",
) {
  const { changedTypes, changedLayouts, safeOnly } = changesOf(
    before,
    after,
    others,
  );
  const found = {
    changedTypes,
    changedLayouts: [...changedLayouts],
    safeOnly: safeOnly && [...safeOnly].toSorted(),
  };
  const none = { changedTypes: [], changedLayouts: [], safeOnly: undefined };
  assertEquals(found, { ...none, ...expected }, `${before} → ${after}`);
}

/** An edit that replaces one part of a text. */
function edit(text: string, from: string, to: string): [string, string] {
  assertEquals(text.split(from).length, 2);
  return [text, text.replace(from, to)];
}

Deno.test("abi: bodies, additions and comments forbid nothing", () => {
  check(edit("fn a() -> u8 { 1 }", "1", "2"), {});
  check(["fn a() {}", "fn a() {}\nfn b() {}\nstruct T;"], {});
  check(["fn a() {}", "// why\nfn a() {}"], {});
  check(edit("fn a<T>(_: T) -> u8 { 1 }", "1", "2"), {});
});

Deno.test("abi: another type, trait or macro is a barrier", () => {
  check(edit("struct T { x: u8 }", "u8", "u16"), { changedTypes: ["T"] });
  check(edit("enum T { A, B }", ", B", ""), { changedTypes: ["T"] });
  check(edit("type T = u8;", "u8", "u16"), { changedTypes: ["T"] });
  check(["struct T;", ""], { changedTypes: ["T"] });
  check(
    edit("trait T { fn a(&self); fn b(&self); }", "fn a(&self); ", ""),
    { changedTypes: ["T"] },
  );
  check([
    "trait T { fn a(&self); }",
    "trait T { fn a(&self); fn b(&self); }",
  ], {
    changedTypes: ["T"],
  });
  check(
    [
      "trait T { fn a(&self); fn b(&self); }",
      "trait T { fn b(&self); fn a(&self); }",
    ],
    { changedTypes: ["T"] },
  );
  check(["trait T { fn a(&self); }", "trait T: U { fn a(&self); }"], {
    changedTypes: ["T"],
  });
  check(edit("trait T { fn a(&self) -> u8 { 1 } }", "1", "2"), {});
  check(["fn a() {}", "trait T { fn b(&self); }\nfn a() {}"], {});
  check(edit("m! { 1 }", "1", "2"), { changedTypes: ["m!"] });
  check(edit("fn a() { struct T(u8); }", "u8", "u16"), {
    changedTypes: ["a::T"],
  });
});

Deno.test("abi: a macro is a barrier if it may be part of a type", () => {
  const text = "macro_rules! m { () => { 1 } }\nfn a() -> u8 { m!() }\n";
  const other = edit(text, "{ 1 }", "{ 2 }");
  check(other, {});
  for (
    const others of [
      "struct T([u8; m!()]);",
      "fn b(_: m!()) {}",
      "const N: usize = m!();",
      "async fn b() {}",
      "macro_rules! n { () => { m!() } }",
    ]
  ) check(other, { changedTypes: ["m"] }, others);
  for (const made of ["struct T(u8);", "fn b() {}", "|x| x", "mod b {}"]) {
    check(edit(text, "{ 1 }", `{ ${made} }`), { changedTypes: ["m"] });
  }
});

Deno.test("abi: a macro as a statement may define types of its function only", () => {
  check(edit("fn a() { note!(1); b() }\nfn b<T>() {}", "1", "2"), {
    safeOnly: ["a"],
  });
  check(
    edit("#[route] fn a() { note!(1); b() }\nfn b<T>() {}", "1", "2"),
    { changedTypes: ["#[route]"] },
  );
});

Deno.test("abi: a type inside a function of any kind is a barrier", () => {
  for (
    const head of [
      "fn a<T>()",
      "async fn a()",
      "#[inline] fn a()",
      "fn a(_: u8)",
    ]
  ) {
    const changes = changesOf(
      ...edit(`${head} { struct S(u16); }`, "u16", "u32"),
    );
    assertEquals(changes.changedTypes, ["a::S"], head);
  }
  const generic = "fn a<T>() { note!(1); b() }\nfn b<T>() {}\nfn c() {}";
  check(edit(generic, "1", "2"), { safeOnly: ["c"] });
});

Deno.test("abi: an attribute that may be a macro may make anything, whatever its name", () => {
  for (
    const name of [
      "route",
      "no_item_that",
      "the::statement",
      "unknown_attribute",
      "macro_in_its",
      "r#may_read",
    ]
  ) {
    const changedTypes = [`#[${name}]`];
    const text = `#[${name}(3)] fn a() { note!(1); b() }\nfn b<T>() {}`;
    check(edit(text, "1", "2"), { changedTypes });
    const other = { changedTypes, changedLayouts: ["a"] };
    check(edit(text, "3", "4"), other);
    check(edit(text, "(3)", ""), other);
    check(edit(text, `#[${name}(3)] `, ""), other);
    const both = `fn z() { note!(7); }\n${text}\nfn d() {}`;
    check([both, both.replace("7", "8").replace("1", "2")], {
      changedTypes,
      safeOnly: ["a", "d", "z"],
    });
    const local = `fn a() { ${name}!(1); }\nfn b<T>() {}`;
    check(edit(local, "1", "2"), { safeOnly: ["a"] });
  }
});

Deno.test("abi: another attribute hides no other change", () => {
  const text = "#[allow(dead_code)] impl S { fn a() -> u8 { 1 } }";
  const changes = changesOf(text, "impl S { fn a() -> u16 { 1 } }");
  assertEquals([...changes.changedSignatures], ["a"]);
  assertEquals(changes.changedTypes, []);
});

Deno.test("abi: derives do not lay a type out in another way", () => {
  const text = "#[derive(Debug)]\nstruct T { x: u8 }";
  check(edit(text, "Debug", "Debug, Clone"), {});
  check(edit(text, "#[derive(Debug)]\n", ""), {});
  check(edit(text, "#[derive(Debug)]", "#[repr(C)]"), {
    changedTypes: ["T"],
  });
  check(edit(text, "Debug", "Deserialize"), { changedTypes: ["T"] });
  check([text, text.replace("Debug", "Clone").replace("u8", "u16")], {
    changedTypes: ["T"],
  });
});

Deno.test("abi: what only a body tells is excepted, and what may hold it", () => {
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
  check(edit(text, "1", "2"), {
    changedLayouts: ["a"],
    safeOnly: ["plain"],
  });
  check(edit("fn a() -> impl Sized { 1 }\nfn b() {}", "1", "2"), {
    changedLayouts: ["a"],
    safeOnly: ["b"],
  });
  const closure = "fn a() { run(|x| x + 1) }\nfn run<F>(_: F) {}\nfn b() { 0 }";
  check(edit(closure, "1", "2"), { safeOnly: ["a", "b"] });
  check(edit(closure, "0", "9"), {});
});

Deno.test("abi: another signature matters where a future may hold its values", () => {
  const text = "fn a() -> u8 { 1 }";
  const changes = changesOf(...edit(text, "u8", "u16"));
  assertEquals([...changes.changedSignatures], ["a"]);
  check(edit(text, "u8", "u16"), {});
  check(edit(text, "u8", "u16"), { safeOnly: ["a"] }, "async fn b() {}");
  check(edit(text, "fn a", "#[track_caller] fn a"), {
    changedLayouts: ["a"],
  });
});

Deno.test("abi: what cannot be judged is a barrier", () => {
  check(["fn a() {}", "fn a( {"], { changedTypes: ["leaf.rs"] });
});
