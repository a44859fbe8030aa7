/**
 * Reads the relocations of ELF files: what a linker, or the dynamic loader,
 * fills in. Pure.
 *
 * Format: System V ABI, <https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html>.
 */

import { type Elf, type ElfSymbol, endOf, type Section } from "./elf.ts";
import { EM_X86_64 } from "./machine.ts";

/** One relocation, with addend. */
export interface Relocation {
  /** The machine's number for its kind. */
  type: number;
  /** The symbol that it refers to. */
  symbol: string;
  /** That symbol's entry in its table, by number. */
  symbolIndex: number;
  addend: number;
  /** The section that it applies to. */
  target: Section;
  /** Where in the file it applies. */
  place: number;
  /** Where in the file its kind is written. */
  typeAt: number;
}

const SHT_RELA = 4;
const SHT_RELR = 19;
const SHT_DYNSYM = 11;
const ENTRY = 24;
const WORD = 8;

/** The relocations of an object that are of these kinds. */
export function relocationsOf(
  elf: Elf,
  types: readonly number[],
): Relocation[] {
  return elf.sections.filter(({ type }) => type === SHT_RELA)
    .flatMap((table) => relocationsIn(elf, table, types));
}

/** The relocations of one table; of all kinds, if none are named. */
export function relocationsIn(
  elf: Elf,
  table: Section,
  types?: readonly number[],
): Relocation[] {
  const target = elf.sections[table.info];
  const symbols = elf.sections[table.link];
  const strings = symbols && elf.sections[symbols.link];
  if (!target || !symbols || !strings) return [];
  const relocations: Relocation[] = [];
  for (let at = table.offset; at + ENTRY <= endOf(table); at += ENTRY) {
    const type = elf.view.getUint32(at + 8, true);
    if (types?.includes(type) === false) continue;
    const symbolIndex = elf.view.getUint32(at + 12, true);
    const symbolAt = symbols.offset + symbolIndex * ENTRY;
    relocations.push({
      type,
      symbol: elf.text(strings, elf.view.getUint32(symbolAt, true)),
      symbolIndex,
      addend: Number(elf.view.getBigInt64(at + 16, true)),
      target,
      place: target.offset + elf.u64(at),
      typeAt: at + 8,
    });
  }
  return relocations;
}

/** The symbol that a relocation of an object refers to, of all that it has. */
export function symbolOf(
  { symbolIndex }: Pick<Relocation, "symbolIndex">,
  symbols: readonly ElfSymbol[],
): ElfSymbol | undefined {
  // The first entry of the table is none.
  return symbols[symbolIndex - 1];
}

/** x86-64's kinds that count from their own end: calls, and what code reads. */
const FROM_END: ReadonlySet<number> = new Set([2, 4, 9, 41, 42]);

/** How far from its symbol lies what a relocation leads to. */
export function offsetOf(
  machine: number,
  { type, addend }: Pick<Relocation, "type" | "addend">,
): number {
  return addend + (machine === EM_X86_64 && FROM_END.has(type) ? 4 : 0);
}

/** A word that the dynamic loader fills in without looking up a symbol. */
export interface OwnRelocation {
  /** Where the word is once the file is loaded. */
  address: number;
  /** What it says: an address in the same file, say. */
  value: number;
}

/**
 * The words of a dylib that depend on nothing but where it is loaded.
 *
 * @param type The machine's number for their kind.
 * @param isRelative Whether they are addresses, which may also be written in
 *   the packed form that knows no other kind.
 */
export function ownRelocations(
  elf: Elf,
  type: number,
  isRelative = false,
): OwnRelocation[] {
  const found: OwnRelocation[] = [];
  for (const table of elf.sections) {
    const isDynamic = elf.sections[table.link]?.type === SHT_DYNSYM;
    if (table.type === SHT_RELR && isRelative) {
      found.push(...packed(elf, table));
    }
    if (table.type !== SHT_RELA || !isDynamic) continue;
    for (let at = table.offset; at + ENTRY <= endOf(table); at += ENTRY) {
      if (elf.view.getUint32(at + 8, true) !== type) continue;
      if (elf.view.getUint32(at + 12, true) !== 0) continue;
      found.push({ address: elf.u64(at), value: elf.u64(at + 16) });
    }
  }
  return found;
}

/** Addresses of words, and bit maps of those that follow; each holds its value. */
function packed(elf: Elf, table: Section): OwnRelocation[] {
  const found: OwnRelocation[] = [];
  const add = (address: number) => {
    const bytes = elf.loadedBytes(address, WORD);
    if (bytes.length !== WORD) return;
    const at = bytes.byteOffset - elf.bytes.byteOffset;
    found.push({ address, value: elf.u64(at) });
  };
  let next = 0;
  for (let at = table.offset; at + WORD <= endOf(table); at += WORD) {
    const entry = elf.view.getBigUint64(at, true);
    if ((entry & 1n) === 0n) {
      add(Number(entry));
      next = Number(entry) + WORD;
      continue;
    }
    for (let bit = 1; bit < 64; bit++) {
      if ((entry >> BigInt(bit)) & 1n) add(next + (bit - 1) * WORD);
    }
    next += 63 * WORD;
  }
  return found;
}
