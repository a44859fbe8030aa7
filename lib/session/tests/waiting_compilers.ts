/**
 * Has rustc started ahead of edits: it waits, loaded, for what to compile.
 * Never compiles anything itself.
 */

import { type ReloadBuild, replay } from "../../build/rustc/replay.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import { Standby } from "../../system/standby.ts";

/** The compilers that wait. */
export class WaitingCompilers {
  readonly standby: Standby = new Standby();
  readonly #build: ReloadBuild;

  /** @param build How units are compiled. */
  constructor(build: ReloadBuild) {
    this.#build = build;
  }

  /** These units are compiled next. */
  expect(units: readonly Unit[]): void {
    for (const unit of units) this.standby.prepare(replay(this.#build, unit));
  }

  /** Nothing is being edited: as many wait as may. */
  fill(units: readonly Unit[]): void {
    for (const unit of units) {
      if (this.standby.isFull) return;
      this.standby.prepare(replay(this.#build, unit));
    }
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    await this.standby.close();
  }
}
