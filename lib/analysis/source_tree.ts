/** One version of a Rust source file and its syntax tree. */

import {
  Edit,
  type Node,
  type Parser,
  type Point,
  type Tree,
} from "web-tree-sitter";
import { changedSpan } from "./span.ts";

/**
 * An immutable text with its tree. An edit gives a new one, parsed from the
 * old one's tree: milliseconds, where a first parse of a large file takes
 * hundreds.
 *
 * Trees live outside the garbage-collected heap: `free` what is not needed.
 */
export class SourceTree {
  #parser: Parser;
  #tree: Tree;
  /** What was parsed: `text` with the same length, see `spell`. */
  #spelled: string;
  #lines: number[] | undefined;

  private constructor(
    parser: Parser,
    tree: Tree,
    readonly text: string,
    spelled: string,
  ) {
    this.#parser = parser;
    this.#tree = tree;
    this.#spelled = spelled;
  }

  /** Parses a text from scratch. */
  static parse(parser: Parser, text: string): SourceTree {
    const spelled = spell(text);
    return new SourceTree(parser, run(parser, spelled), text, spelled);
  }

  /** The tree of a later text; this one stays as it is. */
  update(text: string): SourceTree {
    const spelled = spell(text);
    const { start, beforeEnd, afterEnd } = changedSpan(this.#spelled, spelled);
    const edited = this.#tree.copy();
    try {
      edited.edit(
        new Edit({
          startIndex: start,
          oldEndIndex: beforeEnd,
          newEndIndex: afterEnd,
          startPosition: this.#point(start),
          oldEndPosition: this.#point(beforeEnd),
          newEndPosition: advance(
            this.#point(start),
            spelled.slice(start, afterEnd),
          ),
        }),
      );
      const tree = run(this.#parser, spelled, edited);
      return new SourceTree(this.#parser, tree, text, spelled);
    } finally {
      edited.delete();
    }
  }

  /** The whole file's node. */
  get root(): Node {
    return this.#tree.rootNode;
  }

  /** The text of a node as it stands in the file. */
  textOf(node: Node): string {
    return this.text.slice(node.startIndex, node.endIndex);
  }

  /** The line an index lies on, counted from 0. */
  lineAt(index: number): number {
    const lines = this.#lineStarts();
    let low = 0;
    let high = lines.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (lines[middle]! <= index) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Where a line starts, counted from 0. */
  lineStart(line: number): number {
    return this.#lineStarts()[line] ?? this.text.length;
  }

  /** What stands before an index on its line. */
  linePrefix(index: number): string {
    return this.text.slice(this.#lineStarts()[this.lineAt(index)], index);
  }

  /** Releases the tree. */
  free(): void {
    this.#tree.delete();
  }

  [Symbol.dispose](): void {
    this.free();
  }

  #point(index: number): Point {
    const row = this.lineAt(index);
    return { row, column: index - this.#lineStarts()[row]! };
  }

  #lineStarts(): number[] {
    if (this.#lines === undefined) {
      this.#lines = [0];
      for (
        let at = this.text.indexOf("\n");
        at >= 0;
        at = this.text.indexOf("\n", at + 1)
      ) this.#lines.push(at + 1);
    }
    return this.#lines;
  }
}

/** Whether some file that holds a word has something, as it was or as it is. */
export type SomeTree = (
  word: string,
  has: (source: SourceTree) => boolean,
) => boolean;

/** Whether two indices have the same line and column, in bytes and in characters. */
export function samePlace(
  before: SourceTree,
  beforeIndex: number,
  after: SourceTree,
  afterIndex: number,
): boolean {
  if (before.lineAt(beforeIndex) !== after.lineAt(afterIndex)) return false;
  const was = before.linePrefix(beforeIndex);
  const is = after.linePrefix(afterIndex);
  return was === is ||
    (was.length === is.length && ASCII.test(was) && ASCII.test(is));
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/**
 * Spells what the grammar does not know yet in a way that it does, at the same
 * length. Comparisons read the true text, so a wrong hit does no harm.
 */
function spell(text: string): string {
  return text
    .replace(/\bunsafe(?=\s+extern\s*(?:"[^"\n]*"\s*)?\{)/g, "pub   ")
    .replace(/\bsafe(?=\s+(?:fn|static)\b)/g, "    ");
}

function run(parser: Parser, text: string, old?: Tree): Tree {
  const tree = parser.parse(text, old);
  if (tree === null) {
    throw new Error("Cannot parse: the parser has no language");
  }
  return tree;
}

function advance(from: Point, text: string): Point {
  const newline = text.lastIndexOf("\n");
  if (newline < 0) return { row: from.row, column: from.column + text.length };
  return {
    row: from.row + text.split("\n").length - 1,
    column: text.length - newline - 1,
  };
}
