/** Finds the tests that an edit can reach, in what the real compiler writes. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { succeed } from "../../tests/harness/process_tree.ts";
import { Elf } from "./elf.ts";
import { readObjectCode } from "./object_code.ts";
import {
  bothChanges,
  codeChanges,
  type CrateCode,
  crateCode,
  reachedTests,
} from "./reach.ts";

const SHAPES = `
pub trait Shape { fn area(&self) -> u32; fn name(&self) -> &str { "shape" } }
pub struct Square(pub u32);
impl Shape for Square { fn area(&self) -> u32 { self.0 * self.0 } }
pub struct Line;
impl Shape for Line { fn area(&self) -> u32 { 0 } }
pub static LIMIT: u32 = 10;
fn add(a: u32) -> u32 { a + 1 }
fn sub(a: u32) -> u32 { a - 1 }
pub static TABLE: [fn(u32) -> u32; 2] = [add, sub];
pub struct Noisy;
impl Drop for Noisy { fn drop(&mut self) { assert!(LIMIT > 1); } }
pub fn twice<T: std::ops::Add<Output = T> + Copy>(value: T) -> T { value + value }
#[inline] pub fn half(n: u32) -> u32 { n / 2 }
pub fn text() -> &'static str { "some text" }
thread_local! { pub static LOCAL: std::cell::Cell<u8> = const { std::cell::Cell::new(5) }; }
`;

const TESTS = `
#[test] fn square() { let s: Box<dyn Shape> = Box::new(Square(2)); assert_eq!(s.area(), 4); }
#[test] fn line() { let s: Box<dyn Shape> = Box::new(Line); assert_eq!(s.area(), 0); }
#[test] fn table() { assert_eq!(TABLE[1](3), 2); }
#[test] fn limit() { assert_eq!(LIMIT, 10); }
#[test] fn closure() { let f = |n: u32| n * 2; assert_eq!(f(2), 4); }
#[test] fn drops() { let _noisy = Noisy; }
#[test] fn generic() { assert_eq!(twice(2u8), 4); }
#[test] fn inlined() { assert_eq!(half(4), 2); }
#[test] fn string() { assert_eq!(text(), "some text"); }
#[test] fn local() { assert_eq!(LOCAL.get(), 5); }
#[test] #[ignore = "slow"] fn ignored() {}
#[test] #[should_panic] fn panics() { panic!("no") }
mod r#type { #[test] fn r#fn() { assert!(!super::text().is_empty()); } }
`;

const SOURCE = `${SHAPES}#[cfg(test)] mod tests { use super::*;${TESTS}}`;

/** Compiles a crate to objects. */
async function compile(
  folder: string,
  source: string,
  args: string[],
): Promise<CrateCode> {
  await Deno.writeTextFile(join(folder, "lib.rs"), source);
  const out = await Deno.makeTempDir({ dir: folder });
  const fixed = ["--edition=2024", "-Ccodegen-units=8", "lib.rs"];
  await succeed({
    program: "rustc",
    args: [...fixed, "--out-dir", out, ...args],
    env: {},
    cwd: folder,
  });
  const objects = [...Deno.readDirSync(out)].map(({ name }) => name)
    .filter((name) => name.endsWith(".o")).map((name) => join(out, name));
  const read = async (path: string) => new Elf(await Deno.readFile(path));
  return crateCode(
    (await Promise.all(objects.map(read))).map(readObjectCode),
  );
}

