/** Which item of an old version is which of a new one. */

import type { Item } from "./items.ts";
import type { Span } from "./span.ts";

/** Leaves out the items before and after the changed span, and returns those after it. */
export function withoutUntouched(
  was: Item[],
  is: Item[],
  span: Span,
): { was: Item[]; is: Item[]; following: Item[] } {
  const shift = span.afterEnd - span.beforeEnd;
  const same = (a: Item, b: Item, by: number) =>
    a.node.type === b.node.type && a.start + by === b.start &&
    a.end + by === b.end;
  let first = 0;
  while (
    first < was.length && first < is.length && was[first]!.end < span.start &&
    same(was[first]!, is[first]!, 0)
  ) first++;
  let [wasEnd, isEnd] = [was.length, is.length];
  while (
    wasEnd > first && isEnd > first &&
    was[wasEnd - 1]!.start > span.beforeEnd &&
    same(was[wasEnd - 1]!, is[isEnd - 1]!, shift)
  ) [wasEnd, isEnd] = [wasEnd - 1, isEnd - 1];
  return {
    was: was.slice(first, wasEnd),
    is: is.slice(first, isEnd),
    following: is.slice(isEnd),
  };
}

/** How the items of two versions belong together. */
export interface Pairing {
  pairs: [Item, Item][];
  removed: Item[];
  added: Item[];
  reordered: boolean;
}

/** Pairs items of the same identity, those that share one in their order. */
export function pairUp(
  was: Item[],
  is: Item[],
  identityBefore: (item: Item) => string,
  identityAfter: (item: Item) => string,
): Pairing {
  const left = new Map<string, number[]>();
  for (const [at, item] of was.entries()) {
    const identity = identityBefore(item);
    const places = left.get(identity);
    if (places) places.push(at);
    else left.set(identity, [at]);
  }
  const pairs: [Item, Item][] = [];
  const added: Item[] = [];
  /** Places in `was`, in the order of `is`. */
  const taken: number[] = [];
  for (const item of is) {
    const at = left.get(identityAfter(item))?.shift();
    if (at === undefined) added.push(item);
    else {
      pairs.push([was[at]!, item]);
      taken.push(at);
    }
  }
  const kept = new Set(taken);
  return {
    pairs,
    removed: was.filter((_, at) => !kept.has(at)),
    added,
    reordered: taken.some((at, i) => i > 0 && taken[i - 1]! > at),
  };
}
