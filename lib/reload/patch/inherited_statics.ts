/**
 * Which statics of a patch are the programs' own, so that they keep their
 * values, and how the patch's code gets to them. Pure.
 *
 * A static is the same one if its symbol and its size are. A symbol tells the
 * path; the older kind of symbols tells the type as well.
 */

import { type Base, ownerOf } from "../../build/base.ts";
import type { ReloadBuild } from "../../build/rustc/replay.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import { demangle } from "../../object/demangle/demangle.ts";
import type { Elf, ElfSymbol } from "../../object/elf.ts";
import {
  type Static,
  staticsOf,
  type Storage,
  wordsOf,
} from "../../object/statics.ts";
import type { LinkedFile } from "./dylib.ts";
import type { Binding } from "../../program/patch_log.ts";

/** The place of a static. */
export interface StaticHome {
  /** The file. */
  image: string;
  storage: Storage;
  /** Its address in the file, or its distance from the start of thread-locals. */
  value: number;
  size: number;
}

/** The statics of one unit, in a file that was loaded. */
export interface BroughtStatics {
  unit: string;
  image: string;
  statics: readonly Static[];
  /** Those that no older one goes on for: the newest code uses these. */
  fresh: ReadonlySet<string>;
}

/** What is known of the statics that the programs have. */
export interface KnownStatics {
  /** Where a static is, by symbol. */
  of(symbol: string): StaticHome | undefined;
  /** The symbols of all statics that a unit ever had. */
  ofUnit(unit: string): ReadonlySet<string>;
  /** The symbols of the statics that a unit's newest code has. */
  latestOf(unit: string): ReadonlySet<string>;
}

/** What tells whose statics there are. */
export interface StaticsContext {
  base: Pick<Base, "bin" | "shape">;
  build: Pick<ReloadBuild, "inheritsStatics">;
  statics: KnownStatics;
}

/**
 * By unit, the statics whose values new code goes on with.
 *
 * @param units The units whose code a patch brings.
 * @param startsAfresh Whether an edit has made another static of one.
 */
export function inheritedStatics(
  { base, build, statics }: StaticsContext,
  units: readonly Unit[],
  startsAfresh?: (symbol: string) => boolean,
): Map<string, InheritedStatics> {
  if (!build.inheritsStatics) return new Map();
  const owners = new Set(units.map((unit) => ownerOf(base, unit).id));
  return new Map(
    [...owners].map((
      id,
    ) => [id, new InheritedStatics(statics, id, startsAfresh)]),
  );
}

/** Of a unit's statics, those whose values new code goes on with. */
export class InheritedStatics {
  readonly #homes: ReadonlyMap<string, StaticHome>;
  readonly #latest: ReadonlySet<string>;

  /**
   * @param unit The unit's id.
   * @param startsAfresh Whether an edit has made another static of one.
   */
  constructor(
    homes: KnownStatics,
    unit: string,
    startsAfresh: (symbol: string) => boolean = () => false,
  ) {
    const found = new Map<string, StaticHome>();
    for (const symbol of homes.ofUnit(unit)) {
      const home = homes.of(symbol);
      if (home && !startsAfresh(symbol)) found.set(symbol, home);
    }
    this.#homes = found;
    this.#latest = homes.latestOf(unit);
  }

  /** The symbols. */
  get symbols(): Iterable<string> {
    return this.#homes.keys();
  }

  /** Where each thread-local is. */
  threadLocals(): Map<string, StaticHome> {
    return new Map(
      this.#homes.entries().filter(([, { storage }]) => storage === "thread"),
    );
  }

  /**
   * What binds the dylib that holds the unit's new code.
   *
   * @param file Its path, and the statics that nothing can lead elsewhere.
   */
  bind(
    { path, direct = [] }: Pick<LinkedFile, "path" | "direct">,
    elf: Elf,
    symbols?: readonly ElfSymbol[],
  ): BoundStatics {
    const statics = staticsOf(elf, symbols);
    const old = countByPath(this.#latest);
    const doubtful = doubtfulPaths(old, statics);
    const unbindable = new Set(direct);
    const fresh = new Set<string>();
    const resized: string[] = [];
    const inherited: Static[] = [];
    for (const each of statics) {
      const home = this.#homes.get(each.name);
      const path = pathOf(each.name);
      // Symbols number the implementations of a module: where these change
      // places, the symbol of one that is gone may be that of another.
      const isOther = old.has(path) && !this.#latest.has(each.name);
      const isDoubtful = isOther || doubtful.has(path) ||
        unbindable.has(each.name);
      if (!home || isDoubtful) fresh.add(each.name);
      else if (home.size !== each.size || home.storage !== each.storage) {
        resized.push(each.name);
      } else inherited.push(each);
    }
    const bindings = new Map<string, Binding>();
    for (const word of wordsOf(elf, inherited)) {
      const home = this.#homes.get(word.static.name);
      if (!home) continue;
      const { image, storage } = home;
      const key = `${storage} ${image}`;
      const binding = bindings.get(key) ??
        { storage, dylib: path, image, pairs: [] };
      binding.pairs.push([word.place, home.value + word.offset]);
      bindings.set(key, binding);
    }
    const afresh = fresh.values().map(pathOf).filter((path) => old.has(path));
    return {
      bindings: [...bindings.values()],
      statics,
      fresh,
      resized,
      afresh: [...new Set(afresh)],
    };
  }
}

/**
 * Paths that several statics have, of which some are new or gone: nothing tells
 * which is which.
 *
 * @param old How many each path had.
 */
function doubtfulPaths(
  old: ReadonlyMap<string, number>,
  statics: readonly Static[],
): Set<string> {
  const now = countByPath(statics.map(({ name }) => name));
  return new Set(
    now.keys().filter((path) => {
      const [before = 0, after = 0] = [old.get(path), now.get(path)];
      return before !== after && Math.min(before, after) > 0;
    }),
  );
}

/** What a dylib shares with what is loaded. */
export interface BoundStatics {
  bindings: Binding[];
  /** All of the dylib's statics. */
  statics: Static[];
  /** The symbols of those that are its own. */
  fresh: Set<string>;
  /** Those that are larger or smaller than before. */
  resized: string[];
  /** The paths of those that start afresh, although the programs have a value. */
  afresh: string[];
}

function countByPath(symbols: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const symbol of symbols) {
    const path = pathOf(symbol);
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

/** A symbol without what tells statics of one path apart. */
function pathOf(symbol: string): string {
  return demangle(symbol);
}
