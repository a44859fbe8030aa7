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
import { type Relocation, relocationsOf } from "./relocations.ts";

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
  /** The register that the instruction writes to. */
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
  for (
    const uses of Map.groupBy(usesOf(object), ({ target }) => target).values()
  ) {
    uses.sort((a, b) => a.place - b.place);
    const rest = new Set(uses);
    for (const movk of uses.filter(({ type }) => type === MOVW_PREL_G3)) {
      const like = (type: number) => (use: Use) =>
        rest.has(use) && use.type === type && use.number === movk.number &&
        use.offset === movk.offset && use.register === movk.register;
      const adrp = uses.findLast((use) =>
        use.place < movk.place && like(ADR_PREL_PG_HI21_NC)(use)
      );
      const add = uses.find((use) =>
        use.place > movk.place && like(ADD_ABS_LO12_NC)(use)
      );
      if (!adrp || !add || !isWritable(movk.offset)) continue;
      for (const use of [adrp, movk, add]) rest.delete(use);
      rewrite(view, adrp, movk, add);
    }
    for (const use of rest) direct.add(use.static.name);
  }
  return [...direct];
}

/** `adrp` of the table's page, `ldr` from the table, `add` of the offset. */
function rewrite(view: ElfView, adrp: Use, ldr: Use, add: Use): void {
  refer(view, adrp, ADR_GOT_PAGE);
  refer(view, ldr, LD64_GOT_LO12_NC);
  const { register, offset } = ldr;
  const both = register << 5 | register;
  view.setUint32(ldr.place, (0xf940_0000 | both) >>> 0, true);
  const operation = offset < 0 ? 0xd100_0000 : 0x9100_0000;
  const size = Math.abs(offset);
  view.setUint32(add.place, (operation | size << 10 | both) >>> 0, true);
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
    const { symbolIndex, type, place } = relocation;
    // The first entry of a table of symbols is none.
    const symbol = symbols[symbolIndex - 1];
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
      register: object.view.getUint32(place, true) & 31,
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
