/**
 * The dylibs of a patch, and what each defines and needs. Never links one, and
 * never asks a program.
 */

import { Elf, type ElfSymbol } from "../../object/elf.ts";
import { readBytes } from "../../system/files.ts";
import type { Unit } from "../../build/rustc/unit.ts";

/** One dylib of a patch. */
export interface Dylib {
  path: string;
  /** The unit whose code it holds; the binary's for a monolithic base. */
  unit: Unit;
  objects: string[];
  /** New items that the link gives their process-wide names. */
  aliases: string[];
  /** Libraries of others that the program does not have yet. */
  libraries: readonly string[];
  /** What was linked last, once it was read. */
  elf?: Elf;
}

/** The dylibs of one patch, dependencies first. */
export interface Patch {
  number: number;
  dylibs: Dylib[];
}

/** Reads a dylib, once for all who ask. */
export async function readDylib(dylib: Dylib): Promise<Elf> {
  return dylib.elf ??= new Elf(await readBytes(dylib.path));
}

/** What code offers to other crates, and whether it is a function, say. */
export type Offer = ReadonlyMap<string, ElfSymbol["kind"]>;

/** What a dylib defines, and what it cannot do without. */
export interface DylibSymbols {
  defined: Map<string, ElfSymbol["kind"]>;
  needed: Set<string>;
}

/** Sorts the dynamic symbols of a dylib; weak ones may stay undefined. */
export function dylibSymbols(elf: Pick<Elf, "dynamicSymbols">): DylibSymbols {
  const result: DylibSymbols = { defined: new Map(), needed: new Set() };
  for (const { name, kind, defined, binding } of elf.dynamicSymbols()) {
    if (defined) result.defined.set(name, kind);
    else if (binding !== "weak") result.needed.add(name);
  }
  return result;
}
