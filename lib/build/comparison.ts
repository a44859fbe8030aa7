/** What cargo has built last, and what a later build of it has that is new. */

import { basename, dirname, join } from "@std/path";
import { type Additions, additions } from "./additions.ts";
import type { Base } from "./base.ts";
import { exists, linkAgain } from "../system/files.ts";
import { type Ingredients, ingredients, isSame } from "./fingerprint.ts";

/** In what a build differs from the one before. */
export type News =
  | { kind: "same" }
  | { kind: "more"; additions: Additions }
  | { kind: "other" };

/** A build, to compare later ones with. */
export class Built {
  readonly #base: Base;
  readonly #ingredients: Promise<Ingredients>;

  /** @param base What was built. */
  constructor(base: Base) {
    this.#base = base;
    this.#ingredients = ingredients(base);
    this.#ingredients.catch(() => {});
  }

  /**
   * Compares a later build.
   *
   * @param running What runs, with what was added before.
   */
  async compare(next: Base, running: Base): Promise<News> {
    const old = await this.#ingredients;
    const now = await ingredients(next);
    if (isSame(old, now)) return { kind: "same" };
    const found = additions({ running, last: this.#base, next });
    // What build scripts left, and procedural macros.
    const areSame = old.entries().every(([name, digest]) =>
      !name.startsWith("/") || now.get(name) === digest
    );
    const isThere = await exists(keptExecutable(running));
    return found && areSame && isThere
      ? { kind: "more", additions: found }
      : { kind: "other" };
  }
}

/**
 * Puts the program that runs back in the place of the one that was built:
 * processes that start from there are to be of the same kind.
 */
export async function putBack(running: Base): Promise<void> {
  await linkAgain(keptExecutable(running), running.executable);
}

/** Cargo keeps each under a name of its own. */
function keptExecutable({ bin }: Base): string {
  return join(dirname(bin.depInfo), basename(bin.id));
}
