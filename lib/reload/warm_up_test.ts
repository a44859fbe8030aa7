/** Shows that a warm-up has left no trace. */

import { assertEquals } from "@std/assert";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { warmUpAffected } from "./warm_up.ts";

const SOURCE = `pub fn one() -> u8 {
    1
}

pub trait Shape {
    fn area(&self) -> u8 {
        2
    }
}
`;

Deno.test("warm-up: an edit is judged as if there had been none", async () => {
  const files = ["a.rs", "b.rs"];
  const parsedFiles = new ParsedFiles(
    await loadRustParser(),
    files.map((file) => [file, SOURCE]),
  );
  const unsaved = SOURCE.replace("1\n", "3\n");
  parsedFiles.judge("b.rs", unsaved);
  const { signal } = new AbortController();
  await warmUpAffected(parsedFiles, signal);
  assertEquals(parsedFiles.baselineText("a.rs"), SOURCE);
  assertEquals(parsedFiles.judgedText("a.rs"), undefined);
  assertEquals(parsedFiles.judgedText("b.rs"), unsaved);
  const { kind, items } = parsedFiles.judge("a.rs", unsaved);
  assertEquals([kind, items.map(({ path }) => path)], ["bodies", ["one"]]);
});
