/**
 * Watches folders for saved files. Acts on the first event; whether a file
 * really changed is for the caller to find out by reading it.
 */

import { basename, dirname, join } from "@std/path";

/** A set of watched folders that can grow. */
export class Watcher {
  readonly #onEvent: (paths: string[]) => void;
  readonly #watchers = new Map<string, Deno.FsWatcher>();
  /** By where files are: what they are called, where links lead to them. */
  readonly #names = new Map<string, Set<string>>();
  /** Files that are no links themselves. */
  readonly #plain = new Set<string>();

  /** @param onEvent Gets the paths of each event as it arrives. */
  constructor(onEvent: (paths: string[]) => void) {
    this.#onEvent = onEvent;
  }

  /**
   * Watches a folder unless it is watched already.
   *
   * @param recursive Whether what is below it counts, new folders included.
   */
  add(folder: string, recursive: boolean): void {
    const key = `${recursive ? "**" : "*"} ${folder}`;
    if (this.#watchers.has(key) || this.#covers(folder)) return;
    const watcher = Deno.watchFs(folder, { recursive });
    this.#watchers.set(key, watcher);
    this.#follow(watcher, folder);
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
    const isTarget = (folder: string) =>
      `${folder}/`.startsWith(`${targetFolder}/`);
    for (const folder of [...roots].map(dirname)) {
      const holdsTarget = `${targetFolder}/`.startsWith(`${folder}/`);
      if (!isTarget(folder)) this.add(folder, !holdsTarget);
    }
    const real = new Map<string, string>();
    for (const file of files) {
      const folder = dirname(file);
      if (!isTarget(folder)) this.add(folder, false);
      const place = this.#placeOf(file, real);
      // A recursive watch does not follow links.
      if (place === file || isTarget(place)) continue;
      this.add(dirname(place), false);
      this.#names.set(place, (this.#names.get(place) ?? new Set()).add(file));
    }
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

  /** Stops watching. */
  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #covers(folder: string): boolean {
    return this.#watchers.keys().some((key) =>
      key.startsWith("** ") && `${folder}/`.startsWith(`${key.slice(3)}/`)
    );
  }

  async #follow(watcher: Deno.FsWatcher, folder: string): Promise<void> {
    const events = watcher[Symbol.asyncIterator]();
    while (true) {
      const event = await events.next().catch((error) => {
        if (error instanceof TypeError) return "unreadable" as const;
        throw error;
      });
      if (event === "unreadable") {
        // A name that is not UTF-8, perhaps with another one beside it.
        this.#onEvent([folder]);
        continue;
      }
      if (event.done) return;
      const { kind, paths } = event.value;
      if (kind === "access") continue;
      for (const path of paths) this.#plain.delete(path);
      const names = paths.flatMap((path) => [...this.#names.get(path) ?? []]);
      this.#onEvent([...paths, ...names]);
    }
  }
}
