import { assertEquals } from "@std/assert";
import { loadRustParser } from "./grammar.ts";
import { callersIn, mayBeRunBy } from "./running_callers.ts";
import { SourceTree } from "./source_tree.ts";

const parser = await loadRustParser();

function check(expected: boolean, ...texts: string[]) {
  const sources = texts.map((text) => SourceTree.parse(parser, text));
  Deno.test(`running callers: ${texts.join(" ")}`, () => {
    assertEquals(mayBeRunBy("f", sources.flatMap(callersIn)), expected);
    for (const source of sources) source.free();
  });
}

check(false, "fn f() {}");
check(false, "fn f() {} pub fn g() { f() }");
check(true, "fn f() {} pub fn g() { loop { f() } }");
check(true, "fn f() {} fn g() { while on() { f() } }");
check(true, "fn f() {} fn g() { for x in all { f(x) } }");
check(true, "fn f() {} fn main() { f() }");
check(true, "fn f() {} fn g() { f() }", "fn h() { spawn(|| loop { g() }) }");
check(false, "fn f() {} fn g() { f() }", "fn h() { loop { other() } }");
check(true, "fn f() {} impl T { fn run(&self) { loop { T::f() } } }");
check(true, 'fn f() {} fn g() { loop { println!("{}", f()) } }');
check(true, "fn f() {} trait T { fn run(&self) { loop { f() } } }");
// What it does itself ends with it, or is told otherwise.
check(false, "fn f() { loop { step() } } fn g() { f() }");
check(false, "fn f() { f() }");
