/**
 * The one history of what went live: which loaded file holds which code of
 * which unit, and what is known of each. Never knows sources. Pure.
 */

import type { Image } from "../patch/entries.ts";

/** A file that is loaded, and holds code of one unit. */
export interface LoadedFile {
  path: string;
  /** The patch that first brought it; 0 for what the program began with. */
  patch: number;
  /** Identities of the objects whose code it holds, as far as they are known. */
  identities: Set<string>;
  /** It holds some functions alone: what else is newest is in other files. */
  isPart?: boolean;
  /** Its functions, and those of the base that could lead to it then. */
  entries?: { image: Image; base: Image | undefined };
}

/** Code of a unit, in a file. */
export interface LoadedCode {
  unit: string;
  path: string;
  identity: string;
}

/** A file with some functions of a unit alone. */
export type LoadedPart = Pick<LoadedCode, "unit" | "path">;

/** The file of each unit's newest code at some time. */
export type Moment = ReadonlyMap<string, string>;

/** Nobody goes back further: so many states are kept. */
export const LIMIT = 24;

/** The loaded files of the programs. */
export class LoadedFiles {
  /** By unit and path; those that were the newest last come last. */
  readonly #files = new Map<string, Map<string, LoadedFile>>();
  /** By unit, what the base has of it, whether or not a process began with that. */
  readonly #base = new Map<string, LoadedFile>();
  #now: Moment = new Map();
  #moments: Moment[] = [];

  /** Notes the file with the code that a unit began with. */
  began(unit: string, path: string): void {
    const file = { path, patch: 0, identities: new Set<string>() };
    this.#base.set(unit, file);
    this.#put(unit, file);
    this.#now = new Map([...this.#now, [unit, path]]);
    this.#moments = [this.#now];
  }

  /**
   * Another process of the base began with these files in place of its own:
   * nothing else was ever live in it.
   */
  beganWith(patch: number, codes: readonly LoadedCode[]): void {
    const own = new Map(this.#base);
    for (const { unit } of codes) own.delete(unit);
    this.#files.clear();
    for (const [unit, file] of own) this.#put(unit, file);
    this.#now = new Map(own.entries().map(([unit, { path }]) => [unit, path]));
    this.#moments = [];
    this.wentLive(patch, codes);
  }

  /** Whether the base was made from these objects, as far as is known. */
  isBase(unit: string, identity: string): boolean {
    return this.#base.get(unit)?.identities.has(identity) ?? false;
  }

  /** A patch is live: these files hold the newest code of their units. */
  wentLive(patch: number, codes: Iterable<LoadedCode>): void {
    const now = new Map(this.#now);
    for (const { unit, path, identity } of codes) {
      now.set(unit, path);
      const file = this.get(unit, path);
      this.#put(unit, file ?? { path, patch, identities: new Set() });
      this.#holds(unit, path, identity);
    }
    this.#go(now);
  }

  /**
   * A patch is live that brought some functions of units alone. Nobody goes
   * back to its files, for they are nothing by themselves.
   */
  partsWentLive(patch: number, parts: Iterable<LoadedPart>): void {
    const now = new Map(this.#now);
    for (const { unit, path } of parts) {
      now.set(unit, path);
      this.#put(unit, { path, patch, identities: new Set(), isPart: true });
    }
    this.#go(now);
  }

  /** What is known of a file that holds code of a unit. */
  get(unit: string, path: string): LoadedFile | undefined {
    return this.#files.get(unit)?.get(path);
  }

  /** The file that holds a unit's newest code. */
  newest(unit: string): LoadedFile | undefined {
    return this.get(unit, this.#now.get(unit) ?? "");
  }

  /** These objects were made from the very sources of the base. */
  isOfBase(unit: string, identity: string): void {
    const file = this.#base.get(unit);
    if (!file) return;
    file.identities.add(identity);
    if (this.get(unit, file.path) === file) this.#put(unit, file);
  }

  /** A unit's newest code is as good as that of these objects. */
  isAsGood(unit: string, identity: string): void {
    this.#holds(unit, this.#now.get(unit), identity);
  }

  /** Whether a unit's newest code is known to be that of these objects. */
  runs(unit: string, identity: string): boolean {
    return this.newest(unit)?.identities.has(identity) ?? false;
  }

  /** Whether a file holds the code of these objects. */
  isHeld({ unit, path, identity }: LoadedCode): boolean {
    return this.get(unit, path)?.identities.has(identity) ?? false;
  }

  /** The file that held the code of these objects last. */
  holderOf(unit: string, identity: string): LoadedFile | undefined {
    return [...this.#files.get(unit)?.values() ?? []]
      .findLast(({ identities }) => identities.has(identity));
  }

  /** The last moment before now of which something holds. */
  findMoment(holds: (moment: Moment) => boolean): Moment | undefined {
    return this.#moments.findLast((moment) =>
      moment !== this.#now && holds(moment)
    );
  }

  #holds(unit: string, path: string | undefined, identity: string): void {
    const file = path === undefined ? undefined : this.get(unit, path);
    if (!file || file.isPart) return;
    file.identities.add(identity);
    this.#put(unit, file);
  }

  #go(now: Moment): void {
    this.#now = now;
    this.#moments.push(now);
    if (this.#moments.length > LIMIT) this.#moments.splice(1, 1);
  }

  /** Puts a file last. */
  #put(unit: string, file: LoadedFile): void {
    const files = this.#files.get(unit) ?? new Map<string, LoadedFile>();
    files.delete(file.path);
    files.set(file.path, file);
    this.#files.set(unit, files);
    const oldest = files.values().find(({ patch }) => patch > 0);
    if (files.size > LIMIT && oldest) files.delete(oldest.path);
  }
}
