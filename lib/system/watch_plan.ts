/**
 * Chooses which folders the system is asked to watch: each event is compared
 * with each of them, so that a few large ones cost less than many small ones.
 * Never looks at the disk itself. Pure.
 */

import { dirname } from "@std/path";
import { holds } from "./paths.ts";
import type { Place } from "./place_state.ts";

/** What limits how far folders are taken together. */
export interface PlanOptions {
  /** Whether a folder holds what must not be watched. */
  isNever: (folder: string) => boolean;
  /**
   * How many folders there are below one, counted up to a limit;
   * `Infinity` if something is there that is better not watched.
   */
  countBelow: (folder: string, limit: number) => number;
}

/** From so many folders on, their common parent is watched in their place. */
const FEW = 3;

/** So many folders more for each one that is wanted. */
const WIDTH = 8;

/** So many folders more in any case. */
const MARGIN = 64;

/**
 * Takes folders that are watched with all that is below them together.
 *
 * @returns Folders that hold all of them, none of them twice.
 */
export function commonFolders(
  folders: readonly string[],
  { isNever, countBelow }: PlanOptions,
): string[] {
  const wanted = new Set(
    folders.filter((folder) =>
      !folders.some((other) => other !== folder && holds(other, folder))
    ),
  );
  const inside = countInside(wanted);
  const children = new Map<string, string[]>();
  for (const folder of inside.keys()) {
    const parent = dirname(folder);
    if (parent === folder) continue;
    children.set(parent, [...children.get(parent) ?? [], folder]);
  }
  const isSuitable = (folder: string) => {
    const count = inside.get(folder) ?? 0;
    if (count < FEW || isNever(folder)) return false;
    // What all of them are below of is no reason to go up further.
    if ((children.get(folder)?.length ?? 0) < 2) return false;
    const limit = WIDTH * count + MARGIN;
    return countBelow(folder, limit) <= limit;
  };
  const choose = (folder: string): string[] =>
    wanted.has(folder) || isSuitable(folder)
      ? [folder]
      : (children.get(folder) ?? []).flatMap(choose);
  return [...inside.keys()].filter((folder) => dirname(folder) === folder)
    .flatMap(choose).sort();
}

/**
 * Whether the system, told to watch one place no longer, stops to watch another
 * as well, whoever wants that: where they share a folder or a file.
 */
export function endsWith(ended: Place, other: Place): boolean {
  const isWithin = (inner: Place, { path, extent }: Place) =>
    extent === "below" && holds(path, inner.path);
  return ended.path === other.path || isWithin(ended, other) ||
    isWithin(other, ended);
}

/** How many of some folders are at or below each folder. */
function countInside(folders: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const folder of folders) {
    let at = folder;
    while (true) {
      counts.set(at, (counts.get(at) ?? 0) + 1);
      const parent = dirname(at);
      if (parent === at) break;
      at = parent;
    }
  }
  return counts;
}
