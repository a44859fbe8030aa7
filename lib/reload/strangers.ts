/** New files that came during a reload, maybe too late for it. */

import { digest } from "../system/files.ts";
import type { BuildState } from "./state/build_state.ts";

/** Files that no crate knew when they came. */
export class Strangers {
  readonly #files = new Set<string>();

  /** Notes one. */
  add(file: string): void {
    this.#files.add(file);
  }

  /** Those that came since the last reload began. */
  [Symbol.iterator](): Iterator<string> {
    return this.#files.values();
  }

  /** What was new during the last reload is there for the next one to see. */
  async meet(sources: BuildState): Promise<void> {
    const known = sources.files();
    const met = [...this.#files].filter((file) => known.has(file));
    this.#files.clear();
    for (const file of met) sources.note(file, await digest(file));
  }
}
