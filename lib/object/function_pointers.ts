/**
 * Finds the functions whose address an object takes, rather than calling them:
 * for a table, a trait object, a callback. Whoever has it goes on to call what
 * it was. Pure.
 */

import { ALLOCATED, EXECUTABLE, RELA } from "./code_sections.ts";
import type { Elf, ElfSymbol, Section } from "./elf.ts";
import { EM_AARCH64, EM_X86_64 } from "./machine.ts";
import { offsetOf, relocationsIn, symbolOf } from "./relocations.ts";

/** What a machine calls relocations. */
interface Kinds {
  /** Those of calls and jumps. */
  calls: ReadonlySet<number>;
  /** That of an address among data. */
  address: number;
}

/**
 * By the machine's number.
 *
 * Numbers: <https://gitlab.com/x86-psABIs/x86-64-ABI> and
 * <https://github.com/ARM-software/abi-aa/blob/main/aaelf64/aaelf64.rst>.
 */
const MACHINES: ReadonlyMap<number, Kinds> = new Map([
  [EM_X86_64, { calls: new Set([4]), address: 1 }],
  [EM_AARCH64, { calls: new Set([282, 283]), address: 257 }],
]);

/** What unwinds the stack, and what runs at the start and the end. */
const OTHERS = /^\.(?:eh_frame|gcc_except_table|(?:pre)?init_array|fini_array)/;

/**
 * The symbols of functions whose address an object takes.
 *
 * @throws {ElfError} If it is damaged.
 */
export function functionPointers(elf: Elf): Set<string> {
  const kinds = MACHINES.get(elf.machine);
  const found = new Set<string>();
  if (!kinds) return found;
  const symbols = elf.symbols();
  const functions = functionsBySection(elf, symbols);
  for (const table of elf.sections) {
    const target = elf.sections[table.info];
    if (table.type !== RELA || !target) continue;
    if ((target.flags & ALLOCATED) === 0) continue;
    if (OTHERS.test(elf.nameOf(target))) continue;
    const isCode = (target.flags & EXECUTABLE) !== 0;
    for (const relocation of relocationsIn(elf, table)) {
      const { type } = relocation;
      if (isCode ? kinds.calls.has(type) : type !== kinds.address) continue;
      const symbol = symbolOf(relocation, symbols);
      if (!symbol) continue;
      const offset = offsetOf(elf.machine, relocation);
      const name = nameAt(elf, symbol, offset, functions);
      if (name !== undefined) found.add(name);
    }
  }
  return found;
}

/** The functions that a section holds. */
function functionsBySection(
  elf: Elf,
  symbols: readonly ElfSymbol[],
): Map<Section, ElfSymbol[]> {
  const functions = new Map<Section, ElfSymbol[]>();
  for (const symbol of symbols) {
    const section = elf.sections[symbol.section];
    if (symbol.kind !== "function" || !symbol.defined || !section) continue;
    const known = functions.get(section) ?? [];
    known.push(symbol);
    functions.set(section, known);
  }
  return functions;
}

/** What begins at a place: a function, or what another file has to say. */
function nameAt(
  elf: Elf,
  symbol: ElfSymbol,
  offset: number,
  functions: ReadonlyMap<Section, readonly ElfSymbol[]>,
): string | undefined {
  if (!symbol.defined) return symbol.name;
  const section = elf.sections[symbol.section];
  const at = symbol.value + offset;
  return section && functions.get(section)
    ?.find(({ value }) => value === at)?.name;
}
