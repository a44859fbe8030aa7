/**
 * Makes objects for Arm read the address of each static that a program can
 * change from the global offset table, so that it can be made to tell where
 * another file has it. Pure.
 *
 * With `THROUGH_WORDS`, rustc leaves room for that: where it wants an address,
 * it has three instructions (`adrp`, `movk`, `add`), of which the second makes
 * no difference. Optimised code may read and write a static by two: that cannot
 * be changed, and is told.
 *
 * Format: <https://github.com/ARM-software/abi-aa> (relocations).
 */

import type { Elf, ElfSymbol } from "./elf.ts";
import { ElfView } from "./elf_view.ts";
import { EM_AARCH64 } from "./machine.ts";
import { type Relocation, relocationsOf, symbolOf } from "./relocations.ts";

const NONE = 0;
const ADR_PREL_PG_HI21 = 275;
const ADR_PREL_PG_HI21_NC = 276;
const ADD_ABS_LO12_NC = 277;
const MOVW_PREL_G3 = 293;
const ADR_GOT_PAGE = 311;
const LD64_GOT_LO12_NC = 312;
/** An instruction that reads or writes there: of 8, 16, 32, 64 and 128 bits. */
const READS_AND_WRITES = [278, 284, 285, 286, 299];
/** What rustc adds where it leaves room for bits. */
const ROOM_FOR_BITS = 2 ** 32;

/** The size of a symbol's entry. */
const SYMBOL = 24;
const SHF_WRITE = 1;
const SHF_TLS = 0x400;
const STATICS = /^\.(?:data|bss)(?:\.(?!rel\.ro\b)|$)/;

/** A place in code that refers to a static. */
interface Use extends Relocation {
  static: ElfSymbol;
  /** That symbol's number. */
  number: number;
  /** How far from the static's start. */
  offset: number;
  /** The register with what is made of it: an `add` may write to another. */
  register: number;
}

/**
 * Changes an object.
 *
 * @param bytes The object; changed in place.
 * @returns The symbols of statics that some code does not reach that way.
 */
export function readThroughTable(bytes: Uint8Array, object: Elf): string[] {
  if (object.machine !== EM_AARCH64) return [];
  const view = new ElfView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const direct = new Set<string>();
  for (const inFunction of Map.groupBy(usesOf(object), codeOf).values()) {
    for (const uses of Map.groupBy(inFunction, numberOf).values()) {
      const triples = triplesOf(uses);
      // The register that one of them changes may serve what is left.
      if (triples.length * 3 < uses.length) direct.add(nameOf(uses));
      else for (const triple of triples) rewrite(view, triple);
    }
  }
  return [...direct];
}

const codeOf = ({ target }: Use) => target;
const numberOf = ({ number }: Use) => number;
const nameOf = ([use]: readonly Use[]) => use?.static.name ?? "";

/** Three instructions that make one address. */
interface Triple {
  adrp: Use;
  movk: Use;
  add: Use;
}

/** The threes among all that a function does with one static. */
function triplesOf(uses: readonly Use[]): Triple[] {
  const rest = new Set(uses.toSorted((a, b) => a.place - b.place));
  return [...rest].flatMap((movk): Triple[] => {
    if (movk.type !== MOVW_PREL_G3 || !isWritable(movk.offset)) return [];
    const alike = [...rest].filter(({ offset, register }) =>
      offset === movk.offset && register === movk.register
    );
    const adrp = alike.findLast(({ type, place }) =>
      type === ADR_PREL_PG_HI21_NC && place < movk.place
    );
    const add = alike.find(({ type, place }) =>
      type === ADD_ABS_LO12_NC && place > movk.place
    );
    if (!adrp || !add) return [];
    for (const use of [adrp, movk, add]) rest.delete(use);
    return [{ adrp, movk, add }];
  });
}

/** `adrp` of the table's page, `ldr` from the table, `add` of the offset. */
function rewrite(view: ElfView, { adrp, movk, add }: Triple): void {
  refer(view, adrp, ADR_GOT_PAGE);
  refer(view, movk, LD64_GOT_LO12_NC);
  const { register, offset } = movk;
  const load = 0xf940_0000 | register << 5 | register;
  view.setUint32(movk.place, load >>> 0, true);
  const operation = offset < 0 ? 0xd100_0000 : 0x9100_0000;
  const to = view.getUint32(add.place, true) & 31;
  const sum = operation | Math.abs(offset) << 10 | register << 5 | to;
  view.setUint32(add.place, sum >>> 0, true);
  view.setUint32(add.typeAt, NONE, true);
}

function refer(view: ElfView, { typeAt, number }: Use, type: number): void {
  view.setUint32(typeAt, type, true);
  view.setUint32(typeAt + 4, number, true);
  view.setBigInt64(typeAt + 8, 0n, true);
}

/** Whether one instruction can add so much. */
function isWritable(offset: number): boolean {
  return Math.abs(offset) < 4096;
}

/** All places that refer to a static which can be changed. */
function usesOf(object: Elf): Use[] {
  const symbols = object.symbols();
  const statics = staticsBySection(object, symbols);
  const types = [
    ADR_PREL_PG_HI21,
    ADR_PREL_PG_HI21_NC,
    ADD_ABS_LO12_NC,
    MOVW_PREL_G3,
    ...READS_AND_WRITES,
  ];
  return relocationsOf(object, types).flatMap((relocation): Use[] => {
    const { type, place } = relocation;
    const symbol = symbolOf(relocation, symbols);
    if (!symbol?.defined) return [];
    const addend = relocation.addend -
      (type === MOVW_PREL_G3 ? ROOM_FOR_BITS : 0);
    const at = symbol.value + addend;
    const found = containing(statics.get(symbol.section) ?? [], at);
    if (!found) return [];
    return [{
      ...relocation,
      static: found,
      number: 1 + (found.place - (symbols[0]?.place ?? 0)) / SYMBOL,
      offset: at - found.value,
      register: object.view.getUint32(place, true) >>>
          (type === ADD_ABS_LO12_NC ? 5 : 0) & 31,
    }];
  });
}

/** The statics of each section that can be changed, in order. */
function staticsBySection(
  object: Elf,
  symbols: readonly ElfSymbol[],
): Map<number, ElfSymbol[]> {
  const own = symbols.filter(({ kind, defined, section }) => {
    const home = object.sections[section];
    return kind === "object" && defined && home !== undefined &&
      (home.flags & (SHF_WRITE | SHF_TLS)) === SHF_WRITE &&
      STATICS.test(object.nameOf(home));
  });
  return Map.groupBy(
    own.toSorted((a, b) => a.value - b.value),
    ({ section }) => section,
  );
}

/** The static at a place; optimised code counts from before or behind one. */
function containing(
  statics: readonly ElfSymbol[],
  at: number,
): ElfSymbol | undefined {
  return statics.findLast(({ value }) => value <= at) ?? statics[0];
}
