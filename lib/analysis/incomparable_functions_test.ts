/** Which functions may have other code, as far as the sources tell. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "./grammar.ts";
import { incomparableFunctions } from "./incomparable_functions.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** Checks what may have other code after an edit of another file of the program. */
function check(
  expected: string | undefined,
  main: string,
  [before, after]: [before: string, after: string],
  isPlain = true,
) {
  Deno.test(`${expected}: ${main} | ${before} -> ${after}`, () => {
    const sources = new ParsedFiles(parser, [
      ["main.rs", main],
      ["leaf.rs", before],
    ]);
    const verdict = sources.judge("leaf.rs", after);
    const files = ["main.rs", "leaf.rs"];
    const found = incomparableFunctions([verdict], sources, isPlain)(files);
    const shown = found && `${found.item.path}: ${found.version}`;
    assertEquals(shown, expected);
  });
}

const CONST: [string, string] = [
  "pub const A: u8 = 1;",
  "pub const A: u8 = 2;",
];
check("main: running", "fn main() { A }", CONST);
const CALLER = "fn main() { loop { f() } } fn f() { A }";
check(undefined, CALLER, CONST);
check("main: running", CALLER, CONST, false);
check("f: once", "fn main() { f() } fn f() { A }", CONST);
check("serve: endless", "fn main() {} fn serve() { loop { A } }", CONST);
check("main: running", "const B: u8 = A; fn main() { B }", CONST);
check(
  "main: running",
  "const fn b() -> u8 { A } fn main() { loop { b() } }",
  CONST,
);
check(
  "main: running",
  "fn main() { b!() } macro_rules! b { () => { A } }",
  CONST,
);
check(undefined, "fn main() { B } const B: u8 = 3;", CONST);

// What callers have in themselves, and what they call.
const body = (head: string): [string, string] => [
  `${head} f() -> u8 { 1 }`,
  `${head} f() -> u8 { 2 }`,
];
check(undefined, "fn main() { f() }", body("fn"));
check("main: running", "fn main() { f() }", body("fn"), false);
check("main: running", "fn main() { f() }", body("const fn"));
check("main: running", "fn main() { f() }", body("#[inline(always)] pub fn"));
check("main: running", "fn main() { g() }", ["mod a;", "mod a; pub fn g() {}"]);
check("main: running", "fn main() { x::g() }", [
  "pub use a::g;",
  "pub use b::g;",
]);
check("main: running", "fn main() { 1 }", ["use a::*;", "use b::*;"]);

// What was edited itself is judged elsewhere.
check(undefined, "fn other() {}", ["fn main() { A }", "fn main() { B }"]);
