import { assertEquals } from "@std/assert";
import { edit } from "./marked_edit_test.ts";

/** Checks whether code that other crates compile themselves was found to have moved. */
function checkMoved(movedVisible: boolean, ...edits: string[]) {
  for (const marked of edits) {
    const title = marked.replaceAll("\n", "⏎");
    Deno.test(`moved ${movedVisible ? "visible" : "private"} code: ${title}`, () => {
      assertEquals(edit(marked).movedVisible, movedVisible);
    });
  }
}

checkMoved(
  true,
  "fn f() { 1«→\n» }\nfn g<T>() {}",
  "fn f() { 1«→\n» }\nimpl S { fn h() {}\n#[inline] fn g() {} }",
  "impl S { fn h() { 1«→\n» }\n#[inline] fn g() {} }",
  "fn f() { 1«→\n» }\ntrait T { fn g(&self) {} }",
  "fn f() { 1«→\n» }\n#[derive(PartialEq)] struct S(u8);",
  "fn f() { 1«→\n» }\nmod m { mine! {} }",
  "fn f() { «1→200» } fn g<T>() {}",
  "«→\n»#[mine] fn g() {}",
  "«→\n»const X: u32 = line!();",
  "fn f() { «→\n» impl S { #[inline] fn g() {} } }",
  "fn f() { «1→2\n» }\nfn g<T>() { 1 }\nfn h() { «1\n→2» }",
);
checkMoved(
  false,
  "fn g<T>() {}\nfn f() { 1«→\n» }\nfn h() {}",
  "fn f() { «1→2» }\nfn g<T>() {}",
  "fn f() { 1«→\n» }\nimpl S { fn h() {} }\nmod m { fn i() {} }",
  "fn f() { 1«→\n» }\ntrait T { fn g(&self); }\nstruct S(u8);\nuse a::b;",
  "fn f() { 1«→\n» }\nmacro_rules! m { () => {} }\nconst X: u8 = 3;",
  "fn f() { «→\n» fn g<T>() {} }",
);

Deno.test("names what changed", () => {
  const items = (marked: string) =>
    edit(marked).items.map((item) =>
      `${item.line} ${item.path}: ${item.changes}`
    );
  assertEquals(
    items("mod a {\nmod b {\nimpl<'x> S<'x> { fn f(&self) { «1→2» } } } }"),
    [
      "3 a::b::S::f: body",
    ],
  );
  assertEquals(items("impl T for &'a mut S<'a, u8> {\n\nfn f() { «1→2» } }"), [
    "3 S<u8>::f: body",
  ]);
  assertEquals(items("fn f() { fn g() { «1→2» } }"), [
    "1 f: body",
    "1 f::g: body",
  ]);
  assertEquals(items("fn f<«T→U»>(x: «T→U») { «1→2» }"), [
    "1 f: generics,signature,body",
  ]);
  assertEquals(items("fn f<T>() where T: «A→B» {}"), ["1 f: generics"]);
  assertEquals(items("«→#[cold]» fn f() {}"), ["1 f: attributes"]);
  assertEquals(items("struct S«→ { x: u8 }→;»"), []);
  assertEquals(items("struct S { x: «u8→u16» }\nenum E { A«→, B» }"), [
    "1 S: definition",
    "2 E: definition",
  ]);
  assertEquals(items("fn a() {}\n«fn b() {}\n→»fn c() {}"), ["2 b: removed"]);
  assertEquals(items("fn a() {}\n«→fn b() {}\n»fn c() {}"), ["2 b: added"]);
  assertEquals(items("use a::«b→c»;"), ["1 a::b: removed", "1 a::c: added"]);
  assertEquals(items("mine!(«1→2»);"), ["1 mine!: definition"]);
});

Deno.test("tells what a later redirection of the function must know", () => {
  const facts = (marked: string) => {
    const { callee: _, ...facts } = edit(marked).items[0]!.facts!;
    return facts;
  };
  assertEquals(facts("fn f() { let g = |x| x; «1→2» }").closures, "unchanged");
  assertEquals(facts("fn f() { let g = |x| x + «1→2»; }").closures, "changed");
  assertEquals(facts("fn f() { let g = «1→|| 1»; }").closures, "changed");
  assertEquals(facts("fn f() { g(async { «1→2» }); }").closures, "changed");
  assertEquals(
    facts("fn f() { let g = mine!(|x| «1→2»); }").closures,
    "changed",
  );
  assertEquals(facts("fn f() { «1→2» }"), {
    generic: false,
    async: false,
    const: false,
    opaque: false,
    closures: "none",
  });
  assertEquals(facts("impl<T> S<T> { async fn f() -> impl X { «1→2» } }"), {
    generic: true,
    async: true,
    const: false,
    opaque: true,
    closures: "none",
  });
});

Deno.test("gives the reason as a value", () => {
  const reason = (marked: string) => edit(marked).reason;
  assertEquals(reason("impl<T> S<T> { fn f() { «1→2» } }"), {
    kind: "exposed",
    by: "generic impl",
  });
  assertEquals(reason("struct S(«u8→u16»);"), { kind: "changed" });
  assertEquals(reason("«fn f() {} fn g() {}→fn g() {} fn f() {}»"), {
    kind: "reordered",
  });
  assertEquals(reason("#[mine] fn f() { «1→2» }"), {
    kind: "unknownAttribute",
    name: "mine",
  });
  assertEquals(reason("\nfn f() { «1 +→1» }"), {
    kind: "unparsed",
    version: "old",
    line: 2,
  });
});

Deno.test("tells all that it does not know", () => {
  const doubts = (marked: string) => edit(marked).doubts;
  assertEquals(doubts("fn f() { «1→2» }"), []);
  assertEquals(
    doubts("fn f() { note!(«1→2»); }\n#[route] fn g() { «1→2» }"),
    [
      { kind: "statementMacro", name: "note!" },
      { kind: "unknownAttribute", name: "route" },
    ],
  );
  // Where others see the body, too.
  for (
    const head of [
      "fn f<T>()",
      "const fn f()",
      "async fn f()",
      "#[inline] fn f()",
    ]
  ) {
    assertEquals(doubts(`${head} { note!(«1→2»); }`), [
      { kind: "statementMacro", name: "note!" },
    ]);
  }
});

Deno.test("looks into what changed itself", () => {
  const items = (marked: string) =>
    edit(marked).items.map(({ path, changes }) => `${path}: ${changes}`);
  for (
    const head of [
      "fn f<T>()",
      "async fn f()",
      "#[cold] fn f()",
      "fn f(«→_: u8»)",
    ]
  ) {
    const found = items(`${head} { struct S(«u8→u16»); }`);
    assertEquals(found.slice(1), ["f::S: definition"], head);
  }
  assertEquals(
    items("«→#[allow(dead_code)] »impl S { fn f() -> «u8→u16» {} }"),
    [
      "S: attributes",
      "S::f: signature",
    ],
  );
  assertEquals(items("«→#[cold] »fn f(«→_: u8») { «1→2» }"), [
    "f: attributes,signature,body",
  ]);
});
