/**
 * Sections that a linker gathers from all objects, and whose begin and end it
 * tells (`__start_NAME`, `__stop_NAME`): what is registered at link time. Pure.
 */

import type { Elf, ElfSymbol } from "./elf.ts";
import { OF_MODULE } from "./initialisers.ts";

/** What one file has of such a section. */
export interface Gathered {
  /** Whether code of the file reads it from begin to end. */
  isRead: boolean;
  /** The symbols that stand in it. */
  entries: Set<string>;
}

/** By section. */
export type GatheredSections = ReadonlyMap<string, Gathered>;

/** Linkers tell the bounds of no others. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const BOUND = /^__(?:start|stop)_(.*)$/;
/** Made for the base by our own switches, read by nobody. */
const OURS = "__patchable_function_entries";

/** The sections of a linked file that are gathered, with what is in them. */
export function gatheredSections(
  elf: Elf,
  symbols: readonly ElfSymbol[],
): GatheredSections {
  const names = elf.sections.map((section) => elf.nameOf(section));
  const found = new Map<string, Gathered>(
    names.filter((name) => NAME.test(name) && name !== OURS)
      .map((name) => [name, { isRead: false, entries: new Set<string>() }]),
  );
  if (found.size === 0) return found;
  for (const { name: symbol, kind, defined, section, size } of symbols) {
    // There may be very many, of which next to none matter.
    const [, bounded = ""] = symbol.startsWith("__") && BOUND.exec(symbol) ||
      [];
    const read = found.get(bounded);
    if (read) read.isRead = true;
    else if (defined && kind === "object" && size > 0) {
      const { entries } = found.get(names[section] ?? "") ?? {};
      entries?.add(symbol.replace(OF_MODULE, ""));
    }
  }
  return found;
}

/**
 * The sections that new code has otherwise than the program that it comes to:
 * some read what they were, or only what is new.
 *
 * @param base What the program began with, in the file that has the same crate.
 * @param isWhole Whether all that reads the file's sections is in the new code.
 */
export function strayingSections(
  base: GatheredSections,
  patch: GatheredSections,
  isWhole: boolean,
): string[] {
  const differs = (name: string, { isRead, entries }: Gathered): boolean => {
    const old = base.get(name);
    if (!old) return false;
    const isMore = entries.difference(old.entries).size > 0;
    const isLess = old.entries.difference(entries).size > 0;
    return isRead && (isLess || isMore && !isWhole) ||
      old.isRead && !isRead && isMore;
  };
  return [...patch].filter(([name, found]) => differs(name, found))
    .map(([name]) => name);
}
