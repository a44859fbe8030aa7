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

/** The nodes that are a name, in order. */
export function* mentions(
  source: SourceTree,
  name: string,
): Generator<Node> {
  const plain = plainName(name);
  const { text, root } = source;
  // What is inferred has no name.
  if (plain === "" || plain === "_") return;
  for (
    let at = text.indexOf(plain);
    at >= 0;
    at = text.indexOf(plain, at + plain.length)
  ) {
    const end = at + plain.length;
    if (WORD.test(text[end] ?? "") || WORD.test(text[at - 1] ?? "")) continue;
    const node = root.descendantForIndex(at, end);
    if (node === null || !NAMES.has(node.type)) continue;
    if (plainName(source.textOf(node)) === plain) yield node;
  }
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
