/**
 * Traits that a type implements in another way after an edit: by hand where it
 * was derived, by another `impl`. Those are other functions: what goes on as it
 * was compiled, and trait objects that exist, have the old ones. Pure.
 */

import type { Node } from "web-tree-sitter";
import { derivesOf } from "./attributes.ts";
import { placeOf } from "./imports.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";
import { changedTraits } from "./vtables.ts";

/** One implementation of a trait. */
interface Implementation {
  trait: string;
  type: string;
  /** What tells it from others of the same trait: its place is part of symbols. */
  head: string;
  /** For whatever has some other trait. */
  isBlanket: boolean;
  /** Functions that are written out: the trait's own stand for all others. */
  members: string;
}

/** A file before and after an edit. */
export interface Versions {
  file: string;
  before: SourceTree;
  after: SourceTree;
}

/** Implementations that took the place of others: `<Type as Trait>`. */
export function replacedImplementations(
  files: readonly Versions[],
): string[] {
  const was = files.flatMap(({ file, before }) =>
    implementationsIn(file, before)
  );
  const is = files.flatMap(({ file, after }) => implementationsIn(file, after));
  const [gone, come] = [without(was, is), without(is, was)];
  const replaced = come.filter(({ trait, type, isBlanket }) =>
    gone.some((old) =>
      old.trait === trait &&
      (old.type === type || old.isBlanket || isBlanket)
    )
  );
  // With a function more or less, the trait's own has another's place; of a
  // trait that has other functions itself, more is known to be wrong.
  const members = new Map(was.map(({ head, members }) => [head, members]));
  const changed = new Set(
    files.flatMap(({ before, after }) => changedTraits(before, after)),
  );
  const filled = is.filter(({ trait, head, members: own }) =>
    !changed.has(trait) && own !== (members.get(head) ?? own)
  );
  const dropped = [...gone, ...come].filter(({ trait, type }) =>
    trait === "Drop" && !comesOrGoes(type, files)
  );
  return [
    ...new Set(
      [...replaced, ...filled, ...dropped]
        .map(({ trait, type }) => `<${type} as ${trait}>`),
    ),
  ];
}

const TYPES = ["struct_item", "enum_item", "union_item"];

/** Whether an edit has brought or taken a type: no value of it goes on. */
function comesOrGoes(type: string, files: readonly Versions[]): boolean {
  const declares = (source: SourceTree) =>
    source.root.descendantsOfType(TYPES).some((node) => {
      const name = node.childForFieldName("name");
      return name !== null && source.textOf(name) === type;
    });
  return files.some(({ after }) => declares(after)) !==
    files.some(({ before }) => declares(before));
}

function without(
  some: readonly Implementation[],
  others: readonly Implementation[],
): Implementation[] {
  const heads = new Set(others.map(({ head }) => head));
  return some.filter(({ head }) => !heads.has(head));
}

function implementationsIn(
  file: string,
  source: SourceTree,
): Implementation[] {
  const { root } = source;
  const found = [
    ...root.descendantsOfType("impl_item")
      .flatMap((node) => writtenOut(source, node)),
    ...root.descendantsOfType(TYPES)
      .flatMap((node) => derived(source, node)),
  ];
  return found.map((each) => ({ ...each, head: `${file} ${each.head}` }));
}

function writtenOut(source: SourceTree, node: Node): Implementation[] {
  const trait = node.childForFieldName("trait");
  const type = node.childForFieldName("type");
  if (!trait || !type) return [];
  const except = node.childForFieldName("body");
  const parameters = node.childForFieldName("type_parameters");
  const own = ownName(source, type);
  const isBlanket = parameters?.namedChildren.some((each) => {
    const name = each.childForFieldName("name") ?? each;
    return source.textOf(name) === own;
  }) ?? false;
  return [{
    trait: ownName(source, trait),
    type: own,
    head: [placeOf(source, node), ...tokenTexts({ source, node, except })]
      .join(" "),
    isBlanket,
    members: functionsIn(source, except).join(" "),
  }];
}

function derived(source: SourceTree, node: Node): Implementation[] {
  const name = node.childForFieldName("name");
  if (!name) return [];
  const type = source.textOf(name);
  return derivesOf(source, node).map((trait) => ({
    trait: trait.slice(trait.lastIndexOf(":") + 1),
    type,
    head: `${placeOf(source, node)} #[derive(${trait})] ${type}`,
    isBlanket: false,
    members: "",
  }));
}

function functionsIn(source: SourceTree, body: Node | null): string[] {
  const functions =
    body?.namedChildren.filter(({ type }) => type === "function_item") ?? [];
  const names = functions.map((each) => each.childForFieldName("name"));
  return names.map((name) => name ? source.textOf(name) : "").sort();
}

/** The own name of a type, without references and generic arguments. */
function ownName(source: SourceTree, node: Node): string {
  const inner = node.type === "generic_type" || node.type === "reference_type"
    ? node.childForFieldName("type")
    : node.childForFieldName("name");
  return inner ? ownName(source, inner) : source.textOf(node);
}
