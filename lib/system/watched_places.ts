/**
 * What the system watches for this process: as few folders as will do, since
 * each event is compared with each of them. All watchers share them. Never
 * says which file has really changed.
 */

import { dirname, join } from "@std/path";
import { isFolderSync } from "./files.ts";
import { isLink } from "./links.ts";
import { differences, isForLinks, type Place, stateOf } from "./place_state.ts";
import { holds } from "./paths.ts";
import { commonFolders, endsWith } from "./watch_plan.ts";

/** Told when the system does not watch as many folders as there are. */
export class WatchError extends Error {
  override name = "WatchError";
}

/** Who is told of what happens in some places. */
export interface PlaceListener {
  /** A folder that nothing that is watched for it may hold. */
  never: string | undefined;
  /** Gets each event. What is not a mere modification may be of any kind. */
  onEvent(isModification: boolean, paths: string[]): void;
  onTrouble(error: WatchError): void;
}

/** How often to look at places that the system does not watch, at last. */
const LOOK_MS = 1000;
/** How soon to look at a place that has just gone: it may be coming back. */
const SOON_MS = 4;
/** What is better not watched: much happens there that is none of ours. */
const BUSY = new Set([".git", "node_modules", "target"]);

/** The places that are watched, for all who want to know of them. */
export class WatchedPlaces {
  /** How often to look, where the system tells nothing; in milliseconds. */
  pollMs: number | undefined;
  /**
   * Whether the process ends before long when somebody wants no more: to close a
   * place, Deno waits for the end of all events, and a log may write for ever.
   */
  endsWithProcess = false;
  readonly #wanted = new Map<string, Place & { by: Set<PlaceListener> }>();
  readonly #watchers = new Map<string, Deno.FsWatcher>();
  /** Places that must be looked at, by key. */
  readonly #looks = new Map<string, Look>();
  readonly #troubled = new WeakSet<PlaceListener>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = SOON_MS;

  /** What the system watches now. */
  get watched(): string[] {
    return this.#watchers.keys().map((key) => placeOf(key).path).toArray();
  }

  /** Watches more places; one that is gone, from the moment on in which it is back. */
  add(places: readonly Place[], listener: PlaceListener): void {
    let isNews = false;
    for (const place of places) {
      const key = keyOf(place);
      const wanted = this.#wanted.get(key) ?? { ...place, by: new Set() };
      isNews ||= wanted.by.size === 0;
      this.#wanted.set(key, wanted);
      wanted.by.add(listener);
    }
    if (isNews) this.#arrange();
  }

  /** Stops watching for somebody. */
  release(listener: PlaceListener): void {
    for (const [key, { by }] of this.#wanted) {
      by.delete(listener);
      if (by.size === 0) this.#wanted.delete(key);
    }
    if (!this.endsWithProcess) this.#arrange();
  }

  /** Stops watching one place for somebody. */
  releasePlace(place: Place, listener: PlaceListener): void {
    const by = this.#wanted.get(keyOf(place))?.by;
    by?.delete(listener);
    if (by?.size === 0) this.#wanted.delete(keyOf(place));
    this.#arrange();
  }

