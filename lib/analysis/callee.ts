/**
 * What a function is to those who call it, and whether a mention of its name
 * can be of it: by what is written before the name, and by imports. Pure.
 */

import type { Node } from "web-tree-sitter";
import { importsOf } from "./imports.ts";
import { isField, mentions, plainName } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";

/** A function, as far as calls of it tell. */
export interface Callee {
  name: string;
  /** The type whose function it is; none for a free one. */
  owner?: string;
  /** Others may call it by a trait, without its name. */
  isOfTrait: boolean;
  /** How many arguments it takes, itself not counted. */
  arity: number;
  takesSelf: boolean;
}

/** What a function is to its callers. */
export function calleeOf(source: SourceTree, node: Node): Callee {
  const name = node.childForFieldName("name");
  const parameters = node.childForFieldName("parameters")?.namedChildren
    .filter((child) => !child.isExtra && child.type !== "attribute_item") ?? [];
  const takesSelf = parameters.some(({ type }) => type === "self_parameter");
  const outer = node.parent?.parent;
  const type = outer?.type === "impl_item"
    ? outer.childForFieldName("type")
    : null;
  const isOfTrait = outer?.type === "trait_item" ||
    outer?.type === "impl_item" && outer.childForFieldName("trait") !== null;
  return {
    name: name ? source.textOf(name) : "",
    ...type && { owner: lastName(source, type) },
    isOfTrait,
    arity: parameters.length - (takesSelf ? 1 : 0),
    takesSelf,
  };
}

/**
 * What tells by the text before a name that it cannot be a function's: looking
 * at the tree costs a hundred times as much.
 */
export function filterFor(
  source: SourceTree,
  { name, owner }: Callee,
  isHome: boolean,
): (at: number) => boolean {
  const { text } = source;
  let isNear = isHome ? true : undefined;
  return (at) => {
    let end = at;
    while (/\s/.test(text[end - 1] ?? "")) end--;
    if (text[end - 1] === ".") return owner !== undefined;
    if (!text.startsWith("::", end - 2)) {
      if (owner !== undefined) return false;
      return isNear ??= mayBring(source, name);
    }
    const path = /\w+$/.exec(text.slice(Math.max(0, end - 66), end - 2))?.[0];
    return path === undefined || mayQualify(source, path, owner);
  };
}

/** Whether the imports of a file may bring a function of another file. */
function mayBring(source: SourceTree, name: string): boolean {
  const { names, globs } = importsOf(source);
  if (names.values().some((each) => each.name === name)) return true;
  return globs.size > 0 &&
    !mentions(source, name).some((node) =>
      isField(node, "name") && node.parent?.type === "function_item"
    );
}

/** Whether the last name of a path may be that of a function's owner. */
function mayQualify(
  source: SourceTree,
  path: string,
  owner: string | undefined,
): boolean {
  if (owner === undefined) return !/^[A-Z]/.test(path);
  return path === owner || path === "Self" || otherNames(source).has(path);
}

/** Names that may stand for another type: aliases, parameters, traits. */
function otherNames(source: SourceTree): ReadonlySet<string> {
  const known = OTHER_NAMES.get(source);
  if (known) return known;
  const found = source.root.descendantsOfType(GIVES_NAMES).flatMap((node) => {
    const name = node.childForFieldName("alias") ??
      node.childForFieldName("name");
    return name ? source.textOf(name) : [];
  });
  const names = new Set(found);
  OTHER_NAMES.set(source, names);
  return names;
}

const OTHER_NAMES = new WeakMap<SourceTree, ReadonlySet<string>>();
const GIVES_NAMES = [
  "associated_type",
  "trait_item",
  "type_item",
  "type_parameter",
  "use_as_clause",
];

/** Whether `Self` before a name is another type. */
export function isOfOther(
  source: SourceTree,
  path: Node,
  { owner }: Callee,
): boolean {
  const first = path.childForFieldName("path");
  if (first === null || source.textOf(first) !== "Self") return false;
  const own = ownerAround(source, path);
  return own !== undefined && own !== owner;
}

function ownerAround(source: SourceTree, node: Node): string | undefined {
  let at = node.parent;
  while (at && at.type !== "impl_item") at = at.parent;
  const type = at?.childForFieldName("type");
  return type ? lastName(source, type) : undefined;
}

/** The own name of a path or type, without generic arguments. */
export function lastName(source: SourceTree, node: Node): string {
  const inner = node.type === "generic_type" || node.type === "reference_type"
    ? node.childForFieldName("type")
    : node.childForFieldName("name");
  return inner ? lastName(source, inner) : plainName(source.textOf(node));
}
