/** Finds the items in a file, a block of items or a function's body, with what belongs to each. */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { isComment, isDoc, type Part, tokenTexts } from "./tokens.ts";

/** An item with the attributes and doc comments before it. */
export interface Item {
  node: Node;
  /** Before it, and at the start of its body (`#![…]`). */
  attributes: Node[];
  docs: Node[];
  start: number;
  end: number;
}

/** What kind of thing an item is, for reports. */
export type ItemKind =
  | "function"
  | "type"
  | "trait"
  | "impl"
  | "const"
  | "static"
  | "module"
  | "macro"
  | "macro call"
  | "import"
  | "other";

const KINDS: Record<string, ItemKind> = {
  function_item: "function",
  function_signature_item: "function",
  struct_item: "type",
  enum_item: "type",
  union_item: "type",
  type_item: "type",
  associated_type: "type",
  trait_item: "trait",
  impl_item: "impl",
  const_item: "const",
  static_item: "static",
  mod_item: "module",
  macro_definition: "macro",
  macro_invocation: "macro call",
  use_declaration: "import",
  extern_crate_declaration: "import",
  foreign_mod_item: "other",
  inner_attribute_item: "other",
  empty_statement: "other",
};

/** Items that stand in a function's body among its statements. */
const NOT_IN_BODIES: ReadonlySet<string> = new Set([
  "macro_invocation",
  "empty_statement",
  "inner_attribute_item",
]);
const IN_BODIES = Object.keys(KINDS).filter((type) => !NOT_IN_BODIES.has(type));

/** The kind of an item; undefined for what is no item that we know. */
export function kindOf(item: Item): ItemKind | undefined {
  const { node } = item;
  // `m!(…);` at item level is parsed as an expression and a semicolon.
  if (
    node.type === "expression_statement" &&
    node.namedChild(0)?.type === "macro_invocation"
  ) return "macro call";
  return KINDS[node.type];
}

/** The items directly in a file (its root) or in a block of items, in order. */
export function itemsIn(source: SourceTree, container: Node): Item[] {
  const items: Item[] = [];
  let attributes: Node[] = [];
  let docs: Node[] = [];
  const add = (node: Node) => {
    const first = [...attributes, ...docs, node].reduce((a, b) =>
      a.startIndex < b.startIndex ? a : b
    );
    items.push({
      node,
      attributes: [...attributes, ...innerAttributes(source, node)],
      docs,
      start: first.startIndex,
      end: node.endIndex,
    });
    [attributes, docs] = [[], []];
  };
  for (const node of container.namedChildren) {
    if (node.type === "attribute_item") attributes.push(node);
    else if (isComment(node)) {
      if (isDoc(source.textOf(node))) docs.push(node);
    } else if (node.type !== "shebang" && !isInnerAttribute(node, container)) {
      add(node);
    }
  }
  const dangling = attributes.pop() ?? docs.pop();
  if (dangling) add(dangling);
  return items;
}

/** The outermost items in a function's body, wherever they stand in it. */
export function itemsWithin({ source, node: body }: Part): Item[] {
  const items: Item[] = [];
  if (!NESTED.test(source.textOf(body))) return items;
  let end = 0;
  for (const node of body.descendantsOfType(IN_BODIES)) {
    if (node.startIndex < end) continue;
    end = node.endIndex;
    const attributes: Node[] = [];
    const docs: Node[] = [];
    let start = node.startIndex;
    let before = node.previousSibling;
    for (
      ;
      before && (before.type === "attribute_item" || isComment(before));
      before = before.previousSibling
    ) {
      if (before.type === "attribute_item") attributes.unshift(before);
      else if (isDoc(source.textOf(before))) docs.unshift(before);
      else continue;
      start = before.startIndex;
    }
    attributes.push(...innerAttributes(source, node));
    items.push({ node, attributes, docs, start, end });
  }
  return items;
}

/** The attributes at the start of a file, a block of items or a function's body. */
export function innerAttributes(source: SourceTree, node: Node): Node[] {
  if (!source.textOf(node).includes("#!")) return [];
  const body = node.type === "source_file"
    ? node
    : node.childForFieldName("body");
  return body?.namedChildren.filter((child) =>
    child.type === "inner_attribute_item"
  ) ??
    [];
}

function isInnerAttribute(node: Node, container: Node): boolean {
  return node.type === "inner_attribute_item" &&
    container.type !== "source_file";
}

/** A cheap first look: most bodies hold no items. */
const NESTED =
  /\b(?:fn|impl|struct|enum|union|trait|type|const|static|mod|use|extern|macro_rules)\b/;

/** What makes an item the same one in two versions of a file. */
export function identityOf(source: SourceTree, item: Item): string {
  const { node } = item;
  const head = node.type === "impl_item"
    ? tokenTexts({ source, node, except: node.childForFieldName("body") }).join(
      " ",
    )
    : nameOf(source, item);
  return `${node.type} ${head}`;
}

/** An item's name; for an impl, its type without references, lifetimes and spaces. */
export function nameOf(source: SourceTree, item: Item): string {
  const { node } = item;
  if (node.type === "impl_item") {
    const type = node.childForFieldName("type");
    return type ? plainType(source.textOf(type)) : "impl";
  }
  const call = node.type === "expression_statement"
    ? node.namedChild(0)!
    : node;
  const name = call.childForFieldName("name") ??
    call.childForFieldName("macro") ??
    call.childForFieldName("argument");
  if (name === null) return "";
  return source.textOf(name) + (call.type === "macro_invocation" ? "!" : "");
}

function plainType(text: string): string {
  return text
    .replace(/\/\/.*|\/\*[^]*?\*\//g, "")
    .replace(/&\s*(?:'\w+\s*)?(?:mut\b)?/g, "")
    .replace(/'\w+\s*,?/g, "")
    .replace(/\s+/g, "")
    .replace(/<>/g, "");
}

/** A function's head in two parts: where it is generic, and the rest. */
export function headTexts(
  source: SourceTree,
  item: Item,
): { generics: string; rest: string } {
  const head = item.node.namedChildren.filter((child) =>
    child.type !== "block" && !child.isExtra
  );
  const isGeneric = ({ type }: Node) =>
    type === "type_parameters" || type === "where_clause";
  const texts = (nodes: Node[]) =>
    nodes.flatMap((node) => [node.type, ...tokenTexts({ source, node })]).join(
      " ",
    );
  return {
    generics: texts(head.filter(isGeneric)),
    rest: texts(head.filter((node) => !isGeneric(node))),
  };
}
