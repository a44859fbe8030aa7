/**
 * Finds the functions of a patch that the running program has as well, so that
 * their old entries can be redirected to the new code: private ones, methods
 * and trait impls too. Pure.
 *
 * By name, as symbol tables give it. Legacy names hold a hash of the signature,
 * so a function of another signature is another function; the newer kind of
 * names (`_R…`) does not tell, so there every function of the same own name is
 * excepted. Neither tells how types are laid out.
 */

import { demangle } from "../../object/demangle/demangle.ts";
import type { ElfSymbol } from "../../object/elf.ts";
import { type AbiChanges, noAbiChanges } from "../../analysis/abi_changes.ts";
import type { Loss } from "../../report/report.ts";

/** The functions of one loaded file, by symbol: where each copy starts. */
export type Entries = ReadonlyMap<string, readonly number[]>;

/** A loaded file and its functions. */
export interface Image {
  path: string;
  /** The functions that may still be redirected. */
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

/** What a patch takes over once it is live. */
export interface Takeover {
  redirections: Redirection[];
  /** Symbols that old code's imports must not reach. */
  withheld: string[];
  /** The new code of each unit, by unit id. */
  images: Map<string, Image>;
  /** Symbols of all functions that it has code of, where entries are known. */
  functions?: string[];
}

/**
 * What is never redirected: closures and async bodies (they are numbered, and
 * captures move), drop glue and shims (made from types, not from a body), and
 * the code of allocators, whose statics hold what was allocated before.
 */
const NEVER =
  /\$u7b\$\$u7b\$closure\$u7d\$|drop_in_place|vtable\.shim|FnOnce.{1,4}call_once|GlobalAlloc|^main$|^_R.*N[CS][NIB]/;

/** One-byte nops before the start of a function, and the nop it begins with. */
const ROOM = 14;
const LAYOUT = [...new Array(ROOM).fill(0x90), 0x66, 0x90];

function isEntry(code: Uint8Array): boolean {
  return code.length === LAYOUT.length &&
    LAYOUT.every((byte, index) => code[index] === byte);
}

/**
 * The functions that belong to some crates: by path, by type, as instances of
 * their generics, or with a name that the user chose.
 *
 * @param crates Names of the crates, as in paths.
 * @param codeAt Reads the bytes at some address.
 */
export function entriesOf(
  symbols: Iterable<ElfSymbol>,
  crates: readonly string[],
  codeAt: (address: number, length: number) => Uint8Array,
): Entries {
  const entries = new Map<string, number[]>();
  const own = new RegExp(
    crates.map((name) =>
      `(?<!\\d)${name.length}${name}(?![a-z_])|\\b${name}\\.\\.`
    ).join("|"),
  );
  for (const { name, kind, defined, value } of symbols) {
    if (kind !== "function" || !defined) continue;
    // First what costs least: a large crate has tens of thousands.
    if (!isEntry(codeAt(value - ROOM, LAYOUT.length))) continue;
    if (/^_ZN|^_R/.test(name) && !own.test(name)) continue;
    if (NEVER.test(name)) continue;
    const known = entries.get(name);
    if (known) known.push(value);
    else entries.set(name, [value]);
  }
  return entries;
}

/** Pairs the functions of a patch with those of older images. */
export function redirections(
  older: readonly Image[],
  patch: Image,
  guard: AbiChanges,
): Redirection[] {
  return older.map(({ path, entries }) => {
    const pairs: [number, number][] = [];
    const names = new Set<string>();
    for (const [name, [to]] of patch.entries) {
      const known = entries.get(name);
      if (to === undefined || !known || lossOf(name, guard)) continue;
      for (const from of known) pairs.push([from, to]);
      names.add(ownName(name));
    }
    return { image: path, patch: patch.path, pairs, names };
  }).filter(({ pairs }) => pairs.length > 0);
}

/** Whether an edit takes a function out of old code's reach. */
export function lossOf(
  symbol: string,
  { changedTypes, changedLayouts, changedSignatures, safeOnly }: AbiChanges,
): Loss | undefined {
  if (changedTypes.length > 0) return "types";
  if (changedLayouts.size + changedSignatures.size === 0 && !safeOnly) {
    return undefined;
  }
  const name = ownName(symbol);
  // The newer names hold no hash of the signature; what has no name of its own
  // may belong to a function that has changed.
  const isOther = symbol.startsWith("_R") &&
    (changedSignatures.has(name) || name === "");
  return isOther || changedLayouts.has(name) || safeOnly?.has(name) === false
    ? "layout"
    : undefined;
}

/** The function's own name in a symbol; other symbols are names themselves. */
export function ownName(symbol: string): string {
  if (symbol.startsWith("_R")) return lastName(demangle(symbol));
  if (!symbol.startsWith("_ZN")) return symbol;
  // Parts by length, the last of which is the hash.
  return legacyParts(symbol.slice(3)).at(-2) ?? "";
}

/** The last name of a path, without generic arguments. */
function lastName(path: string): string {
  let depth = 0;
  let end = path.length;
  for (let at = path.length - 1; at >= 0; at--) {
    if (path[at] === ">") depth++;
    else if (path[at] === "<" && --depth === 0) end = at;
    else if (depth === 0 && path[at] !== ":") break;
  }
  return path.slice(0, end).match(/(\w+)(?:::)?$/)?.[1] ?? "";
}

function legacyParts(text: string): string[] {
  const digits = text.match(/^\d+/)?.[0];
  if (digits === undefined) return [];
  const end = digits.length + Number(digits);
  return [text.slice(digits.length, end), ...legacyParts(text.slice(end))];
}

/** A unit's newest code of some time, and what led to it from the base. */
interface Era {
  image: Image;
  base: Image | undefined;
}

/** Nobody goes back further. */
const LIMIT = 24;

/** The loaded files of one program that hold code of a unit. */
export class Images {
  readonly #base = new Map<string, Image>();
  readonly #latest = new Map<string, Image>();
  /** By unit and file. */
  readonly #eras = new Map<string, Map<string, Era>>();
  readonly #lost = new Map<string, Loss>();
  readonly #barriers = new Set<string>();
  /** The symbols of the last patch of each unit, which others can import. */
  readonly offered: Map<string, ReadonlyMap<string, ElfSymbol["kind"]>> =
    new Map();

