import { assertEquals } from "@std/assert";
import { loadRustParser } from "./grammar.ts";
import { Overlay, type Root } from "./overlay.ts";
import { SourceTree } from "./source_tree.ts";

const parser = await loadRustParser();

function render(text: string, roots: Root[] = []) {
  using source = SourceTree.parse(parser, text);
  return Overlay.of(source).render(roots, source);
}

/** Checks what becomes of a text; undefined if it stays. */
function check(before: string, after = before) {
  assertEquals(render(before).text, after);
}

Deno.test("a plain body is emptied, and nothing else moves", () => {
  check(
    "fn f() -> u8 { 1 + 2 } fn g();",
    "fn f() -> u8 {loop{} } fn g();",
  );
  check(
    "pub fn f() {\n  a();\n  b();\n}\nstruct S;",
    "pub fn f() {loop{}\n\n\n}\nstruct S;",
  );
  check(
    'fn f() {\n  "é𝄞" } const N: u8 = 1;',
    "fn f() {loop{}\n       } const N: u8 = 1;",
  );
  check("fn f() {\r\n  a()\r\n}\r\n", "fn f() {loop{}\n\n}\r\n");
});

Deno.test("methods and functions of modules are emptied", () => {
  check(
    "impl S { fn f(&self) { self.a() } }\nmod m { impl T for S { fn g() { h(1, 2) } } }",
    "impl S { fn f(&self) {loop{}    } }\nmod m { impl T for S { fn g() {loop{}   } } }",
  );
  check(
    "impl<'a> S<'a> { fn f(&'a self) { self.a() } }",
    "impl<'a> S<'a> { fn f(&'a self) {loop{}    } }",
  );
});

Deno.test("a body stays that may be the source of something else", () => {
  check("const fn f() -> u8 { 1 + 2 + 3 }");
  check("async fn f() { a().await; b() }");
  check("fn f<T>(t: T) { g(t); g(t) }");
  check("fn f(t: impl A) { g(t); g(t) }");
  check("fn f() -> impl A { some::<u8>() }");
  check("impl<T> S<T> { fn f(&self) { self.a() } }");
  check("trait T { fn f(&self) { self.a() } }");
  check("#[tokio::main] fn f() { some_code() }");
  check("#[async_trait] impl T for S { fn f() { some_code() } }");
  check("fn f() { impl T for S {} g() }");
  check("fn f() { macro_rules! m { () => {} } }");
  check("fn f() { unknown!(a, b, c); g() }");
  check("some_macro! { fn f() { a_function() } }");
  check("#[inline] fn f() { a_function() }");
});

Deno.test("a body that is shorter than an empty one stays", () => {
  check("fn f() {} fn g() { 1 }");
});

Deno.test("a file that cannot be parsed stays as it is", () => {
  check("fn f() { a_function() } fn g( { a_function() }");
});

const named = (number: number, path: string, condition = "") =>
  `\n${condition}#[used] static __CHAUD_ROOT_${number}: fn() = ` +
  "{ union ChaudRoot { from: *const (), to: fn() } " +
  `unsafe { ChaudRoot { from: ${path} as *const () }.to } };\n`;

Deno.test("a root keeps its body, and is named where its module ends", () => {
  const text = "\nfn f() { a_function() }\n";
  const { text: overlay, doubts } = render(text, [{ name: "f", line: 2 }]);
  assertEquals(doubts, []);
  assertEquals(overlay, text + named(0, "f"));
  const inner =
    "mod m {\n  fn r#f() { a_function() }\n}\nfn g() { a_function() }";
  assertEquals(
    render(inner, [{ name: "r#f", line: 2 }]).text,
    `mod m {\n  fn r#f() { a_function() }\n${
      named(0, "r#f").trim()
    } }\nfn g() {loop{}        }`,
  );
});

Deno.test("a method is named beside its impl, without its lifetimes", () => {
  const text =
    "impl<'a> Tr<'a> for S<'a, 'static> {\n/// f\nfn f(&self) { a_function() }\n}\n";
  const { text: overlay } = render(text, [{ name: "f", line: 3 }]);
  const path = "<S < '_ , 'static > as Tr < '_ >>::f";
  assertEquals(overlay, text + named(0, path));
});

Deno.test("a root is there under the conditions of its function", () => {
  const text = "#[cfg(unix)]\nfn f() { a_function() }";
  const { text: overlay } = render(text, [{ name: "f", line: 2 }]);
  assertEquals(overlay, text + named(0, "f", "#[cfg(unix)] "));
});

Deno.test("a body stays whose symbol does not tell whose it is", () => {
  check('#[export_name = "g"] fn f() { a_function() }');
  check('#[unsafe(export_name = "g")] fn f() { a_function() }');
  check("#[panic_handler] fn f() -> ! { a_function() }");
  check("unsafe impl GlobalAlloc for A { fn f() { a_function() } }");
  check(
    "#[no_mangle] fn f() { a_function() }",
    "#[no_mangle] fn f() {loop{}        }",
  );
});

Deno.test("after an edit of bodies, a file is rendered as if read anew", () => {
  const versions = [
    "fn a() { one() }\n/// b\nfn b() { two();\n two() }\nfn c() { one() }\n",
    "fn a() { one() }\n/// b\nfn b() { two();\n\n three(); two() }\nfn c() { one() }\n",
    "fn a() { 1 }\n/// b\nfn b() { two() }\nfn c() { one();\n one() }\n",
    "fn a() { 1 }\n/// b\nfn b() { two() }\nfn c() { impl S {} }\n",
    "fn a() { one() }\n/// b\nfn b() { 2 }\nfn c() { one() }\n",
    "mod m { fn x() { one() } fn y() { 1 } }\nimpl S { fn z() { one() } }\n",
    "mod m { fn x() { one() } fn y() { one() } }\nimpl S { fn z() { 1 } }\n",
  ];
  let overlay: Overlay | undefined;
  for (const text of versions) {
    using source = SourceTree.parse(parser, text);
    overlay = overlay ? overlay.after(source) : Overlay.of(source);
    const anew = Overlay.of(source);
    assertEquals(overlay.render().text, anew.render().text);
    assertEquals([...overlay.names].sort(), [...anew.names].sort());
  }
});

Deno.test("what cannot be a root is named, with the reason", () => {
  const doubt = (text: string, name = "f") =>
    render(text, [{ name, line: 1 }]).doubts.map(({ doubt }) => doubt);
  assertEquals(doubt("fn f<T>() { a_function() }"), ["seen"]);
  assertEquals(doubt("fn main() { a_function() }", "main"), ["main"]);
  assertEquals(doubt("fn f() { fn g() {} g() }"), ["items"]);
  const drop =
    "impl std::ops::Drop for S { \nfn drop(&mut self) { a_function() } }";
  const roots = [{ name: "drop", line: 2 }];
  assertEquals(render(drop, roots).doubts[0]?.doubt, "destructor");
  assertEquals(doubt("fn g() { a_function() }"), ["unplaced"]);
  assertEquals(doubt("mod a { fn f() {} } mod b { fn f() {} }"), ["unplaced"]);
  assertEquals(doubt("fn f( { a_function() }"), ["unplaced"]);
});
