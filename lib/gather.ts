/** The stage that gathers the crates of a patch. */

import type { Base } from "./base.ts";
import { Elf, type ElfSymbol } from "./elf.ts";
import { readBytes } from "./files.ts";
import type { Guard } from "./guard.ts";
import { joining, keeps } from "./keep.ts";
import type { Newcomers } from "./newcomers.ts";
import type { Unit } from "./recording.ts";
import type { Sources } from "./sources.ts";

/** What the stage works on. */
export interface GatherOptions {
  base: Base;
  sources: Sources;
  newcomers: Newcomers;
}

/**
 * The units whose code a patch brings, dependencies first: those whose code
 * has changed, those that must not use both old and new code, and newcomers
 * that they may use. Over a monolithic base, all that ever changed, and what
 * depends on it.
 */
export async function gather(
  options: GatherOptions,
  judged: { guard: Guard },
): Promise<Unit[]> {
  const units = await concerned(options, judged);
  return options.newcomers.with(units, options.base.graph);
}

async function concerned(
  { base, sources }: GatherOptions,
  { guard }: { guard: Guard },
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
  if (!own.some((each) => keeps(each, guard))) return changed;
  const others = all.filter((unit) => !changed.includes(unit));
  const joined = joining(own, await Promise.all(others.map(code)), guard);
  return all.filter((unit) => changed.includes(unit) || joined.includes(unit));
}

async function readSymbols(path: string): Promise<ElfSymbol[]> {
  return new Elf(await readBytes(path)).symbols();
}
