/** What the edit of a `macro_rules!` can come to, beyond the bodies that use the macro. Pure. */

import { isField, isWithin, mentions } from "./mentions.ts";
import type { SomeTree, SourceTree } from "./source_tree.ts";
import {
  macroDefinitions,
  macroShapesTypes,
  makesMoreThanCode,
} from "./type_uses.ts";
import { hasFutures, hasOpaque } from "./unnamed_types.ts";

/**
 * Whether a macro may define something or be part of a type. Errs towards yes.
 *
 * @param name The macro's.
 * @param versions The file that defines it, old and new.
 * @param someTree Asks all files.
 */
export function reachesTypes(
  name: string,
  versions: readonly SourceTree[],
  someTree: SomeTree,
): boolean {
  const isPlain = versions.every((source) => {
    const [definition, ...others] = macroDefinitions(source, name);
    return definition && others.length === 0 &&
      !makesMoreThanCode(source, definition);
  });
  return !isPlain ||
    someTree(
      name,
      (source) =>
        macroShapesTypes(source, name) || isInOtherMacro(source, name),
    ) ||
    someTree("async", hasFutures) || someTree("impl", hasOpaque);
}

const MACRO: ReadonlySet<string> = new Set(["macro_definition"]);

/** Whether another macro uses it, where the input does not show it. */
function isInOtherMacro(source: SourceTree, name: string): boolean {
  const own = new Set(macroDefinitions(source, name).map(({ id }) => id));
  return mentions(source, name).some((node) => {
    if (isField(node, "name") || !isWithin(node, MACRO)) return false;
    let outer = node.parent;
    while (outer && outer.type !== "macro_definition") outer = outer.parent;
    return outer !== null && !own.has(outer.id);
  });
}
