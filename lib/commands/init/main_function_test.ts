import { assertEquals } from "@std/assert";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { findMain, insertFirst } from "./main_function.ts";

const parser = await loadRustParser();

function check(source: string, expected: string) {
  using tree = SourceTree.parse(parser, source);
  const main = findMain(tree, "chaud");
  const result = main.kind === "found"
    ? insertFirst(tree, main.body, "chaud::init!();")
    : main.kind === "unclear"
    ? main.why
    : main.kind;
  assertEquals(result, expected);
  if (main.kind === "found") check(result, "started");
}

Deno.test("main: the call becomes its first statement", () => {
  check(
    "fn main() {\n    run();\n}\n",
    "fn main() {\n    chaud::init!();\n    run();\n}\n",
  );
  check(
    "pub fn main() -> Result<(), E>\n{\n\trun()\n}\n",
    "pub fn main() -> Result<(), E>\n{\n\tchaud::init!();\n\trun()\n}\n",
  );
  check(
    "fn main() {\r\n  run()\r\n}\r\n",
    "fn main() {\r\n  chaud::init!();\r\n  run()\r\n}\r\n",
  );
});

Deno.test("main: bodies of one line", () => {
  check("fn main() {}\n", "fn main() {\n    chaud::init!();\n}\n");
  check("fn main() { }", "fn main() {\n    chaud::init!();\n}");
  check("fn main() {\n}\n", "fn main() {\n    chaud::init!();\n}\n");
  check("fn main() { run() }", "fn main() { chaud::init!(); run() }");
});

Deno.test("main: comments, attributes and async", () => {
  check(
    "fn main() {\n    // First of all.\n    run();\n}\n",
    "fn main() {\n    chaud::init!();\n    // First of all.\n    run();\n}\n",
  );
  check(
    "fn main() { // why\n    run();\n}\n",
    "fn main() { chaud::init!(); // why\n    run();\n}\n",
  );
  check(
    "#[tokio::main]\nasync fn main() {\n    run().await;\n}\n",
    "#[tokio::main]\nasync fn main() {\n    chaud::init!();\n    run().await;\n}\n",
  );
  check(
    "fn main() {\n    #![allow(unused)]\n    run();\n}\n",
    "fn main() {\n    #![allow(unused)]\n    chaud::init!();\n    run();\n}\n",
  );
});

Deno.test("main: other functions of that name do not count", () => {
  check(
    "mod a { fn main() {} }\nimpl B { fn main() {} }\nfn main() {\n    a()\n}\n",
    "mod a { fn main() {} }\nimpl B { fn main() {} }\nfn main() {\n    chaud::init!();\n    a()\n}\n",
  );
  check("mod a { fn main() {} }", "none");
});

Deno.test("main: where it cannot be edited", () => {
  check("make_main!();\n", "none");
  check("use other::main;\n", "none");
  check(
    "#[cfg(unix)]\nfn main() {}\n#[cfg(windows)]\nfn main() {}\n",
    "several",
  );
  check("fn main() {\n    let = ;\n}\n", "broken");
});

Deno.test("main: hot reload is started already", () => {
  check("fn main() { chaud::init!(); }", "started");
  check("fn main() { ::chaud::init!() }", "started");
  check("fn main() { chaud::init(manifest); }", "started");
  check("fn main() { start() } fn start() { chaud::init!(); }", "started");
});
