/** Which functions with other code go on as they were, though nobody edited them; and which statics. */

import { assertEquals } from "@std/assert";
import { alteredItems, heldStatics } from "./altered_functions.ts";
import { loadRustParser } from "./grammar.ts";
import { ParsedFiles } from "./parsed_files.ts";

const parser = await loadRustParser();

/** Sources in which `LIMIT` is edited, with `others` before it. */
function edit(others: string, after = others) {
  const sources = new ParsedFiles(parser, [
    ["main.rs", `${others} static LIMIT: u8 = 1;`],
  ]);
  const { items } = sources.judge("main.rs", `${after} static LIMIT: u8 = 2;`);
  return { sources, items };
}

/** Checks what goes on of altered functions, as `path: why`. */
function check(
  expected: string[],
  others: string,
  { after = others, byConstants = false } = {},
) {
  Deno.test(`[${expected}] ${others} | ${after}`, () => {
    const { sources, items } = edit(others, after);
    const names = [...others.matchAll(/fn (\w+)/g)].map(([, name = ""]) =>
      name
    );
    const altered = names.map((name) => ({ path: name, name, byConstants }));
    const found = alteredItems(altered, items, sources);
    const shown = found.map(({ item, version }) =>
      version ? `${item.path}: ${version}` : item.path
    );
    assertEquals(shown, expected);
  });
}

check(["main: running"], "fn main() { LIMIT }");
check(["serve: endless"], "fn serve() { loop { LIMIT } }");
check(["main: running", "set: once"], "fn main() { set() } fn set() { LIMIT }");
check(["f"], "fn f() { LIMIT }");
check([], "");

// What is edited is judged elsewhere.
check([], "fn main() { 1 }", { after: "fn main() { 2 }" });

// Where it is may be among its constants.
const moved = { after: "\n\nfn main() { line!() }", byConstants: true };
check([], "fn main() { line!() }", moved);
check(["main: running"], "fn main() { line!() }", { byConstants: true });
check(["main: running"], "fn main() { line!() }", {
  after: "\n\nfn main() { line!() }",
});

Deno.test("altered functions: closures, and a `main` of others, are none", () => {
  const { sources, items } = edit("fn main() {}");
  const altered = [
    { path: "main::{{closure}}", name: "", byConstants: false },
    { path: "inner::main", name: "main", byConstants: false },
    { path: "made_by_a_macro", name: "made_by_a_macro", byConstants: false },
  ];
  assertEquals(alteredItems(altered, items, sources), []);
});

/** Checks whether running code may hold the edited static. */
function checkStatic(isHeld: boolean, others: string, mayRunOn = false) {
  Deno.test(`${isHeld ? "held" : "free"}: ${others} ${mayRunOn}`, () => {
    const { sources, items } = edit(others);
    const expected = isHeld ? ["LIMIT"] : [];
    assertEquals(heldStatics(items, sources, mayRunOn), expected);
  });
}

checkStatic(false, "");
checkStatic(true, "fn main() { let all = &LIMIT; }");
checkStatic(true, "fn main() { set() } fn set() { keep(&LIMIT); }");
checkStatic(true, "fn serve() { loop { show(LIMIT); } }");
checkStatic(false, "fn f() { for i in 0..LIMIT {} }");
checkStatic(true, "fn f() { for i in 0..LIMIT {} }", true);
checkStatic(false, "fn f() { LIMIT }", true);
checkStatic(false, "mod a { fn main() { LIMIT } }");
checkStatic(false, "fn main() { /* LIMIT */ }");
