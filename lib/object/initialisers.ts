/**
 * What the dynamic loader runs of a file by itself: constructors when it is
 * loaded, destructors when the program ends. Tells which constructors there
 * are, and takes all of them from a dylib. Pure.
 *
 * Whatever made them (`.init_array`, `.ctors`, a function called `_init`), the
 * loader knows them by entries of the dynamic section alone.
 */

import { Elf, type ElfSymbol } from "./elf.ts";
import { EM_AARCH64, EM_X86_64 } from "./machine.ts";
import { ownRelocations } from "./relocations.ts";

const DT_NULL = 0;
/** What runs: DT_INIT, DT_FINI, and the arrays of each, with their sizes. */
const RUNS = new Set([12, 13, 25, 26, 27, 28]);

/**
 * Leaves the functions where they are, and unknown to the loader.
 *
 * @param bytes The dylib; changed in place.
 * @returns The dylib, or nothing where there is nothing of the kind.
 * @throws {ElfError} If it is damaged.
 */
export function withoutInitialisers(bytes: Uint8Array): Uint8Array | undefined {
  const all = new Elf(bytes).dynamicEntries();
  const end = all.findIndex(({ tag }) => tag === DT_NULL);
  const entries = all.slice(0, end < 0 ? undefined : end);
  const kept = entries.filter(({ tag }) => !RUNS.has(tag));
  if (kept.length === entries.length) return undefined;
  // The section ends at the first empty entry.
  const size = 16;
  const copies = kept.map(({ place }) => bytes.slice(place, place + size));
  entries.forEach(({ place }, i) => {
    bytes.set(copies[i] ?? new Uint8Array(size), place);
  });
  return bytes;
}

const SHT_INIT_ARRAY = 14;
/** The machines' numbers for an address in the same file. */
const RELATIVE = new Map([[EM_X86_64, 8], [EM_AARCH64, 1027]]);
/** What LLVM adds to names that were local to a module. */
export const OF_MODULE = /\.llvm\.\d+$/;

/**
 * The constructors of a linked file, one that is disarmed among them: for each,
 * all symbols that stand where it begins.
 *
 * @param symbols Those of the file, as far as they are known.
 */
export function constructorsOf(
  elf: Elf,
  symbols: readonly ElfSymbol[],
): string[][] {
  const arrays = elf.sections.filter(({ type }) => type === SHT_INIT_ARRAY);
  if (arrays.length === 0) return [];
  const type = RELATIVE.get(elf.machine) ?? -1;
  const starts = ownRelocations(elf, type, true).filter(({ address }) =>
    arrays.some((array) =>
      address >= array.address && address < array.address + array.size
    )
  );
  const names = new Map(starts.map(({ value }) => [value, [] as string[]]));
  for (const { name, kind, defined, value } of symbols) {
    if (kind !== "function" || !defined) continue;
    names.get(value)?.push(name.replace(OF_MODULE, ""));
  }
  return [...names.values()].filter((all) => all.length > 0);
}
