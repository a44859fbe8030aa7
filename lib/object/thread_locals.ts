/**
 * Makes the objects of a binary fit for a dylib where they use thread-locals.
 * Pure.
 *
 * rustc compiles a binary's thread-locals for an executable: at a fixed
 * distance from the thread pointer, which no dylib can express. A patch uses
 * the ones that the running executable has: their distance is known, so it is
 * written in place of the relocation. That way a thread-local of the binary
 * keeps its value over a reload.
 *
 * Formats: <https://gitlab.com/x86-psABIs/x86-64-ABI> (relocations),
 * <https://www.akkadia.org/drepper/tls.pdf> (thread-local storage).
 */

import type { Elf } from "./elf.ts";

const R_X86_64_NONE = 0;
const R_X86_64_TPOFF64 = 18;
const R_X86_64_TPOFF32 = 23;
const FROM_THREAD_POINTER = [R_X86_64_TPOFF32, R_X86_64_TPOFF64];
const EM_X86_64 = 62;

/** Distances from the thread pointer, by symbol. */
export type ThreadLocals = ReadonlyMap<string, number>;

/** Reads where an executable keeps its thread-locals. */
export function threadLocalsOf(executable: Elf): ThreadLocals {
  const segment = executable.threadLocalSegment();
  if (!segment) return new Map();
  const { address, size, align } = segment;
  const mask = Math.max(align, 1) - 1;
  const padding = (-address - size) & mask;
  return new Map(
    executable.symbols()
      .filter(({ kind, defined }) => kind === "tls" && defined)
      .map(({ name, value }) => [name, value - size - padding]),
  );
}

/** Whether an object's thread-locals are compiled for an executable. */
export function usesThreadPointer(object: Elf): boolean {
  return object.machine === EM_X86_64 &&
    object.relocations(FROM_THREAD_POINTER).length > 0;
}

/**
 * Writes the running executable's distances into an object.
 *
 * @param bytes The object; changed in place.
 * @returns Thread-locals that the executable does not have.
 */
export function bindThreadLocals(
  bytes: Uint8Array,
  object: Elf,
  known: ThreadLocals,
): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const missing = new Set<string>();
  for (const relocation of object.relocations(FROM_THREAD_POINTER)) {
    const distance = known.get(relocation.symbol);
    if (distance === undefined) {
      missing.add(relocation.symbol);
      continue;
    }
    const value = distance + relocation.addend;
    if (relocation.type === R_X86_64_TPOFF32) {
      view.setInt32(relocation.place, value, true);
    } else view.setBigInt64(relocation.place, BigInt(value), true);
    view.setUint32(relocation.typeAt, R_X86_64_NONE, true);
  }
  return [...missing];
}
