/** Whether a name is that of a variable where it stands. Pure. */

import type { Node } from "web-tree-sitter";
import { isField, mentions } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";

/** Whether a name is that of a variable there. */
export function isVariable(source: SourceTree, node: Node): boolean {
  if (bindingOf(node)) return true;
  let scope: Node | null = node;
  while (scope && scope.type !== "function_item") scope = scope.parent;
  if (!scope) return false;
  const { startIndex } = scope;
  for (const other of mentions(source, source.textOf(node), startIndex)) {
    if (other.startIndex >= node.startIndex) return false;
    const declaration = bindingOf(other);
    const isBefore = declaration?.type !== "let_declaration" ||
      declaration.endIndex <= node.startIndex;
    if (declaration && isBefore) return true;
  }
  return false;
}

/** What declares a variable, if a mention is its declaration. */
function bindingOf(node: Node): Node | undefined {
  for (let at = node; at.parent; at = at.parent) {
    if (isField(at, "pattern")) return at.parent;
    const { type } = at.parent;
    if (type === "closure_parameters" || type === "match_pattern") {
      return at.parent;
    }
    if (!type.endsWith("_pattern") || isField(at, "type")) return undefined;
  }
  return undefined;
}
