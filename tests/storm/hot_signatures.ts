/**
 * Which signatures of hot functions a running program may know: it refuses
 * others under the same path. Pure.
 *
 * @module
 */

import type { World } from "./world.ts";

/** What the program is to make of a world's hot functions. */
export type Acceptance = "accepted" | "refused" | "unclear";

/** Signatures by path, from everything that may have been live. */
export class HotSignatures {
  readonly #known = new Map<string, Set<number>>();

  /** The program runs this, or may have run it for a moment. */
  add(world: World): void {
    for (const [path, extra] of signatures(world)) {
      const known = this.#known.get(path) ?? new Set();
      this.#known.set(path, known.add(extra));
    }
  }

  /** Whether the program takes a world's hot functions. */
  judge(world: World): Acceptance {
    let acceptance: Acceptance = "accepted";
    for (const [path, extra] of signatures(world)) {
      const known = this.#known.get(path);
      if (known && !known.has(extra)) return "refused";
      if (known && known.size > 1) acceptance = "unclear";
    }
    return acceptance;
  }
}

function signatures({ items }: World): [path: string, extra: number][] {
  return items.filter(({ form }) => form === "hot").map((item) => [
    [item.crate, item.module, item.name].join("::"),
    item.extra,
  ]);
}