  /** Notes the file of the base that holds a unit's code. */
  setBase(unit: string, image: Image): void {
    this.#base.set(unit, image);
    this.#remember(unit, image);
  }

  /**
   * Notes the patch that holds a unit's newest code. What the edit forbids to
   * redirect stays forbidden: later code is as foreign to the old callers.
   */
  setLatest(unit: string, image: Image, guard: AbiChanges): void {
    this.#lose(unit, guard);
    this.#latest.set(unit, image);
    this.#remember(unit, image);
  }

  /** Notes that a unit's newest code is in a file that had it before. */
  setBack(unit: string, path: string, guard: AbiChanges): void {
    const era = this.#eras.get(unit)?.get(path);
    if (!era) return;
    this.#lose(unit, guard);
    if (era.base) this.#base.set(unit, era.base);
    if (era.base?.path === path) this.#latest.delete(unit);
    else this.#latest.set(unit, era.image);
  }

  /** Whether it is known how to lead a unit's entries back to a file. */
  canGoBack(unit: string, path: string): boolean {
    const eras = this.#eras.get(unit);
    return eras === undefined || eras.has(path);
  }

  /**
   * What to redirect when a unit goes back to a file: what led there then, and
   * what was newest until now. Its own entries, which led on, run their own
   * code again.
   */
  restorations(unit: string, path: string, guard: AbiChanges): Redirection[] {
    const era = this.#eras.get(unit)?.get(path);
    if (!era) return [];
    const { image, base } = era;
    const latest = this.#latest.get(unit);
    const others = (...all: (Image | undefined)[]): Image[] =>
      all.filter((older) => older !== undefined).filter((older) =>
        older.path !== path
      );
    const own = [...image.entries.values()].flat()
      .map((at): [number, number] => [at, at]);
    return [
      { image: path, patch: path, pairs: own, names: new Set() },
      ...redirections(others(base), image, noAbiChanges()),
      ...redirections(others(latest), image, guard),
    ];
  }

  /**
   * What to redirect when a unit gets new code: what the program began with,
   * and what was newest until now, which leads the entries of all between.
   */
  older(unit: string): Image[] {
    return [this.#base.get(unit), this.#latest.get(unit)]
      .filter((image) => image !== undefined);
  }

  /** Functions of which some old version keeps its code, by their own name. */
  get lost(): ReadonlyMap<string, Loss> {
    return this.#lost;
  }

  /** All that ever made it unsafe to redirect. */
  get barriers(): string[] {
    return [...this.#barriers];
  }

  /** Notes functions that old code does not get, by their own name. */
  lose(names: Iterable<string>, { changedTypes }: AbiChanges): void {
    const loss = changedTypes.length > 0 ? "types" : "layout";
    for (const name of names) this.#lost.set(name, loss);
    for (const barrier of changedTypes) this.#barriers.add(barrier);
  }

  #remember(unit: string, image: Image): void {
    const eras = this.#eras.get(unit) ?? new Map<string, Era>();
    eras.set(image.path, { image, base: this.#base.get(unit) });
    this.#eras.set(unit, eras);
    // The first is the base's.
    const [, oldest] = eras.keys();
    if (eras.size > LIMIT && oldest !== undefined) eras.delete(oldest);
  }

  #lose(unit: string, guard: AbiChanges): void {
    for (const images of [this.#base, this.#latest]) {
      const older = images.get(unit);
      if (older) images.set(unit, this.#without(older, guard));
    }
    for (const barrier of guard.changedTypes) this.#barriers.add(barrier);
  }

  #without(image: Image, guard: AbiChanges): Image {
    const kept = [...image.entries].filter(([name]) => {
      const loss = lossOf(name, guard);
      if (loss) this.#lost.set(ownName(name), loss);
      return !loss;
    });
    if (kept.length === image.entries.size) return image;
    return { path: image.path, entries: new Map(kept) };
  }
}
