/**
 * Which functions may be compiled for types that have no name: closures, and
 * what `async` and `impl Trait` stand for.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { functionFacts, isGeneric, type Scope } from "./visibility.ts";

/** The functions of a file, by their own name. */
export interface FunctionNames {
  /** Neither generic, nor with a type that only a body tells. */
  plain: Set<string>;
  /** All others, and those that macros may make. */
  loose: Set<string>;
}

/** Reads the names of all functions of a file, wherever they stand. */
export function functionNames(source: SourceTree): FunctionNames {
  const names: FunctionNames = { plain: new Set(), loose: new Set() };
  for (const node of source.root.descendantsOfType("function_item")) {
    const name = node.childForFieldName("name");
    if (name === null) continue;
    const facts = functionFacts(node, scopeOf(node));
    const isLoose = facts.generic || facts.async || facts.opaque;
    names[isLoose ? "loose" : "plain"].add(source.textOf(name));
  }
  const macros = ["macro_definition", "macro_invocation", "attribute_item"];
  for (const node of source.root.descendantsOfType(macros)) {
    const made = source.textOf(node).matchAll(/\bfn\s+(\w+)/g);
    for (const [, name = ""] of made) names.loose.add(name);
  }
  return names;
}

function scopeOf(node: Node): Scope {
  const owner = node.parent?.parent;
  const generic = owner?.type === "trait_item" ||
    owner?.type === "impl_item" && isGeneric(owner);
  const outside = { path: [], seen: undefined, sealed: false };
  return { ...outside, generic, associated: false };
}

/** What the standard library's derives write, for generic types as well. */
const DERIVED = "clone cmp default eq fmt hash ne partial_cmp".split(" ");

/** The names that belong to plain functions only, in all of these files. */
export function plainNames(files: Iterable<FunctionNames>): Set<string> {
  const all = [...files];
  const loose = new Set([
    ...DERIVED,
    ...all.flatMap(({ loose }) => [...loose]),
  ]);
  return new Set(
    all.flatMap(({ plain }) => [...plain]).filter((name) => !loose.has(name)),
  );
}
