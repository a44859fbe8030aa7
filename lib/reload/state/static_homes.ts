/**
 * Where the programs keep each static: in the file that first brought it. All
 * code that comes later uses it there, so that it keeps its value. Pure.
 */

import { demangle } from "../../object/demangle/demangle.ts";
import type {
  BroughtStatics,
  KnownStatics,
  StaticHome,
} from "../patch/inherited_statics.ts";

/** All statics of the programs, by symbol. */
export class StaticHomes implements KnownStatics {
  readonly #homes = new Map<string, StaticHome>();
  readonly #byUnit = new Map<string, Set<string>>();
  /** By file, what it has: by unit, the file of its newest code. */
  readonly #byImage = new Map<string, ReadonlySet<string>>();
  readonly #latest = new Map<string, string>();
  /** What the files of the base have. */
  readonly #base: BroughtStatics[] = [];
  /** All words of the paths, once somebody asks. */
  #words: Set<string> | undefined;

  /** Notes what a file of the base has. */
  addBase(base: BroughtStatics): void {
    this.#base.push(base);
    this.add(base);
  }

  /** The same for another process of the base, which has not begun. */
  again(): StaticHomes {
    const homes = new StaticHomes();
    for (const base of this.#base) homes.addBase(base);
    return homes;
  }

  /** Where a static is. */
  of(symbol: string): StaticHome | undefined {
    return this.#homes.get(symbol);
  }

  /** The symbols of all statics that a unit ever had. */
  ofUnit(unit: string): ReadonlySet<string> {
    return this.#byUnit.get(unit) ?? new Set();
  }

  /** The symbols of the statics that a unit's newest code has. */
  latestOf(unit: string): ReadonlySet<string> {
    return this.#byImage.get(this.#latest.get(unit) ?? "") ?? new Set();
  }

  /** Whether there is a static of a name, or one that a macro made of it. */
  mention(name: string): boolean {
    this.#words ??= new Set(
      this.#homes.keys().flatMap((symbol) => demangle(symbol).split(/\W+/)),
    );
    return this.#words.has(name);
  }

  /** Notes what a loaded file brought. */
  add({ unit, image, statics, fresh }: BroughtStatics): void {
    const names = this.#byUnit.get(unit) ?? new Set();
    this.#byUnit.set(unit, names);
    this.#words = undefined;
    for (const { name, storage, value, size } of statics) {
      if (this.#homes.has(name) && !fresh.has(name)) continue;
      this.#homes.set(name, { image, storage, value, size });
      names.add(name);
    }
    this.#byImage.set(image, new Set(statics.map(({ name }) => name)));
    this.#latest.set(unit, image);
  }

  /** Notes that a unit's newest code is in a file that had it before. */
  goBack(unit: string, image: string): void {
    if (this.#byImage.has(image)) this.#latest.set(unit, image);
  }
}
