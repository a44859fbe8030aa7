/** What the compiler sees of a stretch of source: its tokens and their places. */

import type { Node } from "web-tree-sitter";
import { samePlace, type SourceTree } from "./source_tree.ts";

/** A part of a file: a node, possibly without one of its children. */
export interface Part {
  source: SourceTree;
  node: Node;
  except?: Node | null;
}

interface Token {
  text: string;
  start: number;
}

interface Reading {
  tokens: Token[];
  /** How many doc comments were left out. */
  docs: number;
}

/** How two parts differ: not at all, only in where their tokens stand, or in their tokens. */
export type Sameness = "same" | "moved" | "different";

/**
 * Compares two parts as the compiler sees them. Doc comments are left out, as
 * only macros can read them: with `macro`, they count, and so does whether
 * tokens touch each other, which macros also see.
 */
export function compare(before: Part, after: Part, macro = false): Sameness {
  if (
    !before.except && !after.except &&
    before.source.textOf(before.node) === after.source.textOf(after.node)
  ) {
    return samePlace(
        before.source,
        before.node.startIndex,
        after.source,
        after.node.startIndex,
      )
      ? "same"
      : "moved";
  }
  const was = read(before, macro);
  const is = read(after, macro);
  if (
    was.tokens.length !== is.tokens.length ||
    was.tokens.some((token, i) => token.text !== is.tokens[i]!.text)
  ) return "different";
  // A doc comment where there was none may be an error or a lint: let the compiler see it.
  if (was.docs !== is.docs) return "moved";
  const moved = was.tokens.some((token, i) =>
    !samePlace(before.source, token.start, after.source, is.tokens[i]!.start)
  );
  return moved ? "moved" : "same";
}

/** The texts of a part's tokens, without doc comments. */
export function tokenTexts(part: Part): string[] {
  return read(part, false).tokens.map((token) => token.text.trim());
}

/** Whether a comment is documentation, which is an attribute to the compiler. */
export function isDoc(comment: string): boolean {
  return /^(?:\/\/[!]|\/\/\/(?!\/)|\/\*!|\/\*\*(?![*\/]))/.test(comment);
}

/** Whether a node is a comment, of any kind. */
export function isComment({ type }: Node): boolean {
  return type === "line_comment" || type === "block_comment";
}

/** Nodes whose inside is one token, or has tokens that the tree does not show. */
const WHOLE = new Set([
  "string_literal",
  "raw_string_literal",
  "char_literal",
  "line_comment",
  "block_comment",
]);
const MACRO_INPUT = new Set(["token_tree", "token_tree_pattern"]);

function read(part: Part, macro: boolean): Reading {
  const { source, node, except } = part;
  const reading: Reading = { tokens: [], docs: 0 };
  let end = node.startIndex;
  let touches = false;
  /** Takes a token: in macro input with a mark whether it touches the one before, as there `a+b` and `a + b` differ. */
  const take = (from: number, to: number, inMacro: boolean) => {
    const gap = source.text.slice(end, from);
    // Some tokens (a repetition's separator) have no node of their own.
    const hidden = gap.trim();
    if (hidden !== "") {
      reading.tokens.push({ text: hidden, start: end + gap.indexOf(hidden) });
    }
    const text = source.text.slice(from, to);
    const mark = inMacro && touches && gap === "" ? "" : " ";
    const comment = text.startsWith("//") || text.startsWith("/*");
    end = to;
    touches = !comment;
    if (comment && !isDoc(text)) return;
    if (comment && !inMacro) reading.docs++;
    else reading.tokens.push({ text: mark + text, start: from });
  };
  const cursor = node.walk();
  let inputs = macro ? 1 : 0;
  try {
    for (;;) {
      const type = cursor.nodeType;
      if (except && cursor.nodeId === except.id) end = cursor.endIndex;
      else if (!WHOLE.has(type) && cursor.gotoFirstChild()) {
        if (MACRO_INPUT.has(type)) inputs++;
        continue;
      } else take(cursor.startIndex, cursor.endIndex, inputs > 0);
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return reading;
        if (MACRO_INPUT.has(cursor.nodeType)) inputs--;
      }
    }
  } finally {
    cursor.delete();
  }
}
