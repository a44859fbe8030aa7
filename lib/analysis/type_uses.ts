/**
 * Where what a name stands for may be part of a type: a length, an argument,
 * the value of another constant. Errs towards yes. Pure.
 */

import type { Node } from "web-tree-sitter";
import { itemsWithin } from "./items.ts";
import { isField, mentions } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";

/** Whether a constant, static or `const fn` may be part of a type in a file. */
export function valueShapesTypes(source: SourceTree, name: string): boolean {
  return mentions(source, name).some((node) => {
    const isOwn = isField(node, "name") && DEFINES.has(node.parent?.type ?? "");
    return !isOwn && isPartOfType(source, node);
  });
}

/** Whether a constant's value defines items: `const _: () = { … }` is a place for those. */
export function definesTypes(source: SourceTree, name: string): boolean {
  return source.root.descendantsOfType("const_item").some((node) => {
    const [own, value] = ["name", "value"].map((field) =>
      node.childForFieldName(field)
    );
    return own && value && source.textOf(own) === name &&
      itemsWithin({ source, node: value }).length > 0;
  });
}

/** Whether what a macro makes may be part of a type in a file, or an item. */
export function macroShapesTypes(source: SourceTree, name: string): boolean {
  return mentions(source, name).some((node) => {
    const owner = node.parent;
    if (owner?.type === "macro_definition" && isField(node, "name")) {
      return false;
    }
    const call = owner?.type === "scoped_identifier" ? owner.parent : owner;
    if (call?.type !== "macro_invocation") return isPartOfType(source, node);
    return standsAsItem(call) || isPartOfType(source, call);
  });
}

/** Whether a macro may make more than code of the body that it is used in. */
export function makesMoreThanCode(
  source: SourceTree,
  definition: Node,
): boolean {
  return tokenTexts({ source, node: definition }).slice(1)
    .some((token) => BEYOND_CODE.has(token));
}

/** The definitions of a macro in a file. */
export function macroDefinitions(source: SourceTree, name: string): Node[] {
  return [...mentions(source, name)].filter((node) => isField(node, "name"))
    .flatMap(({ parent }) => parent?.type === "macro_definition" ? parent : []);
}

/** Items, types and whatever is not looked into; closures. */
const BEYOND_CODE: ReadonlySet<string> = new Set([
  ..."struct enum union type trait impl mod const static fn".split(" "),
  ..."async await macro_rules item ty tt | ||".split(" "),
]);

const DEFINES: ReadonlySet<string> = new Set([
  "const_item",
  "static_item",
  "function_item",
]);

/** Whether a macro call is an item, or could be some. */
export function standsAsItem(call: Node): boolean {
  const owner = call.parent?.type === "expression_statement"
    ? call.parent.parent
    : call.parent;
  return owner?.type === "source_file" || owner?.type === "declaration_list";
}

function isPartOfType(source: SourceTree, node: Node): boolean {
  let at = node;
  for (let { parent } = node; parent; [at, parent] = [parent, parent.parent]) {
    switch (parent.type) {
      case "array_type":
      case "array_expression":
        if (isField(at, "length")) return true;
        break;
      case "type_arguments":
      case "const_parameter":
      case "const_item":
      case "struct_item":
      case "enum_item":
      case "union_item":
      case "type_item":
      case "attribute_item":
      case "inner_attribute_item":
      // What it stands for has another name elsewhere.
      case "use_as_clause":
        return true;
      case "function_item":
        if (isField(at, "body")) return isConst(parent);
        break;
      case "macro_definition":
        return makesMoreThanCode(source, parent);
      case "token_tree":
        if (isTypeInMacro(source, at)) return true;
        break;
      case "macro_invocation":
        if (standsAsItem(parent)) return true;
        break;
    }
    if (isField(at, "type", "return_type", "trait")) return true;
  }
  return false;
}

function isConst(node: Node): boolean {
  return node.namedChildren.some((child) =>
    child.type === "function_modifiers" &&
    child.children.some(({ type }) => type === "const")
  );
}

/** What may begin a type in a macro's input, which has no tree. */
const BEFORE_TYPES: ReadonlySet<string> = new Set([":", "->", "<", "&", "*"]);
const DECLARES: ReadonlySet<string> = new Set(
  "const static type struct enum union".split(" "),
);

function isTypeInMacro(source: SourceTree, node: Node): boolean {
  const call = node.parent?.parent;
  const name = call?.type === "macro_invocation"
    ? call.childForFieldName("macro")
    : null;
  const isList = name !== null && source.textOf(name) === "vec";
  let before = node.previousSibling;
  if (before && BEFORE_TYPES.has(source.textOf(before))) return true;
  for (; before; before = before.previousSibling) {
    const token = source.textOf(before);
    // Before the length of an array.
    if (token === ";") return !isList && isBracketed(node);
    if (token === "<" || DECLARES.has(token)) return true;
  }
  return false;
}

function isBracketed(node: Node): boolean {
  return node.parent?.firstChild?.type === "[";
}
