/**
 * The sections of an object as rustc fills them: one for each function and each
 * static, constants beside them. Pure.
 */

import type { Elf, ElfSymbol, Section } from "./elf.ts";

/** The type of sections that hold relocations of another. */
export const RELA = 4;
/** The types of those whose functions run before and after `main`: their order is that of one link. */
export const ARRAYS: ReadonlySet<number> = new Set([14, 15, 16]);
/** Flags of sections: part of the program, run as code, texts that end with 0. */
export const ALLOCATED = 2;
export const EXECUTABLE = 4;
export const STRINGS = 0x20;

/** The size of `Location`: a path's address and length, line and column. */
const LOCATION = 24;
/** What of it comes before line and column. */
export const WHERE = 16;

/** Whether a symbol is more than a place in one object. */
export function isNamed({ name, kind, binding }: ElfSymbol): boolean {
  if (kind !== "function" && kind !== "object" && kind !== "tls") return false;
  return binding !== "local" || kind === "function" || /^_ZN|^_R/.test(name);
}

/** The relocations of each section, by the section. */
export function relocationTables(elf: Elf): Map<Section, Section> {
  const tables = new Map<Section, Section>();
  for (const table of elf.sections) {
    const target = elf.sections[table.info];
    if (table.type === RELA && target) tables.set(target, table);
  }
  return tables;
}

/** The size of the numbers that a section holds, if it holds nothing else. */
export function sizeOfEach(elf: Elf, section: Section): number | undefined {
  const size = /\.cst(\d+)$/.exec(elf.nameOf(section))?.[1];
  return size === undefined ? undefined : Number(size);
}

/** Whether a section may hold where in the sources something is, by its size. */
export function mayBeLocation({ size, flags }: Section): boolean {
  return size === LOCATION && (flags & EXECUTABLE) === 0;
}

/** A text of C's: without the 0 that ends it. */
export function textAt(bytes: Uint8Array, start: number): Uint8Array {
  const end = bytes.indexOf(0, start);
  return bytes.subarray(start, end < 0 ? undefined : end);
}
