/** What an edit means for types elsewhere, where only a name connects the two. */

import { assertEquals } from "@std/assert";
import { abiChanges } from "./abi_changes.ts";
import { loadRustParser } from "./grammar.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** Checks which types an edit, written as `text «old→new» text`, may change. */
function check(marked: string, changed: string[], others = "") {
  Deno.test(`${marked} changes [${changed}] | ${others}`, () => {
    const side = (pick: string) => marked.replace(/«([^→»]*)→([^»]*)»/g, pick);
    for (const [before, after] of [["$1", "$2"], ["$2", "$1"]] as const) {
      const texts: [string, string][] = [
        ["leaf.rs", side(before)],
        ["mid.rs", others],
      ];
      const sources = new ParsedFiles(parser, texts);
      const verdict = sources.judge("leaf.rs", side(after));
      const edits = [{ file: "leaf.rs", verdict }];
      const { changedTypes } = abiChanges(edits, sources);
      assertEquals(
        changedTypes.toSorted(),
        changed,
        `${side(before)} → ${side(after)}`,
      );
    }
  });
}

const CONST = "const N: usize = «1→2»;";
for (
  const use of [
    "struct T([u8; N]);",
    "struct T([u8; N as usize]);",
    "struct T([u8; a::N]);",
    "struct T([u8; Self::N + 1]);",
    "struct T(Table<3, { N }>);",
    "fn a(_: Table<N>) {}",
    "fn a() { b([0u8; N]) }",
    "fn a() { b::<N>() }",
    "enum E { A = N }",
    "const M: usize = N * 2;",
    "impl Tr for S { const M: usize = a::N; }",
    "const fn m() -> usize { N }",
    "struct T<const M: usize = N>;",
    "use a::N as M;",
    "#[bits(N)] struct T;",
    "table! { [u8; N] }",
    "fn a() { table!(let x: [u8; N]) }",
    "fn a() { table!(Table<N>) }",
    "macro_rules! m { () => { struct T([u8; N]); } }",
  ]
) check(CONST, ["N"], use);
for (
  const use of [
    "",
    "fn a() -> usize { N }",
    "fn a() { b(N); let x: usize = N; N..3; x[N] }",
    '// [u8; N]\nfn a() { b("[u8; N]") }',
    "struct T([u8; M_N]);",
    'fn a() { println!("{}", N); vec![0; N]; }',
    "macro_rules! m { () => { N } }",
    "use a::N;",
  ]
) check(CONST, [], use);
check('const N: &str = "«a→b»";', [], "struct T([u8; M]);");
check("const N: Size = Size(«1→2»);", ["N"], "struct T([u8; N.0]);");
check("static N: usize = «1→2»;", ["N"], "const M: usize = N;");
check("static N: usize = «1→2»;", [], "fn a() -> usize { N }");
check("const r#N: u8 = «1→2»;", ["r#N"], "struct T([u8; N]);");
check("const _: () = check(«1→2»);", [], "fn a() -> Vec<_> {}");
check("const _: () = { struct T(«u8→u16»); };", ["_"]);
check("const fn n() -> usize { «1→2» }", ["n"], "struct T([u8; n()]);");
check("const fn n() -> Table { t(«1→2») }", [], "fn a() { n(); }");

check("use a::«x→y»;", []);
check("use a::«T→U»; struct S(T, U);", ["T", "U"]);
check("use «a→b»::T; struct S(T);", ["T"]);
check("use {x::y, «a→b»::{c::{self}, T}}; struct S(T);", ["T", "c"]);
check("use a::T«→ as T»; struct S(T);", []);
check("use a::«T→U as T»; struct S(T);", ["T"]);
check("«→use a::T;» struct S(T);", ["T"]);
check("«→use a::T;» fn b() { a::T; x.T; T! {} }", ["T"]);
check("«→use a::T;» fn b() { a::T; x.T; c!(a::T, x.T) }", []);
check("«→use a::T;» fn b() { c!(T) }", ["T"]);
check("use a::{T«→, U»}; struct S(T);", []);
check("«→use a::Write as _;» fn b() {}", []);
check("«→use std::fmt;» fn b() {}", []);
check("use a::r#«x→y» as T; struct S(T);", ["T"]);
check("extern crate «a→b» as c; struct S(c::T);", ["c"]);
check("#[cfg(«a→b»)] use a::T; struct S(T);", ["T"]);
check("fn f<X>() { use a::«T→U as T»; struct S(T); }", ["T"]);
check("mod a { use x::«T→U as T»; struct S(T); } use y::T;", ["T"]);
check("use a::T; use b::T; «→use c::x;» struct S(T);", []);
check("use a::T; «→/* use b::T; */» struct S(T);", []);

