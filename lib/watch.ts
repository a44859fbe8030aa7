/**
 * Watches folders for saved files. Acts on the first event; whether a file
 * really changed is for the caller to find out by reading it.
 */

import { dirname } from "@std/path";

/** A set of watched folders that can grow. */
export class Watcher {
  readonly #onEvent: (paths: string[]) => void;
  readonly #watchers = new Map<string, Deno.FsWatcher>();

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
    this.#follow(watcher);
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
    for (const folder of [...files].map(dirname)) {
      if (!isTarget(folder)) this.add(folder, false);
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

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind, paths } of watcher) {
      if (kind !== "access") this.#onEvent(paths);
    }
  }
}
