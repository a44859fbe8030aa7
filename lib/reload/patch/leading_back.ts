/**
 * Plans how code that was made of some edited functions alone goes live: old
 * entries of these lead to it, and every body that was emptied leads back to
 * what the programs have. What else it defines (instances of generic functions,
 * closures, glue) is whole, of the newest sources, and runs. Never writes
 * anything, and never says what was edited. Pure.
 *
 * An emptied body never ends: if one could be reached, there is no plan.
 */

import type { AbiChanges } from "../../analysis/abi_changes.ts";
import { demangle } from "../../object/demangle/demangle.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import { type Image, lossOf, type NamedRedirection } from "./entries.ts";

/** Code that was made of some functions alone. */
export interface FunctionCode {
  /** Its file, and which of its functions have entries. */
  image: Image;
  /** The symbols of all functions that it defines. */
  functions: Iterable<string>;
  /** The symbols of the edited ones. */
  edited: ReadonlySet<string>;
  /** Whether a body of this own name was emptied, as far as anybody can tell. */
  mayBeEmptied: (name: string) => boolean;
  /**
   * Whether a function of this own name may be an instance for closures that
   * an edit has made others.
   */
  isAmbiguous: (name: string) => boolean;
  /** Whether a symbol belongs to the program's own crates. */
  isOwn: (symbol: string) => boolean;
  /** What old callers must not get. */
  changes: AbiChanges;
}

/** What stands in the way of such code, by symbol. */
export interface Obstacles {
  /** Edited functions to which no old entry can lead. */
  unreached: string[];
  /** Functions that may be emptied, and cannot lead back. */
  stranded: string[];
  /** Functions that may be emptied, or made for closures that are others now. */
  ambiguous: string[];
}

/** What came of it. */
export type LeadingBack =
  | {
    kind: "planned";
    redirections: NamedRedirection[];
    /** The functions that run the code's own bodies. */
    running: Image;
  }
  | { kind: "impossible"; obstacles: Obstacles };

/**
 * Plans what leads where.
 *
 * @param older What the unit's entries are in: first of what the program began
 *   with, then of newer code. Whichever it is, it leads to the newest.
 */
export function leadBack(
  older: readonly Image[],
  code: FunctionCode,
): LeadingBack {
  const { image, edited } = code;
  const [forth, back] = [new Pairs(), new Pairs()];
  const obstacles: Obstacles = { unreached: [], stranded: [], ambiguous: [] };
  const running = new Map(image.entries);
  const counts = new Map<string, number>();
  for (const symbol of code.functions) {
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  for (const [symbol, count] of counts) {
    const own = image.entries.get(symbol) ?? [];
    const homes = older.filter(({ entries }) => entries.has(symbol));
    if (edited.has(symbol)) {
      const [to] = own;
      const isKept = lossOf(symbol, code.changes) !== undefined;
      if (to === undefined || homes.length === 0 || isKept) {
        obstacles.unreached.push(symbol);
        continue;
      }
      for (const { path, entries } of homes) {
        for (const from of entries.get(symbol) ?? []) {
          forth.add(path, symbol, [from, to]);
        }
      }
      continue;
    }
    if (!isEmptied(symbol, code)) continue;
    running.delete(symbol);
    const [home] = homes;
    const [to] = home?.entries.get(symbol) ?? [];
    if (code.isAmbiguous(ownName(symbol))) obstacles.ambiguous.push(symbol);
    // Each copy must have an entry.
    if (home && to !== undefined && own.length === count) {
      for (const from of own) back.add(home.path, symbol, [from, to]);
    } else obstacles.stranded.push(symbol);
  }
  const unmade = [...edited].filter((symbol) => !counts.has(symbol));
  obstacles.unreached.push(...unmade);
  if (Object.values(obstacles).some((symbols) => symbols.length > 0)) {
    return { kind: "impossible", obstacles };
  }
  return {
    kind: "planned",
    redirections: planned(image.path, forth, back),
    running: { path: image.path, entries: running },
  };
}

/**
 * Names that the compiler gives: what the C library calls, which nobody reaches
 * in a patch, and what catches panics.
 */
const BY_COMPILER: ReadonlySet<string> = new Set(["main", "__rust_try"]);

/** Whether a function's body may be an emptied one. */
function isEmptied(
  symbol: string,
  { isOwn, mayBeEmptied }: FunctionCode,
): boolean {
  if (BY_COMPILER.has(symbol) || !isOwn(symbol)) return false;
  // What else has such a name was given it by the sources.
  if (!/^_ZN|^_R/.test(symbol)) return true;
  const path = demangle(symbol);
  // Names in other letters may be read in part only.
  if (path === symbol || /[^ -~]/.test(path)) return true;
  const name = ownName(symbol);
  if (/^\w+$/.test(name)) return mayBeEmptied(name);
  // Closures, glue and shims are made by the compiler.
  return !/\{\w+|::drop_in_place</.test(path);
}

/** The redirections to a file, and from it. */
function planned(patch: string, forth: Pairs, back: Pairs): NamedRedirection[] {
  return [
    // First of all, and none of these has become live by it.
    ...back.entries().map(([path, { pairs }]) => ({
      image: patch,
      patch: path,
      pairs,
      symbols: [],
    })),
    ...forth.entries().map(([image, { symbols, pairs }]) => ({
      image,
      patch,
      pairs,
      symbols: [...symbols],
    })),
  ];
}

/** Addresses by file, and the symbols that they are of. */
class Pairs {
  readonly #files = new Map<
    string,
    { symbols: Set<string>; pairs: [from: number, to: number][] }
  >();

  add(path: string, symbol: string, pair: [from: number, to: number]): void {
    const file = this.#files.get(path) ?? { symbols: new Set(), pairs: [] };
    this.#files.set(path, file);
    file.symbols.add(symbol);
    file.pairs.push(pair);
  }

  entries() {
    return this.#files.entries();
  }
}
