/**
 * Plans how code that was made of some edited functions alone goes live: old
 * entries of these lead to it, and whatever else it defines leads back to what
 * the programs have, for other bodies were emptied. Never writes anything, and
 * never says what was edited. Pure.
 *
 * An emptied body never ends: if one could be reached, there is no plan.
 */

import { ownName } from "../../object/demangle/own_name.ts";
import type { Image, NamedRedirection } from "./entries.ts";

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
  /** Whether a symbol belongs to the program's own crates. */
  isOwn: (symbol: string) => boolean;
}

/** What stands in the way of such code, by symbol. */
export interface Obstacles {
  /** Edited functions to which no old entry can lead. */
  unreached: string[];
  /** Functions that may be emptied, and cannot lead back. */
  stranded: string[];
}

/** What came of it. */
export type LeadingBack =
  | { kind: "planned"; redirections: NamedRedirection[] }
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
  const { image, functions, edited, mayBeEmptied, isOwn } = code;
  const forth = new Pairs();
  const back = new Pairs();
  const seen = new Set<string>();
  const obstacles: Obstacles = { unreached: [], stranded: [] };
  for (const symbol of functions) {
    seen.add(symbol);
    // What the C library calls is never reached in a patch.
    if (symbol === "main") continue;
    const own = image.entries.get(symbol) ?? [];
    const homes = older.filter(({ entries }) => entries.has(symbol));
    if (edited.has(symbol)) {
      const [to] = own;
      if (to === undefined || homes.length === 0) {
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
    const isEmptied = isOwn(symbol) && mayBeEmptied(ownName(symbol));
    if (!isEmptied && isApart(symbol, edited)) continue;
    const [home] = homes;
    const [to] = home?.entries.get(symbol) ?? [];
    if (home && to !== undefined && own.length > 0) {
      for (const from of own) back.add(home.path, symbol, [from, to]);
    } else if (isEmptied) obstacles.stranded.push(symbol);
  }
  const unmade = [...edited].filter((symbol) => !seen.has(symbol));
  obstacles.unreached.push(...unmade);
  if (obstacles.unreached.length + obstacles.stranded.length > 0) {
    return { kind: "impossible", obstacles };
  }
  return { kind: "planned", redirections: planned(image.path, forth, back) };
}

/** The redirections to a file, and from it. */
function planned(patch: string, forth: Pairs, back: Pairs): NamedRedirection[] {
  return [
    ...forth.entries().map(([image, { symbols, pairs }]) => ({
      image,
      patch,
      pairs,
      symbols: [...symbols],
    })),
    // None of these has become live by it.
    ...back.entries().map(([path, { pairs }]) => ({
      image: patch,
      patch: path,
      pairs,
      symbols: [],
    })),
  ];
}

/**
 * Whether a function was made for closures of edited ones, as the newer kind
 * of names tells: their numbers and layouts may be others now.
 */
function isApart(symbol: string, edited: ReadonlySet<string>): boolean {
  if (!symbol.startsWith("_R") || !/N[CS][NIB]/.test(symbol)) return false;
  return edited.values().some((each) => {
    const name = ownName(each);
    return symbol.includes(`${name.length}${name}`) ||
      // An underscore is set before what could be read as more of the length.
      symbol.includes(`${name.length}_${name}`);
  });
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