const UNIT = ["--test", "--emit=obj", "--crate-name=shapes"];
const HERE = "tests::";
const NAMES = Array.from(
  TESTS.matchAll(/fn ((?:r#)?\w+)\(\) \{/g),
  ([, name = ""]) => name === "r#fn" ? `${HERE}r#type::r#fn` : HERE + name,
);

/** Edits, and the tests that each can reach. */
const EDITS: [from: string, to: string, tests: string][] = [
  ["area(&self) -> u32 { 0 }", "area(&self) -> u32 { 1 }", "line"],
  ["a - 1", "a - 2", "table"],
  ["a + 1", "a + 2", "table"],
  ["LIMIT: u32 = 10", "LIMIT: u32 = 11", "limit drops"],
  ["LIMIT > 1", "LIMIT > 2", "drops"],
  ["n * 2", "n * 3", "closure"],
  ["value + value", "value + value + value", "generic"],
  ["n / 2", "n / 4", "inlined"],
  ['{ "some text" }', '{ "some words" }', "string r#type::r#fn"],
  ["new(5)", "new(6)", "local"],
  ["fn add", "\n\nfn add", ""],
  ["#[should_panic]", '#[should_panic(expected = "no")]', "panics"],
  ["#[should_panic] ", "", "panics"],
  ['#[ignore = "slow"] ', "", "ignored"],
  ["fn ignored() {}", "fn ignored() { text(); }", "ignored"],
  ["#[test] fn line", "#[test] fn fresh() {} #[test] fn line", "fresh"],
];

Deno.test("reach: an edit reaches the tests that get there, and no others", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const before = await compile(folder, SOURCE, UNIT);
    for (const [from, to, tests] of EDITS) {
      const source = SOURCE.replace(from, to);
      const after = await compile(folder, source, UNIT);
      const names = source.includes("fn fresh")
        ? [...NAMES, `${HERE}fresh`]
        : NAMES;
      const changes = codeChanges(before, after);
      const found = reachedTests([after], changes, names);
      const expected = tests === ""
        ? []
        : tests.split(" ").map((name) => HERE + name);
      assertEquals([...found].sort(), expected.sort(), `${from} → ${to}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("reach: it crosses crates, and what is inlined away is found by who has it", async () => {
  const folder = await Deno.makeTempDir();
  const library = [
    "--crate-type=lib",
    "--emit=obj,metadata",
    "--crate-name=shapes",
  ];
  const tests = ["--test", "--emit=obj", "--crate-name=outside"];
  const outside = "use shapes::*; #[test] fn area() { Square(2).area(); } " +
    "#[test] fn limit() { assert_eq!(LIMIT, 10); } #[test] fn half() { assert_eq!(shapes::half(4), 2); }";
  const both = async (source: string) => {
    const own = await compile(folder, source, library);
    const [built] = [...Deno.readDirSync(folder)].filter(({ isDirectory }) =>
      isDirectory
    ).map(({ name }) => join(folder, name, "libshapes.rmeta"))
      .filter((path) => exists(path));
    const test = await compile(folder, outside, [
      ...tests,
      `--extern=shapes=${built}`,
      "-Copt-level=1",
    ]);
    await Deno.remove(built ?? "");
    return [own, test] as const;
  };
  try {
    const [library, test] = await both(SHAPES);
    const check = async (from: string, to: string, expected: string[]) => {
      const [own, newer] = await both(SHAPES.replace(from, to));
      const changes = bothChanges(
        codeChanges(library, own),
        codeChanges(test, newer),
      );
      const names = ["area", "limit", "half"];
      const found = reachedTests([own, newer], changes, names);
      assertEquals([...found], expected, `${from} → ${to}`);
    };
    await check("self.0 * self.0", "self.0 * 3", ["area"]);
    await check("n / 2", "n / 4", ["half"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("reach: what is not known is reached", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const initialiser =
      `#[used] #[unsafe(link_section = ".init_array")] static FIRST: extern "C" fn() = { extern "C" fn first() { super::text(); } first };`;
    const source = SOURCE.replace(TESTS, initialiser + TESTS);
    const before = await compile(folder, source, UNIT);
    const after = await compile(
      folder,
      source.replace("some text", "some words"),
      UNIT,
    );
    const found = reachedTests([after], codeChanges(before, after), NAMES);
    assertEquals(found.size, NAMES.length, "what runs before `main`");
    const unknown = reachedTests([after], codeChanges(undefined, after), NAMES);
    assertEquals(unknown.size, NAMES.length, "no code to compare with");
    const none = reachedTests([after], codeChanges(after, after), ["strange"]);
    assertEquals([...none], ["strange"], "a test that no object tells of");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
