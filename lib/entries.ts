/**
 * Finds the functions of a patch that the running program has as well, so that
 * their old entries can be redirected to the new code: private ones, methods
 * and trait impls too. Pure.
 *
 * By name, as symbol tables give it. Legacy names hold a hash of the signature,
 * so a function of another signature is another function; the newer kind of
 * names (`_R…`) does not tell, so there an exception excepts all.
 */

import type { ElfSymbol } from "./elf.ts";

/** The functions of one loaded file, by symbol: where each copy starts. */
export type Entries = ReadonlyMap<string, readonly number[]>;

/** A loaded file and its functions. */
export interface Image {
  path: string;
  entries: Entries;
}

/** Old entries of one image, and where their functions are in a patch. */
export interface Redirection {
  image: string;
  /** The dylib of the patch. */
  patch: string;
  /** Pairs of addresses, each within its file. */
  pairs: [from: number, to: number][];
  /** The functions' own names. */
  names: Set<string>;
}

/**
 * What is never redirected: closures and async bodies (they are numbered, and
 * captures move), drop glue and shims (made from types, not from a body).
 */
const NEVER =
  /\$u7b\$\$u7b\$closure\$u7d\$|drop_in_place|vtable\.shim|FnOnce.{1,4}call_once|^main$|^_R.*NC[NIB]/;

/**
 * The functions that belong to some crates: by path, by type, or as instances
 * of their generics.
 *
 * @param crates Names of the crates, as in paths.
 */
export function entriesOf(
  symbols: Iterable<ElfSymbol>,
  crates: readonly string[],
): Entries {
  const entries = new Map<string, number[]>();
  const own = new RegExp(
    crates.map((name) =>
      `(?<!\\d)${name.length}${name}(?![a-z_])|\\b${name}\\.\\.`
    ).join("|"),
  );
  for (const { name, kind, defined, value } of symbols) {
    if (kind !== "function" || !defined || NEVER.test(name)) continue;
    if (!own.test(name)) continue;
    const known = entries.get(name);
    if (known) known.push(value);
    else entries.set(name, [value]);
  }
  return entries;
}

/**
 * Pairs the functions of a patch with those of older images.
 *
 * @param except Names of functions (the last part of their path) that must
 *   not be redirected.
 */
export function redirections(
  older: readonly Image[],
  patch: Image,
  except: ReadonlySet<string>,
): Redirection[] {
  return older.map(({ path, entries }) => {
    const pairs: [number, number][] = [];
    const names = new Set<string>();
    for (const [name, [to]] of patch.entries) {
      if (to === undefined || isExcepted(name, except)) continue;
      const known = entries.get(name) ?? [];
      for (const from of known) pairs.push([from, to]);
      if (known.length > 0) names.add(lastPart(name));
    }
    return { image: path, patch: patch.path, pairs, names };
  }).filter(({ pairs }) => pairs.length > 0);
}

function isExcepted(name: string, except: ReadonlySet<string>): boolean {
  return name.startsWith("_R") ? except.size > 0 : except.has(lastPart(name));
}

/**
 * The function's own name in a symbol. Legacy: `_ZN`, parts by length, a hash.
 * The newer kind: parts by length among other letters and numbers, the crate
 * that made an instance last.
 */
export function lastPart(symbol: string): string {
  const isNew = symbol.startsWith("_R");
  const path = isNew ? symbol.slice(2).replace(/C(?:s\w*?_)?\d+\w+$/, "") : "";
  const parts = isNew ? newParts(path) : legacyParts(symbol.slice(3));
  return parts.at(isNew ? -1 : -2) ?? "";
}

function legacyParts(text: string): string[] {
  const digits = text.match(/^\d+/)?.[0];
  if (digits === undefined) return [];
  const end = digits.length + Number(digits);
  return [text.slice(digits.length, end), ...legacyParts(text.slice(end))];
}

function newParts(text: string): string[] {
  const skipped = text.match(/^(?:[sB][0-9A-Za-z]*_|[^0-9])/)?.[0];
  if (skipped !== undefined) return newParts(text.slice(skipped.length));
  const length = text.match(/^(\d+)_?/);
  if (!length) return [];
  const end = length[0].length + Number(length[1]);
  return [text.slice(length[0].length, end), ...newParts(text.slice(end))];
}

/** The loaded files of one program that hold code of a unit. */
export class Images {
  readonly #base = new Map<string, Image>();
  readonly #latest = new Map<string, Image>();

  /** Notes the file of the base that holds a unit's code. */
  setBase(unit: string, image: Image): void {
    this.#base.set(unit, image);
  }

  /** Notes the patch that holds a unit's newest code. */
  setLatest(unit: string, image: Image): void {
    this.#latest.set(unit, image);
  }

  /**
   * What to redirect when a unit gets new code: what the program began with,
   * and what was newest until now, which leads the entries of all between.
   */
  older(unit: string): Image[] {
    return [this.#base.get(unit), this.#latest.get(unit)]
      .filter((image) => image !== undefined);
  }
}
