/**
 * Finds out whether code of a crate that may be running when an edit comes can
 * have a function's old code in itself: an optimised loop may. Never decides
 * what is made of it. Pure.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";

/** What may go on for long: where such a word stands, code may be running. */
const LOOPS = /\b(?:loop|while|for)\b/;
const WORD = /\w+/g;

/** A function: its name, the words of its body, and whether it may take long. */
export interface Caller {
  name: string;
  words: ReadonlySet<string>;
  mayRun: boolean;
}

/**
 * Whether a function is named, itself or through others, in one of some files
 * that may be running: `main`, or one with a loop. By name alone, so that two
 * of one name count as one.
 *
 * @param name The function's own name.
 * @param callers The functions of its crate.
 */
export function mayBeRunBy(
  name: string,
  callers: readonly Caller[],
): boolean {
  const reached = new Set([name]);
  for (let size = 0; size < reached.size;) {
    size = reached.size;
    for (const caller of callers) {
      // A name may be mentioned where the function itself is not called.
      if (!caller.words.values().some((word) => reached.has(word))) continue;
      if (caller.mayRun && caller.name !== name) return true;
      reached.add(caller.name);
    }
  }
  return false;
}

/** Whether code may take long: where it has a loop. */
export function hasLoop(text: string): boolean {
  return LOOPS.test(text);
}

/** The functions of a file. */
export function callersIn(source: SourceTree): Caller[] {
  return source.root.descendantsOfType("function_item").flatMap((node) => {
    const body = node?.childForFieldName("body");
    if (!node || !body) return [];
    return [callerOf(source, node, body)];
  });
}

function callerOf(source: SourceTree, node: Node, body: Node): Caller {
  const named = node.childForFieldName("name");
  const name = named ? source.textOf(named) : "";
  const text = source.textOf(body);
  return {
    name,
    words: new Set(text.match(WORD) ?? []),
    mayRun: name === "main" || hasLoop(text),
  };
}
