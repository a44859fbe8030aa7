/**
 * Tells what an edit of a Rust source file can alter, so that crates that
 * depend on the edited one are compiled again only when they need to be. Pure.
 *
 * It judges one file as a module of its crate: text that is drawn in by
 * `include!`, `include_str!` or a build script is for the caller to treat as
 * `interface`. When in doubt the answer is `interface` or `unknown`: wrong is
 * worse than slow.
 *
 * ```ts
 * import { loadRustParser } from "./grammar.ts";
 * import { SourceTree } from "./source_tree.ts";
 *
 * const parser = await loadRustParser();
 * const before = SourceTree.parse(parser, "fn answer() -> u8 { 41 }");
 * const after = before.update("fn answer() -> u8 { 42 }");
 * classify(before, after).kind; // "bodies"
 * ```
 */

import type { Node } from "web-tree-sitter";
import { Comparison } from "./comparison.ts";
import type { SourceTree } from "./source_tree.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Compares two versions of a file.
 *
 * @param isNewName Whether the crate has not used a name for anything: by
 *   default that is not known.
 */
export function classify(
  before: SourceTree,
  after: SourceTree,
  isNewName: (name: string) => boolean = () => false,
): Verdict {
  if (before.text === after.text) {
    return { kind: "same", movedVisible: false, items: [], doubts: [] };
  }
  for (const [source, version] of [[before, "old"], [after, "new"]] as const) {
    if (source.root.hasError) {
      const line = firstError(source.root).startPosition.row + 1;
      const reason = { kind: "unparsed" as const, version, line };
      const nothing = { movedVisible: true, items: [] };
      return { kind: "unknown", ...nothing, reason, doubts: [reason] };
    }
  }
  return new Comparison(before, after, isNewName).verdict();
}

function firstError(node: Node): Node {
  const child = node.children.find((child) => child.hasError);
  return child === undefined || node.isError ? node : firstError(child);
}
