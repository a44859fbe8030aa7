/**
 * New functions that nobody else can see: private, of a name that the crate has
 * not used for anything. All code means the same with them, but for code that
 * was edited to call them. Pure.
 */

import { effectsOf } from "./attributes.ts";
import { definesBeyond } from "./body.ts";
import type { Item } from "./items.ts";
import { plainName } from "./mentions.ts";
import { EXPORTED } from "./placed_functions.ts";
import type { SourceTree } from "./source_tree.ts";
import type { Scope } from "./visibility.ts";

/** Whether an item that was added is such a function. */
export function isUnseen(
  source: SourceTree,
  { node, attributes }: Item,
  scope: Scope,
  isNewName: (name: string) => boolean,
): boolean {
  if (node.type !== "function_item") return false;
  const name = node.childForFieldName("name");
  const body = node.childForFieldName("body");
  if (!name || !body || scope.seen || scope.generic || scope.sealed) {
    return false;
  }
  return isPrivate(node) && effectsOf(source, attributes).macro === undefined &&
    !attributes.some((each) => EXPORTED.test(source.textOf(each))) &&
    !definesBeyond({ source, node: body }) &&
    isNewName(plainName(source.textOf(name)));
}

/** Of a trait's impl, none is private. */
function isPrivate(node: Item["node"]): boolean {
  const owner = node.parent?.parent;
  const isOfTrait = owner?.type === "impl_item" &&
    owner.childForFieldName("trait") !== null;
  return !isOfTrait &&
    !node.namedChildren.some(({ type }) =>
      type === "visibility_modifier" || type === "extern_modifier"
    );
}
