/**
 * What a trait object's table of methods is made from: a method more, or in
 * another place, and calls through old tables go astray.
 */

import type { SourceTree } from "./source_tree.ts";
import { isComment, tokenTexts } from "./tokens.ts";

/** The traits of a file, by name, that are not what they were. */
export function changedTraits(
  before: SourceTree,
  after: SourceTree,
): string[] {
  const [was, is] = [shapesIn(before), shapesIn(after)];
  return [...was].filter(([name, shape]) => is.get(name) !== shape)
    .map(([name]) => name);
}

/** The heads of each trait and of its members, in order; traits of the same name together. */
function shapesIn(source: SourceTree): Map<string, string> {
  const shapes = new Map<string, string>();
  if (!/\btrait\b/.test(source.text)) return shapes;
  for (const node of source.root.descendantsOfType("trait_item")) {
    const body = node.childForFieldName("body");
    const name = node.childForFieldName("name");
    if (name === null) continue;
    const members = body?.namedChildren.filter((child) =>
      !isComment(child) && child.type !== "attribute_item"
    ) ?? [];
    const heads = [node, ...members].map((each) => {
      const except = each.childForFieldName("body");
      const texts = tokenTexts({ source, node: each, except });
      return texts.join(" ").replace(/ ;$/, "");
    });
    const key = source.textOf(name);
    shapes.set(key, `${shapes.get(key) ?? ""}\n${heads.join("\n")}`);
  }
  return shapes;
}
