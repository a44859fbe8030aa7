/**
 * Renders a source file of which rustc is to compile a few functions only: all
 * other plain bodies are emptied, so that they are parsed and no more. Nothing
 * but bodies changes, and what stays keeps its line and column: panics and
 * diagnostics tell them. Pure.
 *
 * Most of a large file is read once: after an edit of bodies, only the
 * functions where the text differs are read again.
 */

import { placedFunctions, type Reach, staysWhole } from "./placed_functions.ts";
import {
  type Replacement,
  type Root,
  ROOT_STATIC,
  type RootDoubt,
  Roots,
} from "./roots.ts";
import type { SourceTree } from "./source_tree.ts";
import { changedSpan } from "./span.ts";

export { type Root, ROOT_STATIC, type RootDoubt };

/** A file as rustc is to see it. */
export interface Rendered {
  text: string;
  /** The roots that could not be made. */
  doubts: { root: Root; doubt: RootDoubt }[];
}

/** A function whose body is emptied. */
interface Emptied {
  name: string;
  /** Where the whole item stands. */
  start: number;
  end: number;
  /** Where its body stands, and what takes its place. */
  body: { start: number; end: number; text: string };
}

/** So many functions are read in one step. */
const STEP = 64;

/** The shortest code that is of any type. */
const NEVER_RETURNS = "loop{}";

/** One version of a file, with its plain bodies emptied. */
export class Overlay {
  readonly #text: string;
  readonly #emptied: readonly Emptied[];
  #names: ReadonlySet<string> | undefined;

  private constructor(text: string, emptied: readonly Emptied[]) {
    this.#text = text;
    this.#emptied = emptied;
  }

  /** Reads a whole file; of one that cannot be parsed, nothing is emptied. */
  static of(source: SourceTree): Overlay {
    return new Overlay(source.text, [...emptiedIn(source)]);
  }

  /** The same in steps: a large file takes a while. */
  static *reading(source: SourceTree): Generator<void, Overlay> {
    const emptied: Emptied[] = [];
    for (const each of emptiedIn(source)) {
      emptied.push(each);
      if (emptied.length % STEP === 0) yield;
    }
    return new Overlay(source.text, emptied);
  }

  /**
   * A later version of the file that differs in nothing but functions' bodies,
   * comments and places.
   */
  after(source: SourceTree): Overlay {
    const { start, beforeEnd, afterEnd } = changedSpan(this.#text, source.text);
    const by = afterEnd - beforeEnd;
    const kept = this.#emptied.flatMap((each) => {
      if (each.end < start) return [each];
      return each.start > beforeEnd ? [shifted(each, by)] : [];
    });
    const reach: Reach = (from, to) => to >= start && from <= afterEnd;
    const fresh = emptiedIn(source, reach);
    const at = kept.findIndex((each) => each.start > afterEnd);
    const all = kept.toSpliced(at < 0 ? kept.length : at, 0, ...fresh);
    return new Overlay(source.text, all);
  }

  /** The own names of the functions whose bodies are emptied. */
  get names(): ReadonlySet<string> {
    return this.#names ??= new Set(this.#emptied.map(({ name }) => name));
  }

  /** Whether this is of some text. */
  isOf(text: string): boolean {
    return this.#text === text;
  }

  /**
   * Renders the file.
   *
   * @param roots The functions that keep their bodies.
   * @param source The same text, if there are roots.
   */
  render(roots: readonly Root[] = [], source?: SourceTree): Rendered {
    const made = new Roots(roots);
    if (source && roots.length > 0) made.findIn(source);
    const whole = made.bodies;
    const replacements: Replacement[] = [
      ...this.#emptied.map(({ body }) => body)
        .filter(({ start }) => !whole.has(start)),
      ...made.statics(this.#text.length),
    ];
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
}

function* emptiedIn(source: SourceTree, reach?: Reach): Generator<Emptied> {
  if (source.root.hasError) return;
  for (const each of placedFunctions(source, reach)) {
    if (staysWhole(source, each)) continue;
    const text = emptyLike(source.text.slice(each.body.start, each.body.end));
    if (text === undefined) continue;
    const { name, item: { start, end }, body } = each;
    yield { name, start, end, body: { ...body, text } };
  }
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

function shifted({ name, start, end, body }: Emptied, by: number): Emptied {
  const moved = { ...body, start: body.start + by, end: body.end + by };
  return { name, start: start + by, end: end + by, body: moved };
}
