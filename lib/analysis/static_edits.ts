/**
 * What an edit of a file has made of statics: which are declared in another
 * way, and which functions may have others than before, since a macro in them
 * has changed. Pure.
 */

import type { Node, Point } from "web-tree-sitter";
import {
  type KeptStatic,
  makesStatics,
  staticsOf,
} from "./persistent_statics.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";

/** A static that is declared in another way than before. */
export interface StaticEdit {
  name: string;
  /** The types, as they are written; the same if only the value differs. */
  before: string;
  after: string;
}

/** Compares the statics of two versions of a file, by name. */
export function staticEdits(
  before: SourceTree,
  after: SourceTree,
): StaticEdit[] {
  const types = ["macro_invocation", "static_item"];
  const [was, is] = touched(before, after, types);
  return compare(staticsOf(before, was), staticsOf(after, is));
}

/**
 * The nodes of each version that the edit has touched: a look at what is
 * between is enough, and a large file takes no longer.
 */
function touched(
  before: SourceTree,
  after: SourceTree,
  types: string[],
): [Node[], Node[]] {
  const [a, b] = [before.text, after.text];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (
    end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]
  ) end++;
  const within = ({ root, text }: SourceTree) => {
    const [from, to] = [start - 1, text.length - end + 1];
    return root.descendantsOfType(
      types,
      pointAt(text, from),
      pointAt(text, to),
    );
  };
  return [within(before), within(after)];
}

function pointAt(text: string, index: number): Point {
  const lines = text.slice(0, Math.max(index, 0)).split("\n");
  return { row: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
}

function compare(
  before: readonly KeptStatic[],
  after: readonly KeptStatic[],
): StaticEdit[] {
  // What is marked is compared where it runs.
  const byName = (all: readonly KeptStatic[]) =>
    Map.groupBy(
      all.filter(({ kind }) => kind !== "persisted"),
      ({ name }) => name,
    );
  const now = byName(after);
  return [...byName(before)].flatMap(([name, old]) => {
    const found = now.get(name) ?? [];
    // Of several by one name, nothing tells which is which.
    if (old.length !== found.length) return [];
    return old.flatMap((was, i): StaticEdit[] => {
      const is = found[i];
      if (!is || is.type === was.type && is.value === was.value) return [];
      return [{ name, before: was.type, after: is.type }];
    });
  });
}

/**
 * The own names of functions with other calls of macros than before, where such
 * a macro may define statics: those are told apart by their order alone.
 */
export function functionsWithOtherMacros(
  before: SourceTree,
  after: SourceTree,
): Set<string> {
  const [old, now] = touched(before, after, ["macro_invocation"]);
  const [was, is] = [callsByFunction(before, old), callsByFunction(after, now)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return new Set(
    [...names].filter((name) => was.get(name) !== is.get(name)),
  );
}

/** Macros of the standard library that define nothing. */
const PLAIN = new Set([
  ..."print println eprint eprintln dbg write writeln format vec".split(" "),
  ..."panic todo unimplemented unreachable assert assert_eq assert_ne".split(
    " ",
  ),
  ..."debug_assert debug_assert_eq debug_assert_ne matches pin asm".split(" "),
  ..."format_args concat stringify env option_env include_str".split(" "),
  ..."include_bytes file line column module_path cfg".split(" "),
]);

/** By each function's own name, all such calls in it, in order. */
function callsByFunction(
  source: SourceTree,
  nodes: readonly Node[],
): Map<string, string> {
  const calls = new Map<string, string>();
  for (const node of nodes) {
    const path = node.childForFieldName("macro");
    const name = path ? source.textOf(path) : "";
    if (PLAIN.has(name.split("::").at(-1) ?? "") || makesStatics(name)) {
      continue;
    }
    const text = tokenTexts({ source, node }).join(" ");
    for (const outer of functionsAround(source, node)) {
      calls.set(outer, `${calls.get(outer) ?? ""}${text}\n`);
    }
  }
  return calls;
}

function* functionsAround(source: SourceTree, node: Node): Generator<string> {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type !== "function_item") continue;
    const name = up.childForFieldName("name");
    if (name) yield source.textOf(name);
  }
}
