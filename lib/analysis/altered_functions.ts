/**
 * Judges functions that nobody edited and that were compiled to other code all
 * the same: by what they inline, by constants, by what a name stands for now.
 * Pure.
 */

import type { Node } from "web-tree-sitter";
import { enclosing, isEndless } from "./body.ts";
import { calleeOf } from "./callee.ts";
import { hasLoop } from "./running_callers.ts";
import { isField, mentions } from "./mentions.ts";
import { isMain, type OldVersion, oldVersionOf } from "./old_versions.ts";
import type { ParsedFiles, Saved } from "./parsed_files.ts";
import type { SourceTree } from "./source_tree.ts";
import type { ChangedItem } from "./verdict.ts";

/** A function that was compiled to other code. */
export interface AlteredFunction {
  /** Its path within its crate, as symbols have it. */
  path: string;
  /** Its own name: empty for closures. */
  name: string;
  /** Whether only constants that it uses are others. */
  byConstants: boolean;
}

/** A function whose code is another, although its text is not. */
export interface AlteredItem {
  item: ChangedItem;
  /** Why its old version goes on, if it may. */
  version: OldVersion | undefined;
}

const FUNCTION: ReadonlySet<string> = new Set(["function_item"]);

/** What is asked of the sources. */
type Sources = Pick<ParsedFiles, "oldTrees" | "versionsWith">;

/**
 * Finds altered functions in the sources; what macros make is not there.
 *
 * @param altered What has other code now.
 * @param edited The items that were edited: those are judged already.
 */
export function alteredItems(
  altered: readonly AlteredFunction[],
  edited: readonly ChangedItem[],
  sources: Sources,
): AlteredItem[] {
  const judged = new Set(edited.map(({ name }) => name));
  const found = new Map<string, AlteredItem>();
  for (const { path, name, byConstants } of altered) {
    if (name === "" || judged.has(name)) continue;
    // Others may have a `main` too.
    if (name === "main" && path !== "main") continue;
    const item = itemOf(path, name, byConstants, sources);
    if (item && !found.get(path)?.version) found.set(path, item);
  }
  return [...found.values()];
}

function itemOf(
  path: string,
  name: string,
  byConstants: boolean,
  sources: Sources,
): AlteredItem | undefined {
  let item: AlteredItem | undefined;
  for (const saved of sources.versionsWith(name)) {
    // Its constants hold where it is: in logs, in `line!()`.
    if (byConstants && isMoved(saved, name)) continue;
    for (const node of functionsNamed(saved.before, name)) {
      const judged = judge(saved.before, node, path, sources);
      if (judged?.version) return judged;
      item ??= judged;
    }
  }
  return item;
}

/** Takes a function for one whose body was edited. */
export function judge(
  source: SourceTree,
  node: Node,
  path: string,
  { oldTrees }: Pick<Sources, "oldTrees">,
): AlteredItem | undefined {
  const body = node.childForFieldName("body");
  if (!body) return undefined;
  const callee = calleeOf(source, node);
  const { name } = callee;
  const facts = {
    ...{ generic: false, async: false, const: false, opaque: false },
    closures: "none" as const,
    callee,
    endless: isEndless({ source, node: body }),
  };
  const item: ChangedItem = {
    ...{ path, name, kind: "function", changes: ["body"], facts },
    line: source.lineAt(node.startIndex) + 1,
  };
  return { item, version: oldVersionOf(item, source, oldTrees) };
}

/**
 * Statics with another value that code which goes on may hold by reference: it
 * has named them, and runs, or ran once.
 *
 * @param items The items that were edited.
 * @param mayRunOn Whether functions with a loop count as well: such as hold an
 *   address for as long as they run.
 */
export function heldStatics(
  items: readonly ChangedItem[],
  sources: Pick<Sources, "oldTrees">,
  mayRunOn: boolean,
): string[] {
  const edited = items.filter(({ kind, changes }) =>
    kind === "static" && changes.includes("definition")
  );
  return edited.filter(({ name }) => isHeld(name, sources, mayRunOn))
    .map(({ path }) => path);
}

function isHeld(
  name: string,
  sources: Pick<Sources, "oldTrees">,
  mayRunOn: boolean,
): boolean {
  for (const source of sources.oldTrees(name)) {
    for (const mention of mentions(source, name)) {
      const around = enclosing(mention, FUNCTION);
      if (!around) continue;
      const path = isMain(source, around) ? "main" : "";
      const judged = judge(source, around, path, sources);
      if (judged?.version) return true;
      if (mayRunOn && hasLoop(source.textOf(around))) return true;
    }
  }
  return false;
}

/** Whether functions of a name stand at other lines than they did. */
function isMoved({ before, after }: Saved, name: string): boolean {
  if (!after) return false;
  const lines = (source: SourceTree) =>
    functionsNamed(source, name).map((node) => source.lineAt(node.startIndex));
  return `${lines(before)}` !== `${lines(after)}`;
}

/** The functions of a name. */
export function functionsNamed(source: SourceTree, name: string): Node[] {
  return [...mentions(source, name)].flatMap((node) => {
    const { parent } = node;
    const isOne = parent !== null && FUNCTION.has(parent.type);
    return isOne && isField(node, "name") ? [parent] : [];
  });
}
