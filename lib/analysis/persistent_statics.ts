/**
 * Which types are part of which, and which statics there are whose values may
 * outlast a reload: values of a type that has changed would be taken for the
 * new type's. By name alone, so errs towards yes.
 */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { isComment, tokenTexts } from "./tokens.ts";

/** A static whose value new code may go on with. */
export interface KeptStatic {
  name: string;
  /** Its type, as it is written. */
  type: string;
  /** What it is initialised with. */
  value: string;
  /** Whether it is marked `#[chaud::persist]`, or each thread has its own. */
  kind: "persisted" | "plain" | "thread";
}

/** What a file says of types. */
export interface TypesOfFile {
  /** The names that each type's definition mentions. */
  parts: [name: string, mentions: Set<string>][];
  kept: KeptStatic[];
}

/** Reads a file's types and the statics that may keep their values. */
export function typesIn(source: SourceTree): TypesOfFile {
  const types: TypesOfFile = { parts: [], kept: [] };
  if (/\bstatic\b/.test(source.text)) {
    const macros = source.root.descendantsOfType("macro_invocation");
    const items = source.root.descendantsOfType("static_item");
    types.kept.push(...staticsOf(source, [...macros, ...items]));
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

/** Widespread macros that make statics, as they are written there, and no more. */
const MAKERS: ReadonlyMap<string, KeptStatic["kind"]> = new Map([
  ["thread_local", "thread"],
  ["lazy_static", "plain"],
]);

/** Whether a macro, by the path that it is called by, makes statics and no more. */
export function makesStatics(path: string): boolean {
  return MAKERS.has(path.split("::").at(-1)?.replace("!", "") ?? "");
}

/** The statics that some macro calls and items declare. */
export function staticsOf(
  source: SourceTree,
  nodes: readonly Node[],
): KeptStatic[] {
  return nodes.flatMap((node) => {
    if (node.type === "static_item") return declared(source, node);
    const path = node.childForFieldName("macro");
    const name = path && source.textOf(path).split("::").at(-1);
    const kind = MAKERS.get(name?.trim() ?? "");
    return kind ? inTokens(tokenTexts({ source, node }), kind) : [];
  });
}

/** Reads `static NAME: Type = value;`, again and again. */
function inTokens(
  tokens: readonly string[],
  kind: KeptStatic["kind"],
): KeptStatic[] {
  return tokens.flatMap((token, start) => {
    if (token !== "static") return [];
    const at = start + (tokens[start + 1] === "ref" ? 2 : 1);
    if (tokens[at + 1] !== ":") return [];
    const equals = endOf(tokens, at + 2, "=");
    const end = endOf(tokens, equals + 1, ";");
    return {
      name: tokens[at] ?? "",
      type: written(tokens.slice(at + 2, equals)),
      value: tokens.slice(equals + 1, end).join(" "),
      kind,
    };
  });
}

/** A type as rustfmt would write it, so that it reads as it does elsewhere. */
function written(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => {
    const isApart = /^(?:->|[+=])$/.test(token) ||
      /(?:->|[+=,;])$/.test(text) ||
      /\w$/.test(text) && /^['\w]/.test(token);
    return text + (isApart && text !== "" ? " " : "") + token;
  }, "");
}

/** Where a token comes that is not within brackets. */
function endOf(
  tokens: readonly string[],
  from: number,
  token: string,
): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const text = tokens[at] ?? "";
    if (depth === 0 && text === token) return at;
    if (/^[([{]$/.test(text) || token === "=" && text === "<") depth++;
    if (/^[)\]}]$/.test(text)) depth--;
    if (token === "=" && /^>+$/.test(text)) depth -= text.length;
    // What the macro itself encloses has ended.
    if (depth < 0) return at;
  }
  return tokens.length;
}

function declared(source: SourceTree, node: Node): KeptStatic[] {
  const name = node.childForFieldName("name");
  const type = node.childForFieldName("type");
  const value = node.childForFieldName("value");
  if (!name || !type) return [];
  return [{
    name: source.textOf(name),
    type: source.textOf(type),
    value: value ? tokenTexts({ source, node: value }).join(" ") : "",
    kind: isMarked(source, node) ? "persisted" : "plain",
  }];
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
