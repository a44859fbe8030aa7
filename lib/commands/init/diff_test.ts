import { assertEquals } from "@std/assert";
import { unifiedDiff } from "./diff.ts";

function check(before: string, after: string, expected: string[]) {
  const [from, to, ...rest] = unifiedDiff("a.rs", before, after).split("\n");
  assertEquals([from, to], ["--- a.rs", "+++ a.rs"]);
  assertEquals(rest, expected);
}

Deno.test("diff: an added line with what is around it", () => {
  check("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\nx\n5\n6\n7\n", [
    "@@ -2,6 +2,7 @@",
    " 2",
    " 3",
    " 4",
    "+x",
    " 5",
    " 6",
    " 7",
  ]);
});

Deno.test("diff: at the start and at the end", () => {
  check("1\n", "x\n1\n", ["@@ -1,1 +1,2 @@", "+x", " 1"]);
  check("1\n", "1\n\nx\n", ["@@ -1,1 +1,3 @@", " 1", "+", "+x"]);
  check("1", "1\nx", ["@@ -1,1 +1,2 @@", " 1", "+x"]);
});

Deno.test("diff: a line that became several", () => {
  check("a {}\r\nb\r\n", "a {\r\n  x\r\n}\r\nb\r\n", [
    "@@ -1,2 +1,4 @@",
    "-a {}",
    "+a {",
    "+  x",
    "+}",
    " b",
  ]);
});

Deno.test("diff: repeated lines are counted once", () => {
  check("x\nx\n", "x\nx\nx\n", ["@@ -1,2 +1,3 @@", " x", " x", "+x"]);
});
