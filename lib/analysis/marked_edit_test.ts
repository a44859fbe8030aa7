/** How the tests here write an edit, and check what comes of it. */

import { assertEquals } from "@std/assert";
import { classify } from "./classify.ts";
import { loadRustParser } from "./grammar.ts";
import { SourceTree } from "./source_tree.ts";
import type { Kind, Verdict } from "./verdict.ts";

const parser = await loadRustParser();

/** Classifies an edit written as `text «old→new» text`. */
export function edit(marked: string): Verdict {
  const side = (pick: string) => marked.replace(/«([^→»]*)→([^»]*)»/g, pick);
  using before = SourceTree.parse(parser, side("$1"));
  using after = SourceTree.parse(parser, side("$2"));
  const verdict = classify(before, after);
  const undone = classify(after, before);
  assertEquals(undone.kind, verdict.kind, "undoing it must be of its kind");
  return verdict;
}

/** Checks the kind of each edit. */
export function check(rule: string, kind: Kind, ...edits: string[]) {
  for (const marked of edits) {
    Deno.test(`${rule}, ${kind}: ${marked.replaceAll("\n", "⏎")}`, () => {
      const verdict = edit(marked);
      assertEquals(verdict.kind, kind, verdict.reason?.kind);
      const explained = kind === "interface" || kind === "unknown";
      assertEquals(verdict.reason !== undefined, explained);
    });
  }
}
