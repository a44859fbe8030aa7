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
 * Formats: <https://gitlab.com/x86-psABIs/x86-64-ABI> and
 * <https://github.com/ARM-software/abi-aa> (relocations),
 * <https://www.akkadia.org/drepper/tls.pdf> (thread-local storage).
 */

import { ElfView } from "./elf_view.ts";
import type { Elf, Section, ThreadLocalSegment } from "./elf.ts";
import { EM_AARCH64, EM_X86_64 } from "./machine.ts";
import { relocationsOf } from "./relocations.ts";

const R_X86_64_NONE = 0;
const R_X86_64_TLSGD = 19;
const R_X86_64_TLSLD = 20;
const R_X86_64_DTPOFF32 = 21;
const R_X86_64_TPOFF64 = 18;
const R_X86_64_TPOFF32 = 23;
const R_AARCH64_NONE = 0;
const R_AARCH64_TLSLE_ADD_TPREL_HI12 = 549;
const R_AARCH64_TLSLE_ADD_TPREL_LO12 = 550;
const R_AARCH64_TLSLE_ADD_TPREL_LO12_NC = 551;

/** Distances from the thread pointer, by symbol. */
export type ThreadLocals = ReadonlyMap<string, number>;

/** Writes a distance where an instruction, or a word, holds it. */
type Write = (view: ElfView, place: number, distance: number) => void;

/** How an executable's code gets at its thread-locals, on one machine. */
interface ThreadPointer {
  /** Where they begin, from the thread pointer. */
  begin(segment: ThreadLocalSegment): number;
  /** By the kind of the relocation. */
  writes: ReadonlyMap<number, Write>;
  /** The kind that asks the linker for nothing. */
  none: number;
}

const THREAD_POINTERS: ReadonlyMap<number, ThreadPointer> = new Map([
  [EM_X86_64, {
    begin: ({ address, size, align }) =>
      -size - aligned(-address - size, align),
    writes: new Map<number, Write>([
      [R_X86_64_TPOFF32, (view, place, distance) => {
        view.setInt32(place, distance, true);
      }],
      [R_X86_64_TPOFF64, (view, place, distance) => {
        view.setBigInt64(place, BigInt(distance), true);
      }],
    ]),
    none: R_X86_64_NONE,
  }],
  [EM_AARCH64, {
    // Two words stand there, and then they come.
    begin: ({ address, align }) => 16 + aligned(address - 16, align),
    writes: new Map<number, Write>([
      [R_AARCH64_TLSLE_ADD_TPREL_HI12, addend(12)],
      [R_AARCH64_TLSLE_ADD_TPREL_LO12, addend(0)],
      [R_AARCH64_TLSLE_ADD_TPREL_LO12_NC, addend(0)],
    ]),
    none: R_AARCH64_NONE,
  }],
]);

/** How much further than a multiple of the alignment. */
function aligned(distance: number, align: number): number {
  return distance & (Math.max(align, 1) - 1);
}

/** Twelve bits of what an `add` of Arm adds: its bits 10 to 21. */
function addend(shift: number): Write {
  return (view, place, distance) => {
    const bits = (distance >> shift) & 0xfff;
    const instruction = view.getUint32(place, true) & ~(0xfff << 10);
    view.setUint32(place, (instruction | bits << 10) >>> 0, true);
  };
}

/** Reads where an executable keeps its thread-locals. */
export function threadLocalsOf(executable: Elf): ThreadLocals {
  const segment = executable.threadLocalSegment();
  const machine = THREAD_POINTERS.get(executable.machine);
  if (!segment || !machine) return new Map();
  const start = machine.begin(segment);
  return new Map(
    executable.symbols()
      .filter(({ kind, defined }) => kind === "tls" && defined)
      .map(({ name, value }) => [name, value + start]),
  );
}

/** Whether an object's thread-locals are compiled for an executable. */
export function usesThreadPointer(object: Elf): boolean {
  const writes = THREAD_POINTERS.get(object.machine)?.writes;
  return writes !== undefined &&
    relocationsOf(object, [...writes.keys()]).length > 0;
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
  const machine = THREAD_POINTERS.get(object.machine);
  if (!machine) return [];
  const { writes, none } = machine;
  for (const relocation of relocationsOf(object, [...writes.keys()])) {
    const distance = known.get(relocation.symbol);
    if (distance === undefined) {
      missing.add(relocation.symbol);
      continue;
    }
    const { type, place, typeAt, addend } = relocation;
    writes.get(type)?.(view, place, distance + addend);
    view.setUint32(typeAt, none, true);
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
