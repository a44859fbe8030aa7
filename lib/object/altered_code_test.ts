/** Tells functions with other code, and those whose address is taken, in what the real compiler writes. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { succeed } from "../../tests/harness/process_tree.ts";
import { alteredFunctions } from "./altered_code.ts";
import { ownName } from "./demangle/own_name.ts";
import { Elf } from "./elf.ts";
import { functionPointers } from "./function_pointers.ts";

async function compile(source: string, ...flags: string[]): Promise<Elf> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "lib.rs"), source);
    await succeed({
      program: "rustc",
      args: ["--edition=2024", "--crate-type=lib", "--crate-name=demo"].concat(
        ["--emit=obj=demo.o", "-Ccodegen-units=1", "-Clink-dead-code"],
        ["-Zplt=yes", "-Csymbol-mangling-version=legacy"],
        ["-Zunstable-options", "lib.rs", ...flags],
      ),
      env: { RUSTC_BOOTSTRAP: "1" },
      cwd: folder,
    });
    return new Elf(await Deno.readFile(join(folder, "demo.o")));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SOURCE = `
const LIMIT: u32 = 3;
const TABLE: [fn() -> u32; 2] = [one, two];
fn one() -> u32 { 1 }
fn two() -> u32 { 2 }
#[inline(always)]
fn small() -> u32 { 10 }
pub fn limit() -> u32 { LIMIT }
pub fn table() -> u32 { TABLE.iter().map(|each| each()).sum() }
pub fn inlines() -> u32 { small() }
pub fn calls() -> u32 { one() }
pub fn text() -> &'static str { "some text" }
pub fn number() -> f64 { std::hint::black_box(1.5) }
pub fn panics(list: &[u32]) -> u32 { list[7] }
pub fn line() -> u32 { std::hint::black_box(&(line!(), 7)).0 }
pub fn choose(n: u32) -> u32 { match n { 0 => 7, 1 => 9, 2 => 1, 3 => 4, 4 => 8, _ => 0 } }
pub fn generic<T: Default>() -> T { T::default() }
pub fn instances() -> (u8, u16) { (generic(), generic()) }
pub fn again(n: u32) -> u32 { if n == 0 { 0 } else { again(n - 1) } }
`;

/** What is altered by some replacements: its own name, in brackets if only by constants. */
async function altered(
  replacements: readonly [from: string, to: string][],
  ...flags: string[]
): Promise<string[]> {
  let source = SOURCE;
  for (const [from, to] of replacements) source = source.replace(from, to);
  const [before, after] = await Promise.all(
    [SOURCE, source].map((text) => compile(text, ...flags)),
  );
  if (!before || !after) return [];
  return alteredFunctions(before, after, () => true)
    .map(({ symbol, byConstants }) =>
      byConstants ? `(${ownName(symbol)})` : ownName(symbol)
    ).filter((name) => /\w/.test(name)).sort();
}

Deno.test("altered code: the same sources are the same code", async () => {
  assertEquals(await altered([]), []);
  assertEquals(await altered([], "-Copt-level=3"), []);
});

Deno.test("altered code: what lies at other lines is the same code", async () => {
  const moved: [string, string][] = [["pub fn text", "\n\npub fn text"]];
  assertEquals(await altered(moved), ["(line)"]);
  assertEquals(await altered(moved, "-Copt-level=3"), ["(line)"]);
});

Deno.test("altered code: constants, tables, and what is inlined", async () => {
  assertEquals(await altered([["= 3;", "= 4;"]]), ["limit"]);
  assertEquals(await altered([["[one, two]", "[two, one]"]]), ["(table)"]);
  assertEquals(await altered([["{ 10 }", "{ 11 }"]]), ["inlines", "small"]);
  // It is called.
  assertEquals(await altered([["{ 1 }", "{ 111 }"]]), ["one"]);
  assertEquals(await altered([["some text", "same size"]]), ["(text)"]);
  assertEquals(await altered([["1.5", "2.5"]]), ["(number)"]);
  assertEquals(await altered([["3 => 4", "3 => 5"]]), ["choose"]);
});

Deno.test("altered code: more impls are no reason, other callees are", async () => {
  const another = "pub struct A; impl A { pub fn a(&self) {} }\npub fn one";
  assertEquals(await altered([["fn one", another]]), ["(line)"]);
  assertEquals(await altered([["{ one() }", "{ two() }"]]), ["calls"]);
  assertEquals(await altered([["(u8, u16)", "(u8, u32)"]]), ["instances"]);
});

Deno.test("function pointers: tables, trait objects and callbacks, not calls", async () => {
  const source = `
pub trait Shape { fn area(&self) -> u32; fn called(&self) -> u32; }
pub struct Square;
pub struct Plain;
impl Shape for Square { fn area(&self) -> u32 { 1 } fn called(&self) -> u32 { 2 } }
impl Plain { #[inline(never)] pub fn own(&self) -> u32 { 3 } }
pub fn boxed() -> Box<dyn Shape> { Box::new(Square) }
#[inline(never)] pub fn in_table() -> u32 { 4 }
#[inline(never)] pub fn in_static() -> u32 { 5 }
#[inline(never)] pub fn callback() -> u32 { 6 }
#[inline(never)] pub fn called() -> u32 { 7 }
pub static TABLE: [fn() -> u32; 1] = [in_static];
pub fn table() -> &'static [fn() -> u32] { &[in_table] }
pub fn gives() -> fn() -> u32 { callback }
pub fn calls() -> u32 { called() + Plain.own() }
`;
  for (const flags of [[], ["-Copt-level=3"]]) {
    const elf = await compile(source, ...flags);
    const names = [...functionPointers(elf)].map(ownName)
      .filter((name) => /^(?:area|called|own|in_|callback|calls)/.test(name));
    const expected = ["area", "callback", "called", "in_static", "in_table"];
    assertEquals(names.sort(), expected, `${flags}`);
  }
});
