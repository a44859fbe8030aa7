/**
 * Makes objects fit for the dylib of a patch where they use thread-locals, so
 * that these are the program's and keep their values. Pure.
 *
 * rustc compiles a binary's thread-locals for an executable: at a fixed
 * distance from the thread pointer, which no dylib can express. A patch uses
 * the ones that the running executable has: their distance is known, so it is
 * written in place of the relocation.
 *
 * A library asks where the dylib's own thread-locals start, and adds a fixed
 * distance. In place of that, a patch asks where one of them is: the answer
 * comes from two words in its offset table, which can be made to name the
 * thread-local of another file.
 *
 * Formats: <https://gitlab.com/x86-psABIs/x86-64-ABI> (relocations),
 * <https://www.akkadia.org/drepper/tls.pdf> (thread-local storage).
 */

import { ElfView } from "./elf_view.ts";
import type { Elf, Section } from "./elf.ts";
import { relocationsOf } from "./relocations.ts";

const R_X86_64_NONE = 0;
const R_X86_64_TLSGD = 19;
const R_X86_64_TLSLD = 20;
const R_X86_64_DTPOFF32 = 21;
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
    relocationsOf(object, FROM_THREAD_POINTER).length > 0;
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
  const view = new ElfView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const missing = new Set<string>();
  for (const relocation of relocationsOf(object, FROM_THREAD_POINTER)) {
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

/** Whether a library's object uses thread-locals of its own dylib. */
export function usesOwnThreadLocals(object: Elf): boolean {
  return object.machine === EM_X86_64 &&
    relocationsOf(object, [R_X86_64_TLSLD]).length > 0;
}

/** Where a file that is loaded keeps a thread-local. */
export interface ThreadLocalPlace {
  image: string;
  /** Its distance from the start of the file's thread-locals. */
  value: number;
}

/**
 * Makes a library's object ask for each thread-local on its own.
 *
 * @param bytes The object; changed in place.
 * @param known Where those are that shall be the program's.
 * @returns Thread-locals that one function uses together with others that lie
 *   elsewhere: it cannot ask for both.
 */
export function askForEach(
  bytes: Uint8Array,
  object: Elf,
  known: ReadonlyMap<string, ThreadLocalPlace>,
): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const impossible = new Set<string>();
  const types = [R_X86_64_TLSLD, R_X86_64_DTPOFF32];
  // Each function is a section of its own.
  const functions = Map.groupBy(
    relocationsOf(object, types).filter(({ target }) => isCode(target)),
    ({ target }) => target,
  );
  for (const uses of functions.values()) {
    const distances = uses.filter(({ type }) => type === R_X86_64_DTPOFF32);
    const [first] = distances;
    if (!first) continue;
    const apart = distances.filter(({ symbol }) =>
      symbol !== first.symbol &&
      known.get(symbol)?.image !== known.get(first.symbol)?.image
    );
    const isUnknown = distances.some(({ symbol }) =>
      symbol !== first.symbol && !known.has(symbol)
    );
    if (apart.length > 0 || isUnknown) {
      for (const { symbol } of distances) impossible.add(symbol);
      continue;
    }
    const start = known.get(first.symbol)?.value ?? 0;
    for (const { type, symbol, addend, place, typeAt } of uses) {
      if (type === R_X86_64_TLSLD) {
        view.setUint32(typeAt, R_X86_64_TLSGD, true);
        view.setUint32(typeAt + 4, first.symbolIndex, true);
        continue;
      }
      const distance = (known.get(symbol)?.value ?? 0) - start + addend;
      view.setInt32(place, distance, true);
      view.setUint32(typeAt, R_X86_64_NONE, true);
    }
  }
  return [...impossible];
}

const SHF_EXECINSTR = 4;

function isCode({ flags }: Section): boolean {
  return (flags & SHF_EXECINSTR) !== 0;
}
