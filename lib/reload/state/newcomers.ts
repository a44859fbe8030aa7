/**
 * Crates that came while the program ran, and that no patch has brought yet.
 * The first patch with code that may use one brings it as well. Pure.
 */

import type { Unit } from "../../build/rustc/unit.ts";
import type { UnitGraph } from "../../build/rustc/unit_graph.ts";

/** The crates that are new to the program. */
export class Newcomers {
  readonly #ids = new Set<string>();

  /** Notes crates that the program does not have. */
  add(units: Iterable<Unit>): void {
    for (const { id } of units) this.#ids.add(id);
  }

  /** The program has them now. */
  wentLive(units: Iterable<Unit>): void {
    for (const { id } of units) this.#ids.delete(id);
  }

  /** These units and the newcomers that they depend on, in order. */
  with(units: readonly Unit[], graph: UnitGraph): Unit[] {
    const wanted = new Set(units.map(({ id }) => id));
    for (const { id, dependencies } of graph.order.toReversed()) {
      if (!wanted.has(id)) continue;
      for (const other of dependencies) {
        if (this.#ids.has(other)) wanted.add(other);
      }
    }
    return graph.order.filter(({ id }) => wanted.has(id));
  }
}
