/** What cargo has built last, and what a later build of it has that is new. */

import { basename, dirname, join } from "@std/path";
import { type AddedCrates, addedCrates } from "./additions.ts";
import type { Base } from "./base.ts";
import { exists, linkAgain } from "../system/files.ts";
import { type Fingerprint, fingerprint, isSame } from "./fingerprint.ts";

/** In what a build differs from the one before. */
export type News =
  | { kind: "same" }
  | { kind: "more"; additions: AddedCrates }
  | { kind: "other" };

/** A build, to compare later ones with. */
export class PreviousBuild {
  readonly #base: Base;
  readonly #ingredients: Promise<Fingerprint>;

  /** @param base What was built. */
  constructor(base: Base) {
    this.#base = base;
    this.#ingredients = fingerprint(base);
    this.#ingredients.catch(() => {});
  }

  /**
   * Compares a later build.
   *
   * @param running What runs, with what was added before.
   */
  async compare(next: Base, running: Base): Promise<News> {
    const old = await this.#ingredients;
    const now = await fingerprint(next);
    if (isSame(old, now)) return { kind: "same" };
    const found = addedCrates({ running, last: this.#base, next });
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
