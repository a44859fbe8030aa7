/** Which crates' code an edit can alter. Pure. */

import type { Unit } from "./recording.ts";
import type { UnitGraph } from "./unit_graph.ts";

/** What was edited. */
export interface Edited {
  /** The files of each unit. */
  filesOf: (id: string) => ReadonlySet<string>;
  files: ReadonlySet<string>;
  /** Those whose edits no dependent can see. */
  quiet: ReadonlySet<string>;
  /** Units whose last compile is not from what the files hold now. */
  stale: readonly Unit[];
}

/**
 * The units to compile for an edit, dependencies first: the edited ones, their
 * dependents unless every edit is quiet, and what those need.
 */
export function affected(graph: UnitGraph, edited: Edited): Unit[] {
  const { filesOf, files, quiet } = edited;
  const loud = new Set<string>();
  const wanted = new Set<string>();
  for (const unit of graph.order) {
    const own = [...filesOf(unit.id)].filter((file) => files.has(file));
    if (
      own.some((file) => !quiet.has(file)) ||
      unit.dependencies.some((id) => loud.has(id))
    ) loud.add(unit.id);
    if (own.length > 0 || loud.has(unit.id)) wanted.add(unit.id);
  }
  const stale = new Set(edited.stale.map(({ id }) => id));
  for (const unit of graph.order.toReversed()) {
    if (!wanted.has(unit.id)) continue;
    for (const id of unit.dependencies) if (stale.has(id)) wanted.add(id);
  }
  return graph.order.filter(({ id }) => wanted.has(id));
}
