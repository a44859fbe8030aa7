/**
 * Finds `main` in the source of a program, and where hot reload starts. Never
 * guesses: where that is unclear it says so. Pure.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "../../analysis/source_tree.ts";

/** What was found of `main`. */
export type MainFunction =
  /** It starts hot reload already, or some function beside it does. */
  | { kind: "started" }
  /** It does not yet: here is its body. */
  | { kind: "found"; body: Node }
  /** There is not one that can be edited; why. */
  | { kind: "unclear"; why: Unclear };

/** Why `main` cannot be edited. */
export type Unclear =
  /** None is written in the file: it is imported, or made by a macro. */
  | "none"
  /** There are several, for different configurations. */
  | "several"
  /** It is not valid Rust. */
  | "broken";

/**
 * Looks for `main`.
 *
 * @param chaud The name under which the crate knows `chaud`.
 */
export function findMain(tree: SourceTree, chaud: string): MainFunction {
  if (startsHotReload(tree, chaud)) return { kind: "started" };
  const mains = tree.root.namedChildren.filter((node) =>
    node?.type === "function_item" && nameOf(tree, node) === "main"
  );
  const [main, ...others] = mains;
  const body = main?.childForFieldName("body");
  if (!main || !body) return { kind: "unclear", why: "none" };
  if (others.length > 0) return { kind: "unclear", why: "several" };
  if (main.hasError) return { kind: "unclear", why: "broken" };
  return { kind: "found", body };
}

/** The source with `call` as the first statement of a body. */
export function insertFirst(
  tree: SourceTree,
  body: Node,
  call: string,
): string {
  const { text } = tree;
  const open = body.startIndex + 1;
  const place = attributesEnd(body) ?? open;
  const next = body.namedChildren.find((node) =>
    node !== null && node.startIndex >= place
  );
  const isOnOneLine = next && tree.lineAt(next.startIndex) ===
      tree.lineAt(place);
  if (isOnOneLine) return splice(text, place, ` ${call}`);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const outer = /^\s*/.exec(tree.linePrefix(lineStart(tree, body)))?.[0] ?? "";
  const indent = next && /^\s+$/.test(tree.linePrefix(next.startIndex))
    ? tree.linePrefix(next.startIndex)
    : `${outer}    `;
  const end = body.endIndex - 1;
  const isEmpty = text.slice(place, end).trim() === "" &&
    tree.lineAt(place) === tree.lineAt(end);
  const line = `${newline}${indent}${call}`;
  if (!isEmpty) return splice(text, place, line);
  return `${text.slice(0, place)}${line}${newline}${outer}${text.slice(end)}`;
}

function startsHotReload(tree: SourceTree, chaud: string): boolean {
  const isInit = (node: Node | null) => {
    const path = node ? tree.textOf(node).replaceAll(/\s/g, "") : "";
    return path.replace(/^::/, "") === `${chaud}::init`;
  };
  const macros = tree.root.descendantsOfType("macro_invocation");
  const calls = tree.root.descendantsOfType("call_expression");
  return macros.some((node) =>
    isInit(node?.childForFieldName("macro") ?? null)
  ) || calls.some((node) =>
    isInit(node?.childForFieldName("function") ?? null)
  );
}

function nameOf(tree: SourceTree, node: Node): string {
  const name = node.childForFieldName("name");
  return name ? tree.textOf(name) : "";
}

/** Behind `#![…]` at the start of a body, which must stay first. */
function attributesEnd(body: Node): number | undefined {
  let end: number | undefined;
  for (const node of body.namedChildren) {
    if (node?.type === "inner_attribute_item") end = node.endIndex;
    else if (node?.isExtra !== true) break;
  }
  return end;
}

/** Where the first token stands of the line that the body's function is on. */
function lineStart(tree: SourceTree, body: Node): number {
  const item = body.parent ?? body;
  const prefix = tree.linePrefix(item.startIndex);
  return item.startIndex - prefix.length + prefix.trimStart().length;
}

function splice(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at);
}
