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

/** The shortest body that never returns; what is shorter costs nothing. */
const EMPTY = ["{loop{}", "}"] as const;

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
    return new Overlay(source.text, emptiedIn(source));
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
    const fresh = emptiedIn(
      source,
      (from, to) => to >= start && from <= afterEnd,
    );
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

function emptiedIn(source: SourceTree, reach?: Reach): Emptied[] {
  if (source.root.hasError) return [];
  return [...placedFunctions(source, reach)].flatMap((each) => {
    if (staysWhole(source, each)) return [];
    const text = emptyLike(source.text.slice(each.body.start, each.body.end));
    if (text === undefined) return [];
    const { name, item: { start, end }, body } = each;
    return [{ name, start, end, body: { ...body, text } }];
  });
}

/** An empty body that ends where another did; nothing if that is too short. */
function emptyLike(body: string): string | undefined {
  const lines = body.split("\n");
  const [head, tail] = EMPTY;
  const last = [...lines.at(-1) ?? ""].length;
  const room = lines.length > 1 ? last : last - head.length;
  if (room < tail.length) return undefined;
  return head + "\n".repeat(lines.length - 1) + tail.padStart(room);
}

function shifted({ name, start, end, body }: Emptied, by: number): Emptied {
  const moved = { ...body, start: body.start + by, end: body.end + by };
  return { name, start: start + by, end: end + by, body: moved };
}
