/**
 * Which functions of each unit's base and newest code can still be redirected,
 * and which never will be. Never reads a file. Pure.
 */

import { type AbiChanges, noAbiChanges } from "../../analysis/abi_changes.ts";
import type { OldVersion } from "../../analysis/old_versions.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import type { Loss } from "../../report/report.ts";
import type { Offer } from "../patch/dylib.ts";
import {
  type Image,
  lossOf,
  type NamedRedirection,
  redirections,
} from "../patch/entries.ts";
import type { GatheredSections } from "../../object/gathered_sections.ts";
import type { LoadedFiles } from "./loaded_files.ts";

/** Which functions of the loaded files can be redirected. */
export class Images {
  /** What is in the files of the base, whatever was forbidden since. */
  readonly #original = new Map<string, Image>();
  readonly #base = new Map<string, Image>();
  readonly #latest = new Map<string, Image>();
  /** Files with some functions alone, made over the latest: oldest first. */
  readonly #parts = new Map<string, Part[]>();
  readonly #files: LoadedFiles;
  readonly #lost = new Map<string, Loss>();
  readonly #stored = new Map<string, OldVersion>();
  readonly #barriers = new Set<string>();
  readonly #stripped = new Set<string>();
  readonly #constructors = new Map<string, Set<string>>();
  readonly #gathered = new Map<string, GatheredSections>();
  /** The symbols of the last patch of each unit, which others can import. */
  readonly offered: Map<string, Offer> = new Map();

  /** @param files The history of what went live. */
  constructor(files: LoadedFiles) {
    this.#files = files;
  }

  /** Notes the file of the base that holds a unit's code. */
  setBase(unit: string, image: Image): void {
    this.#original.set(unit, image);
    if (image.isStripped) this.#stripped.add(unit);
    for (const name of image.shared ?? []) this.#lost.set(name, "shared");
    this.#base.set(unit, image);
    this.#remember(unit, image);
  }

