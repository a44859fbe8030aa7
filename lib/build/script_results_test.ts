import { assertEquals } from "@std/assert";
import { differing, instructions } from "./script_results.ts";

Deno.test("script results: what a script tells cargo, and what it only says", () => {
  const output = `cargo::rustc-env=A=1=2
cargo:rustc-env=B=2
at 12:01
cargo::rustc-cfg=a
cargo::rustc-cfg=b
cargo::rerun-if-changed=src
`;
  assertEquals(
    instructions(output),
    new Map([
      ["rustc-env=A", ["A=1=2"]],
      ["rustc-env=B", ["B=2"]],
      ["rustc-cfg", ["a", "b"]],
      ["rerun-if-changed", ["src"]],
    ]),
  );
});

Deno.test("script results: what differs is told by name", () => {
  const one = new Map([["a", "1"], ["b", "1"], ["c", "1"]]);
  const other = new Map([["a", "1"], ["b", "2"], ["d", "1"]]);
  assertEquals(differing(one, other), ["b", "c", "d"]);
  assertEquals(differing(one, one), []);
});
