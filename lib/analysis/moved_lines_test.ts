import { assertEquals } from "@std/assert";
import { movesLines } from "./moved_lines.ts";

const BEFORE = "fn a() {\n    one();\n}\nfn b() {\n    two();\n}\nfn c() {}\n";

function check(functions: number, expected: boolean, ...edits: string[][]) {
  const after = edits.reduce(
    (text, [from = "", to = ""]) => text.replace(from, to),
    BEFORE,
  );
  assertEquals(movesLines(BEFORE, after, functions), expected, after);
}

Deno.test("moved lines: none while bodies keep theirs", () => {
  check(1, false, ["one()", "other()"]);
  check(2, false, ["one()", "other()"], ["two()", "another()"]);
});

Deno.test("moved lines: those behind a longer or shorter body", () => {
  check(1, true, ["one();", "one();\n    one();"]);
  check(1, true, ["    one();\n", ""]);
});

Deno.test("moved lines: those between a longer and a shorter one", () => {
  check(2, true, ["one();", "one();\n    three();"], ["    two();\n", ""]);
  check(2, true, ["    one();\n", ""], ["two();", "two();\n    three();"]);
});
