/**
 * Watches folders and files for saves, for one who wants to know of them. Acts
 * on the first event; whether a file really changed is for the caller to find
 * out by reading it.
 */

import { basename, dirname, join } from "@std/path";
import { isLink, isThere, type Way, wayOf } from "./links.ts";
import { holds } from "./paths.ts";
import { LINKS, type Place } from "./place_state.ts";
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
  /** By where files are, and links to them: what they are called. */
  readonly #names = new Map<string, Set<string>>();
  /** Files that are followed where they are links: what is watched of each. */
  readonly #followed = new Map<string, (path: string) => Place>();
  /** All folders in which those are. */
  readonly #folders = new Set<string>();
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
    this.#add([...paths.map(single), ...this.#follow(paths, single)]);
  }

  /** Stops watching a single file. */
  forget(path: string): void {
    this.#followed.delete(path);
    for (const [place, names] of this.#names) {
      if (!names.delete(path) || names.size > 0) continue;
      this.#names.delete(place);
      this.#release(place);
    }
    this.#release(path);
  }

  #release(path: string): void {
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
    const all = [...files];
    const around = all.filter((file) => !isTarget(file)).map(aroundFile);
    this.#add([...places, ...around, ...this.#follow(all, aroundFile)]);
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

  /**
   * What to watch of files to which links lead: a recursive watch does not
   * follow them, and each may be made to lead elsewhere.
   */
  #follow(files: Iterable<string>, around: (path: string) => Place): Place[] {
    const { never } = this.#listener;
    const folders = new Map<string, Way>();
    const places = new Map<string, Place>();
    for (const file of files) {
      this.#followed.set(file, around);
      for (const folder of foldersOf(file, this.#folders)) {
        this.#folders.add(folder);
      }
      const { place, links } = this.#wayOf(file, folders);
      if (place === file) continue;
      places.set(place, around(place));
      for (const link of links) {
        places.set(link, { path: dirname(link), extent: "in" });
      }
      for (const each of [place, ...links]) {
        this.#names.set(each, (this.#names.get(each) ?? new Set()).add(file));
      }
    }
    if (places.size > 0) places.set(LINKS.path, LINKS);
    return [...places.values()].filter(({ path }) =>
      never === undefined || !holds(never, path)
    );
  }

  /** Where a path leads. What is known to be no link need not be looked at. */
  #wayOf(file: string, folders: Map<string, Way>): Way {
    const folder = dirname(file);
    const { place, links } = folders.get(folder) ?? wayOf(folder);
    folders.set(folder, { place, links });
    const path = join(place, basename(file));
    if (!this.#plain.has(file)) {
      const way = isLink(path) ? wayOf(path) : undefined;
      if (way) return { place: way.place, links: [...links, ...way.links] };
      this.#plain.add(file);
    }
    return { place: path, links };
  }

  /** Some files may have changed, by whatever name; of a folder, all in it. */
  #hear(isModification: boolean, all: string[]): void {
    for (const path of all) this.#plain.delete(path);
    const paths = all.filter((path) => this.#isOurs(path));
    const names = new Set(
      [...this.#names]
        .filter(([place]) => paths.some((path) => holds(path, place)))
        .flatMap(([, names]) => [...names]),
    );
    if (!isModification) this.#followAgain(paths, names);
    const heeded = isModification ? paths.filter(this.#heeds) : paths;
    const found = [...heeded, ...names];
    if (found.length > 0) this.#onEvent(found);
  }

  /** What was no link may be one now, and a link may lead elsewhere. */
  #followAgain(paths: readonly string[], names: Iterable<string>): void {
    const again = new Set(names);
    for (const path of paths) {
      if (this.#followed.has(path)) again.add(path);
      if (!this.#folders.has(path)) continue;
      for (const file of this.#followed.keys()) {
        if (holds(path, file)) again.add(file);
      }
    }
    const byExtent = Map.groupBy(again, (file) => this.#followed.get(file));
    // In place of what is gone, a link may come.
    if (again.values().some((file) => !isThere(file))) this.#add([LINKS]);
    for (const [around, files] of byExtent) {
      if (around) this.#add(this.#follow(files, around));
    }
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
    : single(path);
}

function single(path: string): Place {
  return { path, extent: "file" };
}

/** The folders above a path, up to one that is known. */
function* foldersOf(path: string, known: ReadonlySet<string>) {
  for (let at = dirname(path); !known.has(at); at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}
