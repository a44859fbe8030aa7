/** The stage that gathers the crates of a patch. */

import { Elf, type ElfSymbol } from "../object/elf.ts";
import { readBytes } from "../system/files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import { joining, withholds } from "./patch/withheld.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { ReloadContext } from "./context.ts";

/** What the stage works on. */
export type PatchUnitsContext = Pick<ReloadContext, "base" | "state">;

/**
 * The units whose code a patch brings, dependencies first: those whose code
 * has changed, those that must not use both old and new code, and newcomers
 * that they may use. Over a monolithic base, all that ever changed, and what
 * depends on it.
 */
export async function unitsOfPatch(
  context: PatchUnitsContext,
  changes: AbiChanges,
): Promise<Unit[]> {
  const units = await concerned(context, changes);
  return context.state.withNewcomers(units);
}

async function concerned(
  { base, state }: PatchUnitsContext,
  changes: AbiChanges,
): Promise<Unit[]> {
  const changed = state.changed();
  if (changed.length === 0) return [];
  const { graph, shape } = base;
  if (shape === "monolithic") return graph.withDependents(state.touched());
  if (!changes.crossesCrates) return changed;
  const all = graph.withDependents(changed);
  if (changes.changedTypes.length > 0) return all;
  const code = async (unit: Unit) => {
    const objects = state.objectsOf(unit).map(readSymbols);
    return { id: unit, symbols: (await Promise.all(objects)).flat() };
  };
  const own = await Promise.all(changed.map(code));
  if (!own.some((each) => withholds(each, changes))) return changed;
  const others = all.filter((unit) => !changed.includes(unit));
  const joined = joining(own, await Promise.all(others.map(code)), changes);
  return all.filter((unit) => changed.includes(unit) || joined.includes(unit));
}

async function readSymbols(path: string): Promise<ElfSymbol[]> {
  return new Elf(await readBytes(path)).symbols();
}