  /** The same for another process of the base, which has not begun. */
  again(): Images {
    const images = new Images(this.#files);
    for (const [unit, image] of this.#original) images.setBase(unit, image);
    for (const [unit, all] of this.#constructors) {
      images.setConstructors(unit, [[...all]]);
    }
    for (const [unit, all] of this.#gathered) images.setGathered(unit, all);
    return images;
  }

  /**
   * Notes the patch that holds a unit's newest code. What the edit forbids to
   * redirect stays forbidden: later code is as foreign to the old callers.
   */
  setLatest(unit: string, image: Image, changes: AbiChanges): void {
    for (const part of this.#parts.get(unit) ?? []) {
      this.#lose(unit, part.changes);
    }
    this.#lose(unit, changes);
    this.#latest.set(unit, image);
    this.#parts.delete(unit);
    this.#remember(unit, image);
  }

  /**
   * Notes a patch with some functions of a unit alone: what it runs itself,
   * later code takes over. What the edit forbids is forbidden to the next whole
   * crate: that has code for closures, say, of all functions.
   */
  addPart(unit: string, image: Image, changes: AbiChanges): void {
    const parts = this.#parts.get(unit) ?? [];
    this.#parts.set(unit, [...parts, { image, changes }]);
  }

  /** The files with a unit's newest code, where some hold functions alone. */
  newestParts(unit: string): string[] {
    const parts = this.#parts.get(unit) ?? [];
    const whole = this.#latest.get(unit) ?? this.#base.get(unit);
    return whole && parts.length > 0
      ? [whole, ...parts.map(({ image }) => image)].map(({ path }) => path)
      : [];
  }

  /** Notes that a unit's newest code is in a file that had it before. */
  setBack(unit: string, path: string, changes: AbiChanges): void {
    const { entries } = this.#files.get(unit, path) ?? {};
    if (!entries) return;
    const { image, base } = entries;
    this.#lose(unit, changes);
    if (base) this.#base.set(unit, base);
    this.#parts.delete(unit);
    if (base?.path === path) this.#latest.delete(unit);
    else this.#latest.set(unit, image);
  }

  /** Whether it is known how to lead a unit's entries back to a file. */
  canGoBack(unit: string, path: string): boolean {
    return this.older(unit).length === 0 ||
      this.#files.get(unit, path)?.entries !== undefined;
  }

  /**
   * What to redirect when a unit goes back to a file: what led there then, and
   * what was newest until now. Its own entries, which led on, run their own
   * code again.
   */
  restorations(
    unit: string,
    path: string,
    changes: AbiChanges,
  ): NamedRedirection[] {
    const { entries } = this.#files.get(unit, path) ?? {};
    if (!entries) return [];
    const { image, base } = entries;
    const [latest, ...parts] = this.#narrowed(unit, this.#latest.get(unit));
    const others = (...all: (Image | undefined)[]): Image[] =>
      all.filter((older) => older !== undefined).filter((older) =>
        older.path !== path
      );
    const own = [...image.entries.values()].flat()
      .map((at): [number, number] => [at, at]);
    return [
      { image: path, patch: path, pairs: own, symbols: [] },
      ...redirections(others(base), image, noAbiChanges()),
      ...redirections(
        others(latest, ...parts),
        image,
        changes,
      ),
    ];
  }

  /**
   * What to redirect when a unit gets new code: what the program began with,
   * and what was newest until now, which leads the entries of all between;
   * last come those with some functions alone.
   */
  older(unit: string): Image[] {
    const [base] = this.#narrowed(unit, this.#base.get(unit));
    const [latest, ...parts] = this.#narrowed(unit, this.#latest.get(unit));
    return [base, latest, ...parts].filter((image) => image !== undefined);
  }

  /** The same where no code for closures, say, of other functions comes. */
  olderThanPart(unit: string): Image[] {
    const parts = this.#parts.get(unit)?.map(({ image }) => image) ?? [];
    return [this.#base.get(unit), this.#latest.get(unit), ...parts]
      .filter((image) => image !== undefined);
  }

  /** A file and those of functions alone, each without what later ones forbid. */
  #narrowed(
    unit: string,
    whole: Image | undefined,
  ): [whole: Image | undefined, ...parts: Image[]] {
    const parts = this.#parts.get(unit) ?? [];
    const narrow = (image: Image, later: readonly Part[]) =>
      later.reduce((left, { changes }) => without(left, changes), image);
    return [
      whole && narrow(whole, parts),
      ...parts.map(({ image }, i) => narrow(image, parts.slice(i + 1))),
    ];
  }

  /** Functions of which some old version keeps its code, by their own name. */
  get lost(): ReadonlyMap<string, Loss> {
    return this.#lost;
  }

  /** Whether nobody can tell what the base has of a unit. */
  isStripped(unit: string): boolean {
    return this.#stripped.has(unit);
  }

  /** Functions that some code holds in an old version, by their path. */
  get stored(): ReadonlyMap<string, OldVersion> {
    return this.#stored;
  }

  /** Notes the constructors that the base has of a unit. */
  setConstructors(unit: string, all: readonly string[][]): void {
    this.#constructors.set(unit, new Set(all.flat()));
  }

  /**
   * Those of some constructors of a unit that the base does not have, by one
   * name each; none where it is not known which it has.
   */
  newConstructors(unit: string, all: readonly string[][]): string[] {
    const known = this.#constructors.get(unit);
    const added = known
      ? all.filter((names) => !names.some((name) => known.has(name)))
      : [];
    return added.flatMap(([name]) => name ?? []);
  }

  /** Notes the sections that the linker gathered in the base's file of a unit. */
  setGathered(unit: string, sections: GatheredSections): void {
    this.#gathered.set(unit, sections);
  }

  /** Those sections, as far as they are known. */
  gatheredOf(unit: string): GatheredSections {
    return this.#gathered.get(unit) ?? new Map();
  }

  /** Notes functions that some code goes on to hold as they were. */
  keepStored({ oldVersions }: AbiChanges): void {
    for (const [path, version] of oldVersions) {
      const isForGood = version === "stored" || version === "callers";
      if (isForGood) this.#stored.set(path, version);
    }
  }

  /** All that ever made it unsafe to redirect. */
  get barriers(): string[] {
    return [...this.#barriers];
  }

  /** Notes functions that old code does not get, by their own name. */
  lose(names: Iterable<string>, changes: AbiChanges): void {
    const { changedTypes } = changes;
    for (const name of names) {
      const loss = lossOf(name, changes);
      if (loss && loss !== "signature") this.#lost.set(name, loss);
    }
    for (const barrier of changedTypes) this.#barriers.add(barrier);
  }

  #remember(unit: string, image: Image): void {
    const file = this.#files.get(unit, image.path);
    if (file) file.entries = { image, base: this.#base.get(unit) };
  }

  #lose(unit: string, changes: AbiChanges): void {
    for (const images of [this.#base, this.#latest]) {
      const older = images.get(unit);
      if (older) images.set(unit, this.#without(older, changes));
    }
    for (const barrier of changes.changedTypes) this.#barriers.add(barrier);
  }

  #without(image: Image, changes: AbiChanges): Image {
    for (const name of image.entries.keys()) {
      const loss = lossOf(name, changes);
      // Another function now: who holds the old one, the sources tell.
      if (loss && loss !== "signature") this.#lost.set(ownName(name), loss);
    }
    return without(image, changes);
  }
}

/** A patch with some functions alone: those that it runs itself. */
interface Part {
  image: Image;
  /** What its edit forbids to redirect. */
  changes: AbiChanges;
}

/** The functions of a file that old callers may be given. */
function without(image: Image, changes: AbiChanges): Image {
  const left = [...image.entries].filter(([name]) => !lossOf(name, changes));
  if (left.length === image.entries.size) return image;
  return { path: image.path, entries: new Map(left) };
}
