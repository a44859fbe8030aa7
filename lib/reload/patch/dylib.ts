/**
 * The dylibs of a patch, and what each defines and needs. Never links one, and
 * never asks a program.
 */

import { Elf, type ElfSymbol } from "../../object/elf.ts";
import type { ALL_SYMBOLS } from "./link_call.ts";
import { readBytes } from "../../system/files.ts";
import type { Unit } from "../../build/rustc/unit.ts";

/** One file that is linked for a patch. */
export interface LinkedFile {
  path: string;
  objects: string[];
  /** Libraries that it gets the whole of. */
  archives: readonly string[];
  /** New items that the link gives their process-wide names. */
  aliases: string[];
  /** Symbols that others must not find in it. */
  hidden?: readonly string[] | typeof ALL_SYMBOLS;
  /**
   * Where the objects were made to reach statics through words: the symbols of
   * those that some code reaches directly all the same.
   */
  direct?: readonly string[];
  /** Whether it has initialisers, which the dynamic loader was not to run. */
  hasInitialisers?: boolean;
  /** What was linked last, once it was read. */
  elf?: Elf;
}

/** The code of one unit in a patch. */
export interface Dylib extends LinkedFile {
  /** The unit; the binary for a monolithic base. */
  unit: Unit;
}

/** The dylibs of one patch, dependencies first. */
export interface Patch {
  number: number;
  dylibs: Dylib[];
  /**
   * The libraries of others that no program has yet: loaded first, and not
   * again. Their constructors run, once.
   */
  libraries?: LinkedFile;
}

/** All files of a patch, dependencies first. */
export function filesOf({ libraries, dylibs }: Patch): LinkedFile[] {
  return libraries ? [libraries, ...dylibs] : dylibs;
}

/** Reads a dylib, once for all who ask. */
export async function readDylib(file: LinkedFile): Promise<Elf> {
  return file.elf ??= new Elf(await readBytes(file.path));
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
