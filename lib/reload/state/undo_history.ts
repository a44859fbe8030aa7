/**
 * Remembers what each crate was compiled from, and finds the loaded code that
 * is right for what the sources hold now. Pure.
 *
 * A crate's state is what its own files and all below it held. The program can
 * go back to such a state without a compile.
 */

import type { Digest } from "../../system/files.ts";
import { LIMIT, type LoadedFiles } from "./loaded_files.ts";

/** One compile of a unit that went well. */
export interface Compile {
  /** Counts the compiles of the unit. */
  generation: number;
  /** What it was made from. */
  inputs: ReadonlyMap<string, Digest>;
  /** Generations of the dependencies that it was compiled against. */
  against: ReadonlyMap<string, number>;
  /** Identity of its objects. */
  identity: string;
}

/** Code of a unit that is loaded, and shall be the newest again. */
export interface Return {
  unit: string;
  /** The file that holds it. */
  path: string;
  /** The patch that first brought it; 0 for what the program began with. */
  patch: number;
  /** Identity of the objects. */
  identity: string;
  /** The files that it was made from; unknown if these did not change. */
  files: string[] | undefined;
  /**
   * It is the newest now: it only shall use what else returns, which other
   * code must not.
   */
  isSame: boolean;
}

/** What is asked about the sources as they are now. */
export interface Wanted {
  /** The units that must be what their sources say, dependencies first. */
  units: readonly string[];
  /** What each file holds now. */
  content: (file: string) => Digest;
  /** Identity of the objects whose code each unit runs, if known. */
  live: (unit: string) => string | undefined;
  /** Whether code of different patches may be mixed at will. */
  isFree: boolean;
}

/** The compiles behind one base and its patches. */
export class UndoHistory {
  #units: readonly string[] = [];
  readonly #loaded: LoadedFiles;
  readonly #compiles = new Map<string, Compile[]>();
  readonly #alike = new Map<string, Digest>();
  readonly #files = new Set<string>();
  #expected: Promise<void> = Promise.resolve();

  /** @param loaded Which file holds which code. */
  constructor(loaded: LoadedFiles) {
    this.#loaded = loaded;
  }

  /** Goes on with these units, dependencies first. */
  extend(units: readonly string[]): void {
    this.#units = units;
  }

  /** Something is still to be noted, or to be tidied up, behind an edit. */
  expect(work: Promise<unknown>): void {
    this.#expected = Promise.allSettled([this.#expected, work])
      .then(() => {});
  }

  /** Resolves once nothing is going on there any more. */
  async complete(): Promise<void> {
    await this.#expected;
  }

  /** Notes a compile. */
  compiled(unit: string, compile: Compile): void {
    for (const file of compile.inputs.keys()) this.#files.add(file);
    const all = this.#compiles.get(unit) ?? [];
    all.push(compile);
    // The first is what the program began with.
    if (all.length > LIMIT) all.splice(1, 1);
    this.#compiles.set(unit, all);
  }

  /** What a file held and what it holds now compile to the very same. */
  alike(file: string, before: Digest, now: Digest): void {
    this.#alike.set(`${file}\n${now}`, this.#original(file, before));
  }

  /** Every file that some unit was ever made from. */
  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** The code to go back to; none if some of it was never live. */
  find(wanted: Wanted): Return[] | undefined {
    const goals = new Map<string, Compile>();
    const seen = new Map<string, Compile | undefined>();
    for (const unit of wanted.units) {
      const goal = this.#compileOf(unit, undefined, wanted, seen);
      if (!goal) return undefined;
      goals.set(unit, goal);
    }
    const paths = wanted.isFree
      ? this.#mixed(goals, wanted)
      : this.#asItWas(goals, wanted);
    if (!paths) return undefined;
    return this.#units.flatMap((unit) => {
      const path = paths.get(unit);
      const goal = goals.get(unit);
      const identity = goal?.identity ?? wanted.live(unit);
      if (path === undefined || identity === undefined) return [];
      const patch = this.#loaded.get(unit, path)?.patch ?? 0;
      const files = goal && [...goal.inputs.keys()];
      const isSame = path === this.#loaded.newest(unit)?.path;
      return { unit, path, patch, identity, files, isSame };
    });
  }

  /** The unit's compile from what its files, and all below it, hold now. */
  #compileOf(
    unit: string,
    generation: number | undefined,
    wanted: Wanted,
    seen: Map<string, Compile | undefined>,
  ): Compile | undefined {
    const key = `${unit} ${generation}`;
    if (seen.has(key)) return seen.get(key);
    const found = this.#compiles.get(unit)?.findLast((compile) =>
      (generation === undefined || compile.generation === generation) &&
      compile.inputs.entries().every(([file, content]) =>
        this.#original(file, content) ===
          this.#original(file, wanted.content(file))
      ) &&
      compile.against.entries().every(([id, generation]) =>
        this.#compileOf(id, generation, wanted, seen) !== undefined
      )
    );
    seen.set(key, found);
    return found;
  }

  /** For each unit that must change, the latest file with such code. */
  #mixed(
    goals: ReadonlyMap<string, Compile>,
    { live }: Wanted,
  ): Map<string, string> | undefined {
    const paths = new Map<string, string>();
    for (const [unit, { identity }] of goals) {
      if (live(unit) === identity || this.#loaded.runs(unit, identity)) {
        continue;
      }
      const path = this.#loaded.holderOf(unit, identity)?.path;
      if (path === undefined) return undefined;
      paths.set(unit, path);
    }
    return paths;
  }

  /** All units as they were together at some time, which is not now. */
  #asItWas(
    goals: ReadonlyMap<string, Compile>,
    { live }: Wanted,
  ): Map<string, string> | undefined {
    const moment = this.#loaded.findMoment((moment) =>
      this.#units.every((unit) => {
        const [path, goal] = [moment.get(unit), goals.get(unit)?.identity];
        const identity = goal ?? live(unit);
        const isNewest = path === this.#loaded.newest(unit)?.path;
        if (identity === live(unit) && isNewest) return true;
        return path !== undefined && identity !== undefined &&
          this.#loaded.isHeld({ unit, path, identity });
      })
    );
    return moment && new Map(moment);
  }

  #original(file: string, content: Digest): Digest {
    const key = `${file}\n${content}`;
    return this.#alike.has(key) ? this.#alike.get(key) : content;
  }
}