// An item hides what is imported with everything else.
check("use a::*; «→const T: u8 = 1;» fn f() -> [u8; T] {}", ["T"]);
check("use a::*; «→const T: u8 = 1;» fn f() {}", []);

// What is imported with everything hides the prelude.
check("«→use std::collections::*;» struct S(Vec<u8>);", []);
check("«→use std::fmt::*;» struct S(Vec<u8>);", []);
check("«→use std::fmt::*;» type R = Result;", ["Result"]);
check("use std::io::Result; «→use std::fmt::*;» type R = Result;", []);
check("«→pub use x::*;» struct S(Vec<u8>);", []);
check("«→pub use x::*;» type R = Result<u8, u8>;", ["Result"]);
check("«→pub use crate::x::*;» struct S(Vec<u8>);", []);
check(
  "«→use crate::x::*;» struct S(Vec<u8>);",
  ["Vec"],
  "pub struct Vec<T>(T);",
);
check(
  "«→use crate::x::*;» struct S(Vec<u8>);",
  ["Vec"],
  "pub use a::B as Vec;",
);
check("use std::fmt::*; use std::io::«*→Read»;", []);

const MACRO = "macro_rules! m { () => { «1→2» } }";
for (
  const use of [
    "struct T([u8; m!()]);",
    "fn b(_: m!()) {}",
    "fn b() -> m!() {}",
    "fn b() -> Vec<m!()> {}",
    "fn b() { let c: &m!() = d; }",
    "const N: usize = m!();",
    "static N: m!() = 1;",
    "impl m!() {}",
    "crate::m! {}",
    "m!();",
    "mod b { m!(); }",
    "async fn b() {}",
    "fn b() { c(async { 1 }) }",
    "fn b() -> impl Sized {}",
    "macro_rules! n { () => { m!() } }",
    "table! { x: m!() }",
    "fn b() { table!([u8; m!()]) }",
  ]
) check(MACRO, ["m"], use);
for (
  const use of [
    "",
    "fn b() -> u8 { m!() }",
    "fn b() { let c: u8 = m!(); [m!(); 3]; }",
    'fn b() { println!("{}", m!()) }',
    "// async fn b() -> impl Sized { [u8; m!()] }",
    'const B: &str = "m!() async -> impl T";',
    "use crate::m;",
    "fn b(_: impl Sized) { m!() }",
  ]
) check(MACRO, [], use);
check("fn f() { macro_rules! m { () => { «1→2» } } m!() }", []);
check("macro_rules! m { () => { «1→2» } } macro_rules! m { () => {} }", ["m"]);
for (
  const made of ["struct T(u8);", "fn b() {}", "|x| x", "|| 1", "mod b {}"]
) check(`macro_rules! m { () => { «1→${made}» } }`, ["m"]);
check('macro_rules! m { () => { b("«1→struct»") } }', []);

/** Items whose names would be patterns, if text were taken for one. */
const ODD = [
  "use std::fmt::*;",
  "pub use x::*;",
  "use {a, b};",
  "use a::{self, b as _, c::*};",
  "use r#fn::r#type as r#mod;",
  "impl Tr for fn(String) {}",
  "impl Tr for [u8; 3] {}",
  "impl Tr for *const u8 {}",
  "impl Tr for (A, B) {}",
  "impl Tr for dyn Fn(u8) -> u8 + Send {}",
  "impl<'a, T> Tr for &'a mut [T] {}",
  'impl S<{ "a|b(" }> {}',
  "impl Tr for Vec<Option<(u8, fn(&str) -> !)>> {}",
  "impl !Send for A {}",
  "mod r#match {}",
  "trait r#Tr {}",
  "fn r#fn() {}",
  "static mut r#S: u8 = 1;",
  "struct r#struct;",
  "const _: () = ();",
  'extern "C" {}',
  "extern crate a as _;",
  "(?<x>!);",
  "m! { (?<x>[) }",
];
for (const item of ODD) {
  Deno.test(`an odd item can come, change and go: ${item}`, () => {
    const changed = item.replace(/\{(?=[^{]*$)/, "{ /* c */ fn f() {} ");
    const texts = ["fn a() {}", `fn a() {}\n${item}`, `fn a() {}\n${changed}`];
    for (const before of texts) {
      for (const after of texts) {
        const sources = new ParsedFiles(parser, [["leaf.rs", before]]);
        const verdict = sources.judge("leaf.rs", after);
        abiChanges([{ file: "leaf.rs", verdict }], sources);
      }
    }
  });
}
