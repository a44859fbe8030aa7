/**
 * Watches folders and files for saves, for one who wants to know of them. Acts
 * on the first event; whether a file really changed is for the caller to find
 * out by reading it.
 */

import { basename, dirname, join } from "@std/path";
import { holds } from "./paths.ts";
import type { Place } from "./place_state.ts";
import { PLACES, type WatchError } from "./watched_places.ts";

/** What a watcher may be told besides. */
export interface WatcherOptions {
  /**
   * Told once if the system does not watch as many folders: from then on,
   * those are looked at now and then.
   */
  onTrouble?: (error: WatchError) => void;
  /**
   * Whether a modification of what is at a path matters. What is made, renamed
   * or removed always does: it may be a folder.
   */
  heeds?: (path: string) => boolean;
}

/** A set of watched folders and files that can grow. */
export class Watcher {
  readonly #onEvent: (paths: string[]) => void;
  readonly #heeds: (path: string) => boolean;
  readonly #listener;
  /** What is watched: folders with all below them, folders, and files. */
  readonly #places = {
    below: new Set<string>(),
    in: new Set<string>(),
    file: new Set<string>(),
  };
  /** By where files are: what they are called, where links lead to them. */
  readonly #names = new Map<string, Set<string>>();
  /** Files that are no links themselves. */
  readonly #plain = new Set<string>();
  #isClosed = false;

  /** @param onEvent Gets the paths of each event as it arrives. */
  constructor(
    onEvent: (paths: string[]) => void,
    { onTrouble = () => {}, heeds = () => true }: WatcherOptions = {},
  ) {
    this.#onEvent = onEvent;
    this.#heeds = heeds;
    this.#listener = {
      never: undefined as string | undefined,
      onEvent: this.#hear.bind(this),
      onTrouble,
    };
  }

  /**
   * Watches a folder unless it is watched already; should it be gone, from
   * the moment on in which it is back.
   *
   * @param recursive Whether what is below it counts, new folders included.
   */
  add(folder: string, recursive: boolean): void {
    this.#add([{ path: folder, extent: recursive ? "below" : "in" }]);
  }

  /** Watches single files, also those that are not there yet. */
  addFiles(paths: readonly string[]): void {
    this.#add(paths.map((path) => ({ path, extent: "file" })));
  }

  /** Stops watching a single file. */
  forget(path: string): void {
    if (!this.#places.file.delete(path)) return;
    PLACES.releasePlace({ path, extent: "file" }, this.#listener);
  }

  /**
   * Watches the folders of source files; below those of crate roots, every new
   * folder counts.
   *
   * @param targetFolder Cargo's: never watched.
   */
  addAll(
    roots: Iterable<string>,
    files: Iterable<string>,
    targetFolder: string,
  ): void {
    this.#listener.never = targetFolder;
    const isTarget = (folder: string) => holds(targetFolder, folder);
    const places: Place[] = [];
    for (const path of new Set([...roots].map(dirname))) {
      if (isTarget(path)) continue;
      const extent = holds(path, targetFolder) ? "in" : "below";
      places.push({ path, extent });
    }
    const real = new Map<string, string>();
    for (const file of files) {
      if (!isTarget(file)) places.push(aroundFile(file));
      const place = this.#placeOf(file, real);
      // A recursive watch does not follow links.
      if (place === file || isTarget(place)) continue;
      places.push(aroundFile(place));
      this.#names.set(place, (this.#names.get(place) ?? new Set()).add(file));
    }
    this.#add(places);
  }

  /** Stops watching. */
  close(): void {
    this.#isClosed = true;
    PLACES.release(this.#listener);
  }

  #add(places: readonly Place[]): void {
    if (this.#isClosed) return;
    const news = places.filter(({ path, extent }) =>
      !this.#places[extent].has(path) &&
      (extent === "below" || !this.#isBelow(path))
    );
    for (const { path, extent } of news) this.#places[extent].add(path);
    if (news.length > 0) PLACES.add(news, this.#listener);
  }

  /** Whether a path is in a folder that is watched with all below it. */
  #isBelow(path: string): boolean {
    const { below } = this.#places;
    for (let at = path; !below.has(at); at = dirname(at)) {
      if (dirname(at) === at) return false;
    }
    return true;
  }

  /** Where a file really is. Links to folders may lead elsewhere each time. */
  #placeOf(file: string, folders: Map<string, string>): string {
    const folder = dirname(file);
    const known = folders.get(folder);
    try {
      const real = known ?? Deno.realPathSync(folder);
      folders.set(folder, real);
      if (!this.#plain.has(file)) {
        if (Deno.lstatSync(file).isSymlink) return Deno.realPathSync(file);
        this.#plain.add(file);
      }
      return real === folder ? file : join(real, basename(file));
    } catch {
      // It is gone: there is nothing to follow.
      return file;
    }
  }

  /** Some files may have changed, by whatever name; of a folder, all in it. */
  #hear(isModification: boolean, all: string[]): void {
    for (const path of all) this.#plain.delete(path);
    const paths = all.filter((path) => this.#isOurs(path));
    const names = [...this.#names]
      .filter(([place]) => paths.some((path) => holds(path, place)))
      .flatMap(([, names]) => [...names]);
    const heeded = isModification ? paths.filter(this.#heeds) : paths;
    const found = [...heeded, ...names];
    if (found.length > 0) this.#onEvent(found);
  }

  /** Whether it is watched for us, or holds what is. */
  #isOurs(path: string): boolean {
    const { in: flat, file: files } = this.#places;
    if (files.has(path) || flat.has(dirname(path)) || flat.has(path)) {
      return true;
    }
    if (this.#isBelow(path)) return true;
    return Object.values(this.#places).some((places) =>
      places.values().some((place) => holds(path, place))
    );
  }
}

/**
 * What to watch for a file that is known. Where one source is, others may come;
 * beside what sources include, programs write their logs.
 */
function aroundFile(path: string): Place {
  return path.endsWith(".rs")
    ? { path: dirname(path), extent: "in" }
    : { path, extent: "file" };
}
