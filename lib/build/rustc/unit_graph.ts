/** The crates of a program and who depends on whom. Pure. */

import type { Unit } from "./unit.ts";

/** The units of a base and who depends on whom. */
export class UnitGraph {
  /** Dependencies first. */
  readonly order: readonly Unit[];
  readonly #dependents: ReadonlyMap<string, readonly Unit[]>;

  /** @param units Every recorded unit that is part of the program. */
  constructor(units: Iterable<Unit>) {
    const byId = new Map([...units].map((unit) => [unit.id, unit]));
    this.order = dependenciesFirst(byId);
    const dependents = new Map<string, Unit[]>();
    for (const unit of this.order) {
      for (const id of unit.dependencies) {
        if (byId.has(id)) {
          dependents.set(id, [...dependents.get(id) ?? [], unit]);
        }
      }
    }
    this.#dependents = dependents;
  }

  /** The units and all that depend on them, directly or not, in order. */
  withDependents(edited: Iterable<Unit>): Unit[] {
    const reached = new Set<string>();
    const pending = [...edited];
    for (let unit = pending.pop(); unit; unit = pending.pop()) {
      if (reached.has(unit.id)) continue;
      reached.add(unit.id);
      pending.push(...this.#dependents.get(unit.id) ?? []);
    }
    return this.order.filter(({ id }) => reached.has(id));
  }
}

function dependenciesFirst(units: Map<string, Unit>): Unit[] {
  const order = new Map<string, Unit>();
  const visit = (unit: Unit) => {
    if (order.has(unit.id)) return;
    for (const id of unit.dependencies) {
      const dependency = units.get(id);
      if (dependency) visit(dependency);
    }
    order.set(unit.id, unit);
  };
  for (const unit of units.values()) visit(unit);
  return [...order.values()];
}
