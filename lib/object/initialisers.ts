/**
 * Takes from a dylib what the dynamic loader would run of it by itself:
 * constructors when it is loaded, destructors when the program ends. Pure.
 *
 * Whatever made them (`.init_array`, `.ctors`, a function called `_init`), the
 * loader knows them by entries of the dynamic section alone.
 */

import { Elf } from "./elf.ts";

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
