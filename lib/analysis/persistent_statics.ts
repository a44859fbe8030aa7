/**
 * Which types are part of which, and which statics keep their values over a
 * reload: values of a type that has changed would be taken for the new type's.
 * By name alone, so errs towards yes.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { isComment } from "./tokens.ts";

/** A static whose value new code goes on with. */
export interface KeptStatic {
  name: string;
  /** Its type, as it is written. */
  type: string;
  /** As opposed to one that is marked `#[chaud::persist]`. */
  isThreadLocal: boolean;
}

/** What a file says of types. */
export interface TypesOfFile {
  /** The names that each type's definition mentions. */
  parts: [name: string, mentions: Set<string>][];
  kept: KeptStatic[];
}

/** Reads a file's types and the statics that keep their values. */
export function typesIn(source: SourceTree): TypesOfFile {
  const types: TypesOfFile = { parts: [], kept: [] };
  if (/\bpersist\b|\bthread_local\b/.test(source.text)) {
    types.kept.push(...threadLocals(source), ...persisted(source));
  }
  for (const node of source.root.descendantsOfType(DEFINITIONS)) {
    const name = node.childForFieldName("name");
    if (name === null) continue;
    const text = source.textOf(node).replaceAll(/\/\/.*/g, "");
    types.parts.push([source.textOf(name), namesIn(text)]);
  }
  return types;
}

const DEFINITIONS = ["struct_item", "enum_item", "union_item", "type_item"];

function namesIn(text: string): Set<string> {
  return new Set(text.match(/\w+/g));
}

function threadLocals(source: SourceTree): KeptStatic[] {
  return source.root.descendantsOfType("macro_invocation")
    .map((node) => source.textOf(node))
    .filter((text) => /^(?:::)?(?:std::)?thread_local\s*!/.test(text))
    .flatMap((text) => [
      ...text.matchAll(/\bstatic\s+(\w+)\s*:\s*([^=;]+?)\s*=/g),
    ])
    .map(([, name = "", type = ""]) => ({ name, type, isThreadLocal: true }));
}

function persisted(source: SourceTree): KeptStatic[] {
  return source.root.descendantsOfType("static_item")
    .filter((node) => isMarked(source, node))
    .flatMap((node) => {
      const name = node.childForFieldName("name");
      const type = node.childForFieldName("type");
      if (!name || !type) return [];
      const texts = { name: source.textOf(name), type: source.textOf(type) };
      return [{ ...texts, isThreadLocal: false }];
    });
}

/** Whether one of the attributes before a static is `#[chaud::persist]`. */
function isMarked(source: SourceTree, node: Node): boolean {
  let before = node.previousNamedSibling;
  while (before && (before.type === "attribute_item" || isComment(before))) {
    if (/\bpersist\b/.test(source.textOf(before))) return true;
    before = before.previousNamedSibling;
  }
  return false;
}

/** All types that may hold a value of one of these, and these. */
export function holders(
  names: Iterable<string>,
  files: Iterable<TypesOfFile>,
): Set<string> {
  const found = new Set(names);
  const parts = [...files].flatMap(({ parts }) => parts)
    .filter(([name]) => !found.has(name));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [name, mentions] of parts) {
      if (!mentions.isDisjointFrom(found)) found.add(name);
    }
  }
  return found;
}

/** The names of a type's text that are among others. */
export function mentioned(type: string, names: ReadonlySet<string>): string[] {
  return [...namesIn(type).intersection(names)];
}
