/** Shows that what was rehearsed has left no trace. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { rehearseJudging } from "./warm_up.ts";

const SOURCE = `pub fn one() -> u8 {
    1
}

pub trait Shape {
    fn area(&self) -> u8 {
        2
    }
}
`;

Deno.test("rehearsal: an edit is judged as if there had been none", async () => {
  const files = ["a.rs", "b.rs"];
  const edits = new ParsedFiles(
    await loadRustParser(),
    files.map((file) => [file, SOURCE]),
  );
  const unsaved = SOURCE.replace("1\n", "3\n");
  edits.judge("b.rs", unsaved);
  const { signal } = new AbortController();
  await rehearseJudging(edits, signal);
  assertEquals(edits.baselineText("a.rs"), SOURCE);
  assertEquals(edits.judgedText("a.rs"), undefined);
  assertEquals(edits.judgedText("b.rs"), unsaved);
  const { kind, items } = edits.judge("a.rs", unsaved);
  assertEquals([kind, items.map(({ path }) => path)], ["bodies", ["one"]]);
});
