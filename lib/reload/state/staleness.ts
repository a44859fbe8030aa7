/** Which crates' code an edit can alter. Pure. */

import type { Unit } from "../../build/rustc/unit.ts";
import type { UnitGraph } from "../../build/rustc/unit_graph.ts";
import type { FileContents } from "./file_contents.ts";
import type { LoadedFiles } from "./loaded_files.ts";
import type { UnitState } from "./unit_state.ts";

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

/**
 * The units whose last compile is not from what the files hold now, their
 * dependents included.
 *
 * @param states By unit id.
 * @param contents What each file holds.
 */
export function staleUnits(
  graph: UnitGraph,
  states: ReadonlyMap<string, UnitState>,
  contents: Pick<FileContents, "latest">,
): Unit[] {
  const stale = new Set<string>();
  for (const { id, dependencies } of graph.order) {
    const { inputs, against } = states.get(id) ?? {};
    const isEdited = inputs?.entries().some(([file, content]) =>
      contents.latest(file)?.digest !== content?.digest
    );
    const isBehind = dependencies.some((other) =>
      stale.has(other) ||
      states.get(other)?.generation !== against?.get(other)
    );
    if (inputs === undefined || isEdited || isBehind) stale.add(id);
  }
  return graph.order.filter(({ id }) => stale.has(id));
}

/** Whether a unit's last compile was from the sources of the base, below too. */
export function isOfBase(
  id: string,
  states: ReadonlyMap<string, UnitState>,
  contents: Pick<FileContents, "isOfBase">,
): boolean {
  const { inputs, against } = states.get(id) ?? {};
  if (!inputs || !against) return false;
  return inputs.entries().every(([file, content]) =>
    contents.isOfBase(file, content)
  ) &&
    against.entries().every(([other, generation]) =>
      states.get(other)?.generation === generation &&
      isOfBase(other, states, contents)
    );
}

/**
 * Whether the last compiles of all that a unit depends on belong together:
 * where one was ended, others may not know what is on disk now.
 */
export function isSoundBelow(
  { dependencies }: Unit,
  graph: UnitGraph,
  states: ReadonlyMap<string, UnitState>,
): boolean {
  return dependencies.every((id) => {
    const unit = graph.order.find((unit) => unit.id === id);
    // What is not of the workspace stays as it is.
    if (!unit) return true;
    const { inputs, against } = states.get(id) ?? {};
    return inputs !== undefined && against !== undefined &&
      against.entries().every(([other, generation]) =>
        states.get(other)?.generation === generation
      ) && isSoundBelow(unit, graph, states);
  });
}

/** The units that are not stale, and not what the program runs, in order. */
export function changedUnits(
  stale: readonly Unit[],
  graph: UnitGraph,
  states: ReadonlyMap<string, UnitState>,
): Unit[] {
  return graph.order.filter((unit) => {
    const { compiled, live } = states.get(unit.id) ?? {};
    return !stale.includes(unit) && compiled?.identity !== live;
  });
}

/** Units whose code is not that of the base, dependencies first. */
export interface UnlikeBase {
  /** By their last compile. */
  units: Unit[];
  /** Those of which the last compile tells nothing: it was of other sources. */
  unfinished: Unit[];
}

/** What is known of the sources, and of the base. */
export interface KnownCode {
  contents: Pick<FileContents, "latest">;
  loaded: Pick<LoadedFiles, "isBase">;
}

/** Compares the last compiles of all units with the base, as far as is known. */
export function unlikeBase(
  graph: UnitGraph,
  states: ReadonlyMap<string, UnitState>,
  { contents, loaded }: KnownCode,
): UnlikeBase {
  const result: UnlikeBase = { units: [], unfinished: [] };
  for (const unit of graph.order) {
    const { compiled, inputs, parts } = states.get(unit.id) ?? {};
    // What was never compiled was never edited either.
    if (!compiled && !parts) continue;
    const isOld = inputs?.entries().some(([file, content]) =>
      contents.latest(file)?.digest !== content?.digest
    );
    if (isOld ?? true) result.unfinished.push(unit);
    const isBase = compiled && loaded.isBase(unit.id, compiled.identity);
    if (!isBase) result.units.push(unit);
  }
  return result;
}
