/**
 * Which edited functions go on in an old version, although every entry leads
 * to the new one: they run, or nobody calls them again, or something holds
 * what they were. Asks the code that was compiled before the edit, by name
 * alone; what it does not find, it does not know of. Pure.
 */

import type { Node } from "web-tree-sitter";
import { type Callee, calleeOf } from "./callee.ts";
import { type CallSite, callSites } from "./call_sites.ts";
import type { SourceTree } from "./source_tree.ts";
import { isEndless } from "./body.ts";
import type { ChangedItem } from "./verdict.ts";

/** Why an old version of a function goes on. */
export type OldVersion =
  /** It runs as long as the program does. */
  | "running"
  /** It has a loop without end: where it runs, it goes on. */
  | "endless"
  /** It is called once, from what is itself. */
  | "once"
  /** Closures or futures that it made may be kept. */
  | "closures"
  /** It is held as a value, and has another signature now. */
  | "stored"
  /** What calls it with its old signature may run on. */
  | "callers";

/** The files of a program, as its code was compiled from them. */
export type OldTrees = (word: string) => Iterable<SourceTree>;

/**
 * Why an old version of an edited function goes on, if it may.
 *
 * @param item The function.
 * @param home The file that it is in, as compiled code agrees with it.
 * @param oldTrees The files that hold a word, as compiled code agrees with them.
 */
export function oldVersionOf(
  { kind, path, changes, facts }: ChangedItem,
  home: SourceTree,
  oldTrees: OldTrees,
): OldVersion | undefined {
  if (kind !== "function") return undefined;
  if (path === "main") return "running";
  if (!facts) return undefined;
  const { callee, endless } = facts;
  const isOther = changes.includes("signature") || changes.includes("generics");
  if (endless && !isOther) return "endless";
  if (runsOnce(callee, home, oldTrees)) return "once";
  if (facts.outliving) return "closures";
  // With another signature, a trait is another one.
  if (isOther && !callee.isOfTrait) {
    const sites = [...oldTrees(callee.name)]
      .flatMap((source) => [...callSites(source, callee, home)]);
    if (sites.some(({ kind }) => kind === "value")) return "stored";
    if (sites.some((site) => runsOn(site, oldTrees))) return "callers";
  }
  return endless ? "endless" : undefined;
}

/** Whether a call may come again from code that goes on as it was. */
function runsOn(site: CallSite, oldTrees: OldTrees): boolean {
  const { within, isKept, isRepeated } = site;
  if (isKept || !within) return true;
  const { source, node } = within;
  if (isAsync(node)) return true;
  if (!isRepeated) return false;
  const body = node.childForFieldName("body");
  return isMain(source, node) ||
    body !== null && isEndless({ source, node: body }) ||
    runsOnce(calleeOf(source, node), source, oldTrees);
}

/** Whether a function is called once in the life of a program, from `main` down. */
function runsOnce(
  callee: Callee,
  home: SourceTree,
  oldTrees: OldTrees,
  above: ReadonlySet<string> = new Set(),
): boolean {
  // A trait's is called by what knows the trait.
  if (callee.isOfTrait || above.has(callee.name)) return false;
  const callers = new Set([...above, callee.name]);
  let isCalled = false;
  for (const source of oldTrees(callee.name)) {
    for (const site of callSites(source, callee, home)) {
      isCalled = true;
      const { kind, within, isRepeated, isKept, isHidden } = site;
      const isSingle = kind === "call" && !isRepeated && !isKept && !isHidden;
      if (!isSingle || !within) return false;
      if (isMain(within.source, within.node)) continue;
      const caller = calleeOf(within.source, within.node);
      if (!runsOnce(caller, within.source, oldTrees, callers)) return false;
    }
  }
  return isCalled;
}

/** Whether a function of a file is the program's `main`, as far as its place tells. */
export function isMain(source: SourceTree, node: Node): boolean {
  const name = node.childForFieldName("name");
  return node.parent?.type === "source_file" && name !== null &&
    source.textOf(name) === "main";
}

function isAsync(node: Node): boolean {
  return node.namedChildren.some((child) =>
    child.type === "function_modifiers" &&
    child.children.some(({ type }) => type === "async")
  );
}
