/**
 * Renders a source file of which rustc is to compile a few functions only: all
 * other plain bodies are emptied, so that they are parsed and no more, and
 * functions that nobody names may be left out. What stays keeps its line and
 * column: panics and diagnostics tell them. Pure.
 *
 * Most of a large file is read once: after an edit of bodies, only the
 * functions where the text differs are read again.
 */

import {
  functionsIn,
  inOrder,
  type OwnFunction,
  shifted,
  without,
} from "./own_functions.ts";
import type { Reach } from "./placed_functions.ts";
import {
  type Replacement,
  type Root,
  ROOT_STATIC,
  type RootDoubt,
  Roots,
} from "./roots.ts";
import type { SourceTree } from "./source_tree.ts";
import { changedSpan } from "./span.ts";
import type { Words } from "./words.ts";

export { type Root, ROOT_STATIC, type RootDoubt };

/** A file as rustc is to see it. */
export interface Rendered {
  text: string;
  /** The roots that could not be made. */
  doubts: { root: Root; doubt: RootDoubt }[];
}

/** So many functions are read in one step. */
const STEP = 64;

/** One version of a file, with its plain bodies emptied. */
export class Overlay {
  readonly #text: string;
  readonly #functions: readonly OwnFunction[];
  /** The words of all that is no function. */
  readonly #others: readonly number[];
  #names: ReadonlySet<string> | undefined;

  private constructor(
    text: string,
    functions: readonly OwnFunction[],
    others: readonly number[],
  ) {
    this.#text = text;
    this.#functions = functions;
    this.#others = others;
  }

  /** Reads a whole file; of one that cannot be parsed, nothing is emptied. */
  static of(source: SourceTree, words: Words): Overlay {
    const reading = Overlay.reading(source, words);
    for (;;) {
      const { done, value } = reading.next();
      if (done) return value;
    }
  }

  /** The same in steps: a large file takes a while. */
  static *reading(source: SourceTree, words: Words): Generator<void, Overlay> {
    const functions: OwnFunction[] = [];
    for (const each of functionsIn(source, words)) {
      functions.push(each);
      if (functions.length % STEP === 0) yield;
    }
    functions.sort(inOrder);
    const { text } = source;
    const others = words.of(without(text, functions));
    return new Overlay(text, functions, others);
  }

  /**
   * A later version of the file that differs in nothing but functions' bodies,
   * comments and places.
   */
  after(source: SourceTree, words: Words): Overlay {
    const { start, beforeEnd, afterEnd } = changedSpan(this.#text, source.text);
    const by = afterEnd - beforeEnd;
    const kept = this.#functions.flatMap((each) => {
      if (each.end < start) return [each];
      return each.start > beforeEnd ? [shifted(each, by)] : [];
    });
    const reach: Reach = (from, to) => to >= start && from <= afterEnd;
    const fresh = [...functionsIn(source, words, reach)].sort(inOrder);
    const at = kept.findIndex((each) => each.start > afterEnd);
    const all = kept.toSpliced(at < 0 ? kept.length : at, 0, ...fresh);
    return new Overlay(source.text, all, this.#others);
  }

  /** The own names of the functions whose bodies are emptied. */
  get names(): ReadonlySet<string> {
    return this.#names ??= new Set(
      this.#functions.filter(({ emptied }) => emptied !== undefined)
        .map(({ name }) => name),
    );
  }

  /** What the file names. */
  mentions(words: Words): Mentions {
    const always = [...this.#others];
    const dispensable: Mentions["dispensable"] = [];
    for (const each of this.#functions) {
      if (!each.isDispensable) always.push(...each.words);
      else dispensable.push([words.number(each.name), each.words]);
    }
    return { always, dispensable };
  }

  /** Whether this is of some text. */
  isOf(text: string): boolean {
    return this.#text === text;
  }

  /** The words of functions that keep their bodies. */
  wordsOf(roots: readonly Root[], source: SourceTree, words: Words): number[] {
    const made = new Roots(roots);
    made.findIn(source);
    return this.#functions.filter(({ body }) => made.bodies.has(body.start))
      .flatMap(({ start, end }) => words.of(this.#text.slice(start, end)));
  }

  /** Tells apart what is left out: the same functions, the same text. */
  leftOut(isNeeded: IsNeeded): string {
    return this.#functions.flatMap(({ isDispensable, name }, i) =>
      isDispensable && !isNeeded(name) ? [i] : []
    ).join();
  }

  /**
   * Renders the file.
   *
   * @param roots The functions that keep their bodies.
   * @param source The same text, if there are roots.
   * @param isNeeded Whether functions of a name are; without it, nothing is
   *   left out.
   */
  render(
    roots: readonly Root[] = [],
    source?: SourceTree,
    isNeeded?: IsNeeded,
  ): Rendered {
    const made = new Roots(roots);
    if (source && roots.length > 0) made.findIn(source);
    const whole = made.bodies;
    const replacements: Replacement[] = made.statics(this.#text.length);
    for (const each of this.#functions) {
      const { start, end, docsEnd, body, emptied } = each;
      if (whole.has(body.start)) continue;
      if (each.isDispensable && isNeeded?.(each.name) === false) {
        replacements.push(this.#leaveOut(start, end));
        continue;
      }
      if (isNeeded && docsEnd > start) {
        replacements.push(this.#leaveOut(start, docsEnd));
      }
      if (emptied !== undefined) replacements.push({ ...body, text: emptied });
    }
    replacements.sort((a, b) => a.start - b.start || a.end - b.end);
    const parts: string[] = [];
    let at = 0;
    for (const { start, end, text } of replacements) {
      parts.push(this.#text.slice(at, start), text);
      at = end;
    }
    parts.push(this.#text.slice(at));
    return { text: parts.join(""), doubts: made.doubts() };
  }

  /** What follows stands where it stood. */
  #leaveOut(start: number, end: number): Replacement {
    const text = this.#text.slice(start, end);
    const [, indent = ""] = text.match(/\n([ \t]*)$/) ?? [];
    return { start, end, text: text.replaceAll(/[^\n]+/g, "") + indent };
  }
}

/** Whether functions of a name are needed. */
export type IsNeeded = (name: string) => boolean;

/** What a file names, by the numbers of words. */
export interface Mentions {
  /** In what is not left out. */
  always: readonly number[];
  /** Functions that may be left out: each one's own name, and what it names. */
  dispensable: (readonly [name: number, words: readonly number[]])[];
}
