/**
 * Names that an edit may give another meaning, although no item that uses them
 * has changed: by another import, or by an item that hides what an import of
 * everything or the standard library had brought. Errs towards yes. Pure.
 */

import type { Node } from "web-tree-sitter";
import { isField, isQualified, isWithin, mentions } from "./mentions.ts";
import { IMPORTS, importsOf } from "./imports.ts";
import type { SomeTree, SourceTree } from "./source_tree.ts";
import type { ChangedItem } from "./verdict.ts";

/**
 * Names that may mean another item than before.
 *
 * @param items What changed in a file.
 * @param before The file as it was.
 * @param after The file as it is.
 * @param someTree Asks all files.
 */
export function reboundNames(
  items: readonly ChangedItem[],
  before: SourceTree,
  after: SourceTree,
  someTree: SomeTree,
): string[] {
  const names = new Set(
    items.filter((item) => HIDES.has(item.kind)).flatMap((item) =>
      item.changes.includes("added") && isNewHere(before, item.name)
        ? item.name
        : []
    ),
  );
  if (!items.some(({ kind }) => kind === "import")) return [...names];
  const [was, is] = [importsOf(before), importsOf(after)];
  for (const [place, { name, paths }] of is.names) {
    const old = was.names.get(place);
    if (old ? old.paths !== paths : uses(before, name)) names.add(name);
  }
  for (const [place, { name }] of was.names) {
    if (!is.names.has(place) && uses(after, name)) names.add(name);
  }
  const globs = [
    ...[...is.globs].filter(([place]) => !was.globs.has(place)),
    ...[...was.globs].filter(([place]) => !is.globs.has(place)),
  ];
  for (const [, path] of globs) {
    for (const name of mayRebind(path, [before, after], someTree)) {
      names.add(name);
    }
  }
  return [...names];
}

/** Kinds of items that hide what a glob import or the prelude brings. */
const HIDES: ReadonlySet<ChangedItem["kind"]> = new Set(
  ["type", "trait", "const", "module", "macro"] as const,
);

/** Whether code used a name that came from elsewhere, unseen. */
function isNewHere(before: SourceTree, name: string): boolean {
  return uses(before, name) &&
    !importsOf(before).names.values().some((each) => each.name === name) &&
    !mentions(before, name).some(isDefinition);
}

function isDefinition(node: Node): boolean {
  return isField(node, "name") && DEFINITIONS.has(node.parent?.type ?? "");
}

const DEFINITIONS: ReadonlySet<string> = new Set([
  "const_item",
  "enum_item",
  "macro_definition",
  "mod_item",
  "struct_item",
  "trait_item",
  "type_item",
  "union_item",
]);

/** Whether a file uses a name without a path before it. */
function uses(source: SourceTree, name: string): boolean {
  return mentions(source, name).some((node) =>
    !isQualified(node) && !isWithin(node, IMPORTS)
  );
}

/** Types and traits that every file can name, and that anything else hides. */
const PRELUDE =
  "Box Fn FnMut FnOnce IntoIterator Iterator Option Result String Vec"
    .split(" ");

/** Modules of the standard library with a `Result` of their own. */
const HAVE_RESULT = /^(?:::)?(?:std|core|alloc)::(?:fmt|io|thread)$/;
const STANDARD = /^(?:::)?(?:std|core|alloc)(?:::|$)/;
const OWN = /^(?:crate|self|super)(?:::|$)/;

/** Names of the prelude that an import of everything may hide in a file. */
function mayRebind(
  path: string,
  versions: readonly SourceTree[],
  someTree: SomeTree,
): string[] {
  return PRELUDE.filter((name) => {
    const isUsed = versions.some((source) =>
      uses(source, name) &&
      !importsOf(source).names.values().some((each) => each.name === name)
    );
    if (!isUsed) return false;
    if (STANDARD.test(path)) return name === "Result" && HAVE_RESULT.test(path);
    // What other crates have is not known: few hide more than `Result`.
    const isForeign = !OWN.test(path) && name === "Result" &&
      versions.some((source) => shapes(source, name));
    return isForeign ||
      someTree(name, (source) =>
        mentions(source, name).some(isDefinition) ||
        importsOf(source).names.values().some((each) => each.name === name));
  });
}

const SHAPES: ReadonlySet<string> = new Set([
  "struct_item",
  "enum_item",
  "union_item",
  "type_item",
  "static_item",
  "trait_item",
]);

/** Whether a name is part of a type or of what is kept. */
function shapes(source: SourceTree, name: string): boolean {
  return mentions(source, name).some((node) => isWithin(node, SHAPES));
}
