/**
 * What thread-locals hold when a thread begins: those of an executable, and
 * those of objects that are to use the executable's. Pure.
 */

import type { Elf, ElfSymbol } from "./elf.ts";

const SHT_RELA = 4;
const SHT_NOBITS = 8;

/** What a thread-local begins with. */
export interface ThreadLocalValue {
  bytes: Uint8Array;
  /** Its address is a multiple of that. */
  align: number;
}

/** By symbol, what the thread-locals of an executable begin with. */
export function threadLocalValues(
  executable: Elf,
  symbols: readonly ElfSymbol[] = executable.symbols(),
): Map<string, ThreadLocalValue> {
  const { address = 0, align = 1 } = executable.threadLocalSegment() ?? {};
  return new Map(
    symbols.filter(isThreadLocal).map((symbol) => {
      const at = address + symbol.value;
      const start = executable.sections[symbol.section]?.address ?? 0;
      const bytes = bytesOf(executable, symbol, at - start);
      return [symbol.name, { bytes, align: alignOf(symbol.value, align) }];
    }),
  );
}

/**
 * The thread-locals of an object that begin with something else than the
 * executable's of the same names, or perhaps do.
 */
export function otherThreadLocals(
  object: Elf,
  known: ReadonlyMap<string, ThreadLocalValue>,
): string[] {
  return object.symbols().filter(isThreadLocal).filter((symbol) => {
    const value = known.get(symbol.name);
    // The linker leaves out what nobody uses; who binds to it, says so.
    if (!value) return false;
    const isAligned = value.align >= alignmentOf(object, symbol.section);
    return !isAligned || isRelocated(object, symbol.section) ||
      !isSame(value.bytes, bytesOf(object, symbol, symbol.value));
  }).map(({ name }) => name);
}

function isThreadLocal({ kind, defined }: ElfSymbol): boolean {
  return kind === "tls" && defined;
}

/** What is at some distance from the start of a symbol's section. */
function bytesOf(
  { sections, bytes }: Elf,
  { section, size }: ElfSymbol,
  distance: number,
): Uint8Array {
  const { type, offset = 0 } = sections[section] ?? {};
  if (type === SHT_NOBITS) return new Uint8Array(size);
  return bytes.subarray(offset + distance, offset + distance + size);
}

/** Whether addresses are part of a section: nobody knows these before. */
function isRelocated({ sections }: Elf, section: number): boolean {
  return sections.some(({ type, info, size }) =>
    type === SHT_RELA && info === section && size > 0
  );
}

/** The alignment that a section asks for. */
function alignmentOf(elf: Elf, section: number): number {
  return elf.u64(elf.u64(40) + section * 64 + 48);
}

/** The largest power of two that divides a distance, up to a limit. */
function alignOf(distance: number, limit: number): number {
  let align = 1;
  while (align < limit && distance % (align * 2) === 0) align *= 2;
  return align;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length &&
    one.every((byte, i) => byte === other[i]);
}
