import { assertEquals } from "@std/assert";
import { classify } from "./classify.ts";
import { loadRustParser } from "./grammar.ts";
import { SourceTree } from "./source_tree.ts";
import type { Kind } from "./verdict.ts";

const parser = await loadRustParser();

/** Checks what adding something to a file comes to. */
function check(before: string, added: string, kind: Kind) {
  using was = SourceTree.parse(parser, before.replace("@", ""));
  using is = SourceTree.parse(parser, before.replace("@", added));
  const isNew = (name: string) => !before.includes(name);
  assertEquals(classify(was, is, isNew).kind, kind);
  assertEquals(classify(was, is).kind, "interface");
}

Deno.test("a new private function is seen by nobody", () => {
  check("fn a() {}\n@", "fn b() {}", "bodies");
  check("fn a() {}\n@", "/// b\n#[inline] unsafe fn b<T>() {}", "bodies");
  check("impl S { fn a() {} @ }", "const fn b(&self) -> u8 { 1 }", "bodies");
  check("mod m { fn a() {} @ }", "async fn b() {}", "bodies");
});

Deno.test("one that others can see, or that gives a name another meaning, is", () => {
  check("fn a() {}\n@", "pub fn b() {}", "interface");
  check("fn a() {}\n@", "pub(crate) fn b() {}", "interface");
  check("fn a() {}\n@", "#[no_mangle] fn b() {}", "interface");
  check("fn a() {}\n@", "fn b() { impl S { pub fn c() {} } }", "interface");
  check("use x::*; fn a() { b() }\n@", "fn b() {}", "interface");
  check("impl T for S { fn a() {} @ }", "fn b() {}", "interface");
  check("trait T { fn a(); @ }", "fn b() {}", "interface");
  check("impl<T> S<T> { fn a() {} @ }", "fn b() {}", "interface");
  check("fn a() {}\n@", "const B: u8 = 1;", "interface");
});
