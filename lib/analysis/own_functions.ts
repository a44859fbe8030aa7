/**
 * Reads the functions of a file for an overlay: what takes the place of each
 * one's body, what it names, and whether it may be left out. Pure.
 */

import { effectsOf } from "./attributes.ts";
import {
  isDispensable,
  itemsForTests,
  type PlacedFunction,
  placedFunctions,
  type Reach,
  staysWhole,
} from "./placed_functions.ts";
import type { SourceTree } from "./source_tree.ts";
import type { Words } from "./words.ts";

/** A function outside of others' bodies, or an item that is for tests alone. */
export interface OwnFunction {
  /** Empty for what is for tests. */
  name: string;
  /** Where the whole item stands. */
  start: number;
  end: number;
  /** Where its documentation ends, which only macros could read. */
  docsEnd: number;
  body: { start: number; end: number };
  /** What takes the place of its body; nothing if that stays. */
  emptied: string | undefined;
  /** Whether it may be left out where nobody names it. */
  isDispensable: boolean;
  /** The words of what is left of it. */
  words: readonly number[];
}

/** The shortest code that is of any type. */
const NEVER_RETURNS = "loop{}";

/** Goes through them, in no order. */
export function* functionsIn(
  source: SourceTree,
  words: Words,
  reach?: Reach,
): Generator<OwnFunction> {
  if (source.root.hasError) return;
  for (const each of placedFunctions(source, reach)) {
    yield ownFunction(source, each, words);
  }
  for (const { start, end } of itemsForTests(source, reach)) {
    const isDispensable = standsAlone(source.text, { start, end });
    const rest = { docsEnd: start, body: { start, end }, emptied: undefined };
    yield { name: "", start, end, ...rest, isDispensable, words: [] };
  }
}

/** As they stand in the file. */
export function inOrder(a: OwnFunction, b: OwnFunction): number {
  return a.start - b.start;
}

function ownFunction(
  source: SourceTree,
  placed: PlacedFunction,
  words: Words,
): OwnFunction {
  const { text } = source;
  const { name, item, body } = placed;
  const { start, end } = item;
  const emptied = staysWhole(source, placed)
    ? undefined
    : emptyLike(text.slice(body.start, body.end));
  const left = emptied === undefined
    ? text.slice(start, end)
    : text.slice(start, body.start);
  return {
    ...{ name, start, end, docsEnd: docsEnd(source, placed), body, emptied },
    isDispensable: isDispensable(source, placed) && standsAlone(text, item),
    words: words.of(left),
  };
}

/** Where documentation ends that stands alone above a function. */
function docsEnd(source: SourceTree, { item, scope }: PlacedFunction): number {
  const { attributes, docs, node, start } = item;
  const [first] = [...attributes, node]
    .map(({ startIndex }) => startIndex).sort((a, b) => a - b);
  const end = first ?? start;
  const isAlone = docs.every(({ endIndex }) => endIndex <= end) &&
    source.text.slice(start, end).includes("\n");
  const isRead = scope.seen?.kind === "unknown" ||
    effectsOf(source, attributes).macro !== undefined;
  return isAlone && !isRead ? end : start;
}

/** Whether nothing else stands on an item's lines. */
function standsAlone(
  text: string,
  { start, end }: { start: number; end: number },
): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  return text.slice(lineStart, start).trim() === "" &&
    text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim() === "";
}

/** A text without some functions, which stand in order. */
export function without(
  text: string,
  functions: readonly OwnFunction[],
): string {
  const ends = [0, ...functions.map(({ end }) => end)];
  const starts = [...functions.map(({ start }) => start), text.length];
  return starts.map((start, i) => text.slice(ends[i], start)).join("\n");
}

/**
 * A body that does nothing, on as many lines as another: its first and its last
 * are the same, as diagnostics of other places may show them. Nothing where
 * those hold code.
 */
function emptyLike(body: string): string | undefined {
  const lines = body.split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  const isAlone = /^\{\s*(?:\/\/[^\n]*)?$/.test(first) && last.trim() === "}";
  if (lines.length < 3 || !isAlone) return undefined;
  return [first, NEVER_RETURNS, ...lines.slice(2, -1).fill(""), last].join(
    "\n",
  );
}

/** A function that stands elsewhere. */
export function shifted(each: OwnFunction, by: number): OwnFunction {
  const { start, end, docsEnd, body } = each;
  return {
    ...each,
    start: start + by,
    end: end + by,
    docsEnd: docsEnd + by,
    body: { start: body.start + by, end: body.end + by },
  };
}
