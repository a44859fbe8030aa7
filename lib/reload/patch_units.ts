/** The stage that gathers the crates of a patch. */

import type { Base } from "../build/base.ts";
import { Elf, type ElfSymbol } from "../object/elf.ts";
import { readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import { joining, withholds } from "./patch/withheld.ts";
import type { Newcomers } from "./state/newcomers.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { BuildState } from "./state/build_state.ts";

/** What the stage works on. */
export interface PatchUnitsOptions {
  base: Base;
  sources: BuildState;
  newcomers: Newcomers;
}

/**
 * The units whose code a patch brings, dependencies first: those whose code
 * has changed, those that must not use both old and new code, and newcomers
 * that they may use. Over a monolithic base, all that ever changed, and what
 * depends on it.
 */
export async function unitsOfPatch(
  options: PatchUnitsOptions,
  judged: { guard: AbiChanges },
): Promise<Unit[]> {
  const units = await concerned(options, judged);
  return options.newcomers.with(units, options.base.graph);
}

async function concerned(
  { base, sources }: PatchUnitsOptions,
  { guard }: { guard: AbiChanges },
): Promise<Unit[]> {
  const changed = sources.changed();
  if (changed.length === 0) return [];
  const { graph, shape } = base;
  if (shape === "monolithic") return graph.withDependents(sources.touched());
  if (!guard.isSeen) return changed;
  const all = graph.withDependents(changed);
  if (guard.barriers.length > 0) return all;
  const code = async (unit: Unit) => {
    const objects = sources.objectsOf(unit).map(readSymbols);
    return { id: unit, symbols: (await Promise.all(objects)).flat() };
  };
  const own = await Promise.all(changed.map(code));
  if (!own.some((each) => withholds(each, guard))) return changed;
  const others = all.filter((unit) => !changed.includes(unit));
  const joined = joining(own, await Promise.all(others.map(code)), guard);
  return all.filter((unit) => changed.includes(unit) || joined.includes(unit));
}

async function readSymbols(path: string): Promise<ElfSymbol[]> {
  return new Elf(await readBytes(path)).symbols();
}
