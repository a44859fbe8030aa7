import { assertEquals } from "@std/assert";
import { loadRustParser } from "./grammar.ts";
import { Overlay, type Root } from "./overlay.ts";
import { SourceTree } from "./source_tree.ts";
import { Words } from "./words.ts";

const parser = await loadRustParser();

function render(text: string, roots: Root[] = []) {
  using source = SourceTree.parse(parser, text);
  return Overlay.of(source, new Words()).render(roots, source);
}

/** Checks what becomes of a text; undefined if it stays. */
function check(before: string, after = before) {
  assertEquals(render(before).text, after);
}

Deno.test("a plain body is emptied, and nothing else moves", () => {
  check(
    "pub fn f() {\n  a();\n  b();\n} struct S;",
    "pub fn f() {\nloop{}\n\n} struct S;",
  );
  check(
    'fn f() { // "é𝄞"\r\n  "é𝄞"\r\n  }\r\nfn g();',
    'fn f() { // "é𝄞"\r\nloop{}\n  }\r\nfn g();',
  );
});

Deno.test("methods and functions of modules are emptied", () => {
  check(
    "impl S { fn f(&self) {\na()\n} }\nmod m { impl T for S { fn g() {\nh()\n} } }",
    "impl S { fn f(&self) {\nloop{}\n} }\nmod m { impl T for S { fn g() {\nloop{}\n} } }",
  );
  check(
    "impl<'a> S<'a> { fn f(&'a self) {\n self.a()\n } }",
    "impl<'a> S<'a> { fn f(&'a self) {\nloop{}\n } }",
  );
});

Deno.test("a body stays that may be the source of something else", () => {
  check("const fn f() -> u8 {\n 1 + 2 + 3\n}");
  check("async fn f() {\n a().await; b()\n}");
  check("fn f<T>(t: T) {\n g(t); g(t)\n}");
  check("fn f(t: impl A) {\n g(t); g(t)\n}");
  check("fn f() -> impl A {\n some::<u8>()\n}");
  check("impl<T> S<T> { fn f(&self) {\n self.a()\n} }");
  check("trait T { fn f(&self) {\n self.a()\n} }");
  check("#[tokio::main] fn f() {\n some_code()\n}");
  check("#[async_trait] impl T for S { fn f() {\n some_code()\n} }");
  check("fn f() {\n impl T for S {} g()\n}");
  check("fn f() {\n macro_rules! m { () => {} }\n}");
  check("fn f() {\n unknown!(a, b, c); g()\n}");
  check("some_macro! { fn f() {\n a_function()\n} }");
  check("#[inline] fn f() {\n a_function()\n}");
});

Deno.test("a body stays whose first or last line holds code", () => {
  check("fn f() { a_function() }");
  check("fn f() {\n}");
  check("fn f() { a();\n  b();\n}");
  check("fn f() { /* a\n */ b();\n}");
  check("fn f() {\n  a();\n  b() }");
});

Deno.test("a file that cannot be parsed stays as it is", () => {
  check("fn f() {\n a()\n} fn g( {\n a()\n}");
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
  const inner = "mod m {\n  fn r#f() { a_function() }\n}\nfn g() {\n a()\n}";
  assertEquals(
    render(inner, [{ name: "r#f", line: 2 }]).text,
    `mod m {\n  fn r#f() { a_function() }\n${
      named(0, "r#f").trim()
    } }\nfn g() {\nloop{}\n}`,
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
  check('#[export_name = "g"] fn f() {\n a()\n}');
  check('#[unsafe(export_name = "g")] fn f() {\n a()\n}');
  check("#[panic_handler] fn f() -> ! {\n a()\n}");
  check("unsafe impl GlobalAlloc for A { fn f() {\n a()\n} }");
  check(
    "#[no_mangle] fn f() {\n a()\n}",
    "#[no_mangle] fn f() {\nloop{}\n}",
  );
});

Deno.test("after an edit of bodies, a file is rendered as if read anew", () => {
  const versions = [
    "fn a() {\n one()\n}\n/// b\nfn b() {\n two();\n two()\n}\nfn c() {\n one()\n}\n",
    "fn a() {\n one()\n}\n/// b\nfn b() {\n two();\n\n three(); two()\n}\nfn c() {\n one()\n}\n",
    "fn a() { 1 }\n/// b\nfn b() {\n two()\n}\nfn c() {\n one();\n one()\n}\n",
    "fn a() { 1 }\n/// b\nfn b() {\n two()\n}\nfn c() { impl S {} }\n",
    "fn a() {\n one()\n}\n/// b\nfn b() {\n 2\n}\nfn c() {\n one()\n}\n",
    "mod m { fn x() {\n one()\n} fn y() { 1 } }\nimpl S { fn z() {\n one()\n} }\n",
    "mod m { fn x() {\n one()\n} fn y() {\n one()\n} }\nimpl S { fn z() { 1 } }\n",
  ];
  const words = new Words();
  let overlay: Overlay | undefined;
  for (const text of versions) {
    using source = SourceTree.parse(parser, text);
    overlay = overlay
      ? overlay.after(source, words)
      : Overlay.of(source, new Words());
    const anew = Overlay.of(source, new Words());
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
  assertEquals(doubt("#[track_caller] fn f() { g() }"), ["track_caller"]);
  const drop =
    "impl std::ops::Drop for S { \nfn drop(&mut self) { a_function() } }";
  const roots = [{ name: "drop", line: 2 }];
  assertEquals(render(drop, roots).doubts[0]?.doubt, "destructor");
  assertEquals(doubt("fn g() { a_function() }"), ["unplaced"]);
  assertEquals(doubt("mod a { fn f() {} } mod b { fn f() {} }"), ["unplaced"]);
  assertEquals(doubt("fn f( { a_function() }"), ["unplaced"]);
});

/** Checks what is left of a text where nobody needs any name. */
function checkLeft(before: string, after: string) {
  using source = SourceTree.parse(parser, before);
  const overlay = Overlay.of(source, new Words());
  assertEquals(overlay.render([], source, () => false).text, after);
}

Deno.test("what nobody needs is left out, and nothing else moves", () => {
  checkLeft("/// a\nfn f() {\n a()\n}\nstruct S;", "\n\n\n\nstruct S;");
  checkLeft(
    "impl S {\n  fn f<T>() {}\n  /// g\n  fn g() {}\n}",
    "impl S {\n  \n  \n\n}",
  );
  checkLeft("fn f() {} struct S;", "fn f() {} struct S;");
  checkLeft(
    "#[cfg(test)]\nmod tests {\n  fn f() {}\n}\n#[cfg(all(test, a))]\nuse x;",
    "\n\n\n\n\n",
  );
});

Deno.test("what is used unnamed stays, without its documentation", () => {
  checkLeft("fn main() {}", "fn main() {}");
  checkLeft(
    "impl T for S {\n  /// f\n  fn f() { 1 }\n}",
    "impl T for S {\n  \n  fn f() { 1 }\n}",
  );
  checkLeft("#[no_mangle]\nfn f() {}", "#[no_mangle]\nfn f() {}");
  checkLeft("/// f\n#[mine]\nfn f() {}", "/// f\n#[mine]\nfn f() {}");
});
