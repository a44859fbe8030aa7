/**
 * Where a file's code mentions a name: found in the text, told by the tree, so
 * that comments and strings do not count. By name alone: two things of one
 * name are one. Pure.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";

const NAMES: ReadonlySet<string> = new Set([
  "identifier",
  "type_identifier",
  "field_identifier",
  "shorthand_field_identifier",
]);

const WORD = /\w/;

/** A name without the mark that lets it be a keyword. */
export function plainName(text: string): string {
  return text.startsWith("r#") ? text.slice(2) : text;
}

/** The nodes that are a name, in order; from some place on. */
export function* mentions(
  source: SourceTree,
  name: string,
  from = 0,
): Generator<Node> {
  for (const at of places(source.text, name, from)) {
    const node = mentionAt(source, name, at);
    if (node) yield node;
  }
}

/** Where a name stands as a word of its own, comments and strings included. */
export function* places(
  text: string,
  name: string,
  from = 0,
): Generator<number> {
  const plain = plainName(name);
  // What is inferred has no name.
  if (plain === "" || plain === "_") return;
  for (
    let at = text.indexOf(plain, from);
    at >= 0;
    at = text.indexOf(plain, at + plain.length)
  ) {
    const end = at + plain.length;
    if (WORD.test(text[end] ?? "") || WORD.test(text[at - 1] ?? "")) continue;
    yield at;
  }
}

/** The node that is a name, if one is at a place. */
export function mentionAt(
  source: SourceTree,
  name: string,
  at: number,
): Node | undefined {
  const plain = plainName(name);
  const node = source.root.descendantForIndex(at, at + plain.length);
  if (node === null || !NAMES.has(node.type)) return undefined;
  return plainName(source.textOf(node)) === plain ? node : undefined;
}

/** Whether a mention says itself where its name is to be looked for. */
export function isQualified(node: Node): boolean {
  if (node.type === "field_identifier") return true;
  const { parent, previousSibling } = node;
  switch (parent?.type) {
    case "scoped_identifier":
    case "scoped_type_identifier":
      return parent.childForFieldName("name")?.id === node.id;
    case "token_tree":
      return previousSibling?.type === "::" || previousSibling?.type === ".";
    default:
      return false;
  }
}

/** Whether a node is within one of some kinds. */
export function isWithin(node: Node, kinds: ReadonlySet<string>): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    if (kinds.has(at.type)) return true;
  }
  return false;
}

/** Whether a node is a certain field of its parent. */
export function isField(node: Node, ...fields: string[]): boolean {
  return fields.some((field) =>
    node.parent?.childForFieldName(field)?.id === node.id
  );
}