  /** Watches what is wanted, and no more. */
  #arrange(): void {
    const chosen = new Map(this.#plan().map((each) => [keyOf(each), each]));
    for (const [key, place] of chosen) {
      if (this.#watchers.has(key) || this.#looks.has(key)) continue;
      if (!this.#watch(key, place)) this.#look(key, place);
    }
    for (const [key, watcher] of this.#watchers) {
      const others = this.#watchers.keys().filter((other) => other !== key);
      const ended = placeOf(key);
      if (chosen.has(key) || others.some((o) => endsWith(ended, placeOf(o)))) {
        continue;
      }
      this.#watchers.delete(key);
      close(watcher);
    }
    for (const key of this.#looks.keys()) {
      if (!chosen.has(key)) this.#looks.delete(key);
    }
  }

  #plan(): Place[] {
    const all = [...this.#wanted.values()];
    const deep = all.filter(({ extent }) => extent === "below");
    const never = deep.flatMap(({ by }) =>
      [...by].flatMap((each) => each.never ?? [])
    );
    const paths = deep.map(({ path }) => path);
    const common = this.pollMs !== undefined ? paths : commonFolders(paths, {
      isNever: (folder) => never.some((each) => holds(folder, each)),
      countBelow,
    });
    const isCovered = (path: string) =>
      common.some((each) => holds(each, path));
    const others = all.filter(({ path, extent }) =>
      extent !== "below" && !isCovered(extent === "in" ? path : dirname(path))
    ).map(({ path, extent }) => ({ path, extent }));
    return [
      ...common.map((path) => ({ path, extent: "below" }) as const),
      ...others,
    ];
  }

  #watch(key: string, { path, extent }: Place): boolean {
    if (this.pollMs !== undefined) return false;
    try {
      const watcher = Deno.watchFs(path, { recursive: extent === "below" });
      this.#watchers.set(key, watcher);
      this.#follow(key, { path, extent }, watcher);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      this.#complain(new WatchError(cannotWatch(`${error}`), { cause: error }));
      return false;
    }
  }

  #complain(error: WatchError): void {
    for (const listener of this.#listeners()) {
      if (this.#troubled.has(listener)) continue;
      this.#troubled.add(listener);
      listener.onTrouble(error);
    }
  }

  async #follow(
    key: string,
    place: Place,
    watcher: Deno.FsWatcher,
  ): Promise<void> {
    const events = watcher[Symbol.asyncIterator]();
    while (true) {
      const event = await events.next().catch((error) =>
        // A name that is not UTF-8, perhaps with another one beside it.
        error instanceof TypeError ? "unreadable" as const : "over" as const
      );
      if (this.#watchers.get(key) !== watcher) return;
      if (event === "unreadable") {
        // All that it can be of is watched as well.
        if (!isForLinks(place)) this.#tell(false, [place.path]);
        continue;
      }
      // What it does not tell any more, looking does.
      if (event === "over" || event.done) break;
      const { kind, paths } = event.value;
      if (kind === "access") continue;
      if (isForLinks(place) && !paths.some(isLink)) continue;
      // Only what is watched with all below it comes to new folders.
      const mayGrow = place.extent === "below" && kind !== "modify";
      if (mayGrow && paths.some(isFolderSync)) untilWatched();
      this.#tell(kind === "modify", paths);
      // What is there by this name later is something else.
      const isGone = kind === "remove" || kind === "rename";
      if (isGone && paths.includes(place.path)) break;
    }
    this.#watchers.delete(key);
    close(watcher);
    this.#look(key, place);
  }

  #listeners(): Set<PlaceListener> {
    return new Set(this.#wanted.values().flatMap(({ by }) => by));
  }

  #tell(isModification: boolean, paths: string[]): void {
    for (const each of this.#listeners()) each.onEvent(isModification, paths);
  }

  /** Looks at a place now and then, until it can be watched. */
  #look(key: string, place: Place): void {
    if (isForLinks(place)) return;
    this.#looks.set(key, { place, seen: undefined });
    clearTimeout(this.#timer);
    this.#delay = SOON_MS;
    this.#wait();
  }

  #wait(): void {
    const ms = this.pollMs ?? this.#delay;
    this.#timer = setTimeout(() => this.#lookAtAll(), ms);
    this.#delay = Math.min(2 * this.#delay, LOOK_MS);
  }

  async #lookAtAll(): Promise<void> {
    const timer = this.#timer;
    for (const [key, look] of [...this.#looks]) {
      const { path, extent } = look.place;
      const isThere = await Deno.stat(path).then(() => true, () => false);
      if (this.#looks.get(key) !== look) continue;
      // First watch, then look: nothing can come in between.
      const isWatched = isThere &&
        (this.#watchers.has(key) || this.#watch(key, look.place));
      // The system may not tell of a file that takes another's place in time.
      if (isWatched && extent !== "file") this.#looks.delete(key);
      const { seen } = look;
      look.seen = await stateOf(look.place);
      if (!this.#wanted.size) return;
      // What happened before the first look is not known.
      const changed = seen
        ? differences(seen, look.seen)
        : [path, ...look.seen.keys()];
      if (changed.length > 0) this.#tell(false, changed);
    }
    // Another place may have gone meanwhile.
    if (timer === this.#timer && this.#looks.size > 0) this.#wait();
  }
}

/** Those of this process. */
export const PLACES: WatchedPlaces = new WatchedPlaces();

/** What was last seen in a place that is not watched. */
interface Look {
  place: Place;
  /** What tells each file from what it was, by path. */
  seen: Map<string, string> | undefined;
}

function keyOf({ path, extent }: Place): string {
  return `${extent} ${path}`;
}

function placeOf(key: string): Place {
  const [extent = ""] = key.split(" ", 1);
  const path = key.slice(extent.length + 1);
  return { path, extent: extent as Place["extent"] };
}

/**
 * Waits until new folders are watched that events have told of: the system's
 * events are handed on before that is done, and what is written meanwhile has
 * none. Who looks into the folder from then on misses nothing. The one thread
 * that serves all watches takes up a request after that.
 */
function untilWatched(): void {
  try {
    close(Deno.watchFs(Deno.execPath(), { recursive: false }));
  } catch {
    // Where nothing more can be watched, such folders are not watched either.
  }
}

function close(watcher: Deno.FsWatcher): void {
  try {
    watcher.close();
  } catch {
    // It has closed itself.
  }
}

/** Counts the folders below one, up to a limit. */
function countBelow(folder: string, limit: number): number {
  let count = 0;
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    try {
      for (const { name, isDirectory } of Deno.readDirSync(at)) {
        if (!isDirectory) continue;
        if (BUSY.has(name) || ++count > limit) return Infinity;
        pending.push(join(at, name));
      }
    } catch {
      // It may not be entered, or is gone.
    }
  }
  return count;
}

function cannotWatch(error: string): string {
  return `the system watches no more folders for us (${error}): they are ` +
    "looked at every second instead, so edits are live later than they could " +
    "be\nraise its limits: `sudo sysctl fs.inotify.max_user_watches=524288 " +
    "fs.inotify.max_user_instances=1024`";
}
