/**
 * Watches folders for saved files. Acts on the first event; whether a file
 * really changed is for the caller to find out by reading it.
 */

import { basename, dirname, join } from "@std/path";

/** Told when the system does not watch as many folders as there are. */
export class WatchError extends Error {
  override name = "WatchError";
}

/** How often to look at folders that the system does not watch for us. */
const LOOK_MS = 1000;

/** A set of watched folders that can grow. */
export class Watcher {
  readonly #onEvent: (paths: string[]) => void;
  readonly #onTrouble: (error: WatchError) => void;
  readonly #watchers = new Map<string, Deno.FsWatcher>();
  /** By where files are: what they are called, where links lead to them. */
  readonly #names = new Map<string, Set<string>>();
  /** Files that are no links themselves. */
  readonly #plain = new Set<string>();
  /** Folders that must be looked at, by key. */
  readonly #looks = new Map<string, Look>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTroubled = false;
  #isClosed = false;

  /**
   * @param onEvent Gets the paths of each event as it arrives.
   * @param onTrouble Told once if the system does not watch as many folders:
   *   from then on, those are looked at now and then.
   */
  constructor(
    onEvent: (paths: string[]) => void,
    onTrouble: (error: WatchError) => void = () => {},
  ) {
    this.#onEvent = onEvent;
    this.#onTrouble = onTrouble;
  }

  /**
   * Watches a folder unless it is watched already; should it be gone, from
   * the moment on in which it is back.
   *
   * @param recursive Whether what is below it counts, new folders included.
   */
  add(folder: string, recursive: boolean): void {
    const key = `${recursive ? "**" : "*"} ${folder}`;
    if (this.#watchers.has(key) || this.#looks.has(key)) return;
    if (this.#covers(folder) || this.#isClosed) return;
    if (!this.#watch(key, folder, recursive)) this.#look(key);
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
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#looks.clear();
  }

  #covers(folder: string): boolean {
    return this.#watchers.keys().some((key) =>
      key.startsWith("** ") && `${folder}/`.startsWith(`${key.slice(3)}/`)
    );
  }

  #watch(key: string, folder: string, recursive: boolean): boolean {
    try {
      const watcher = Deno.watchFs(folder, { recursive });
      this.#watchers.set(key, watcher);
      this.#follow(key, folder, watcher);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      const trouble = new WatchError(cannotWatch(`${error}`), { cause: error });
      if (!this.#isTroubled) this.#onTrouble(trouble);
      this.#isTroubled = true;
      return false;
    }
  }

  async #follow(
    key: string,
    folder: string,
    watcher: Deno.FsWatcher,
  ): Promise<void> {
    const events = watcher[Symbol.asyncIterator]();
    while (true) {
      const event = await events.next().catch((error) =>
        // A name that is not UTF-8, perhaps with another one beside it.
        error instanceof TypeError ? "unreadable" as const : "over" as const
      );
      if (event === "unreadable") {
        this.#onEvent([folder]);
        continue;
      }
      // What it does not tell any more, looking does.
      if (event === "over" || event.done) break;
      const { kind, paths } = event.value;
      if (kind === "access") continue;
      for (const path of paths) this.#plain.delete(path);
      this.#tell(paths);
      // What is there by this name later is another folder.
      if (/^(?:remove|rename)$/.test(kind) && paths.includes(folder)) break;
    }
    if (this.#isClosed) return;
    this.#watchers.delete(key);
    try {
      watcher.close();
    } catch {
      // It has closed itself.
    }
    this.#look(key);
  }

  /** Some files may have changed, by whatever name; of a folder, all in it. */
  #tell(paths: string[]): void {
    const names = [...this.#names]
      .filter(([place]) =>
        paths.some((path) => `${place}/`.startsWith(`${path}/`))
      )
      .flatMap(([, names]) => [...names]);
    this.#onEvent([...paths, ...names]);
  }

  /** Looks at a folder now and then, until it can be watched. */
  #look(key: string): void {
    const [kind = "", folder = ""] = split(key);
    this.#looks.set(key, { folder, recursive: kind === "**", seen: new Map() });
    this.#timer ??= setTimeout(() => this.#lookAtAll(), LOOK_MS);
  }

  async #lookAtAll(): Promise<void> {
    for (const [key, look] of [...this.#looks]) {
      const { folder, recursive, seen } = look;
      const isThere = await Deno.stat(folder).then(() => true, () => false);
      if (this.#isClosed) return;
      // First watch, then look: nothing can come in between.
      const isWatched = isThere && this.#watch(key, folder, recursive);
      if (isWatched) this.#looks.delete(key);
      look.seen = await stateOf(folder, recursive);
      if (this.#isClosed) return;
      const changed = differences(seen, look.seen);
      if (changed.length > 0) this.#tell(changed);
    }
    this.#timer = this.#looks.size === 0
      ? undefined
      : setTimeout(() => this.#lookAtAll(), LOOK_MS);
  }
}

/** A folder that is not watched, and what was last seen in it. */
interface Look {
  folder: string;
  recursive: boolean;
  /** What tells each file from what it was, by path. */
  seen: Map<string, string>;
}

function split(key: string): [kind: string, folder: string] {
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
}

async function stateOf(
  folder: string,
  recursive: boolean,
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    const path = join(folder, name);
    if (isDirectory && recursive) {
      for (const each of await stateOf(path, true)) all.set(...each);
    }
    const info = await Deno.stat(path).catch(() => undefined);
    if (!info?.isFile) continue;
    all.set(path, `${info.ino} ${info.size} ${info.mtime?.getTime()}`);
  }
  return all;
}

function differences(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path));
}

function cannotWatch(error: string): string {
  return `the system watches no more folders for us (${error}): they are ` +
    "looked at every second instead, so edits are live later than they could " +
    "be\nraise its limits: `sudo sysctl fs.inotify.max_user_watches=524288 " +
    "fs.inotify.max_user_instances=1024`";
}
