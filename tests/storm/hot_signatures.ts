/**
 * Which signatures of hot functions a running program knows: it refuses
 * others under the same path. Pure.
 *
 * @module
 */

import type { World } from "./world.ts";

/** Signatures by path, from everything that was live. */
export class HotSignatures {
  readonly #known = new Map<string, number>();

  /** The program runs this, or may have run it for a moment. */
  add(world: World): void {
    if (!this.accepts(world)) return;
    for (const [path, extra] of signatures(world)) {
      this.#known.set(path, extra);
    }
  }

  /** Whether the program takes a world's hot functions. */
  accepts(world: World): boolean {
    return signatures(world).every(([path, extra]) =>
      (this.#known.get(path) ?? extra) === extra
    );
  }
}

function signatures({ items }: World): [path: string, extra: number][] {
  return items.filter(({ form }) => form === "hot").map((item) => [
    [item.crate, item.module, item.name].join("::"),
    item.extra,
  ]);
}
