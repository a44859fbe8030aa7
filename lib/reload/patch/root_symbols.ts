/**
 * Finds which functions the roots in some objects name: by the relocations of
 * the statics that hold them, whatever kind of names symbols have. Pure.
 */

import { ROOT_STATIC } from "../../analysis/overlay.ts";
import type { Elf, ElfSymbol } from "../../object/elf.ts";
import { EM_X86_64 } from "../../object/machine.ts";
import {
  type Relocation,
  relocationsOf,
  symbolOf,
} from "../../object/relocations.ts";

const R_X86_64_64 = 1;

/** What the roots of some objects name. */
export interface RootSymbols {
  /** The symbols of the functions. */
  symbols: Set<string>;
  /** Roots of which nobody can tell what they name. */
  unknown: string[];
}

/** Finds what the roots in objects name. */
export function rootSymbols(objects: Iterable<Elf>): RootSymbols {
  const found: RootSymbols = { symbols: new Set(), unknown: [] };
  for (const elf of objects) {
    const symbols = elf.symbols();
    const roots = symbols.filter(({ name, defined }) =>
      defined && name.includes(ROOT_STATIC)
    );
    if (roots.length === 0) continue;
    const relocations = elf.machine === EM_X86_64
      ? relocationsOf(elf, [R_X86_64_64])
      : [];
    for (const root of roots) {
      const inside = relocations.filter((each) => isWithin(elf, root, each));
      const [relocation] = inside;
      const named = inside.length === 1 && relocation &&
        functionAt(symbols, relocation);
      if (named) found.symbols.add(named);
      else found.unknown.push(root.name);
    }
  }
  return found;
}

function isWithin(
  elf: Elf,
  { section, value, size }: ElfSymbol,
  { target, place }: Relocation,
): boolean {
  const at = place - target.offset;
  return elf.sections[section] === target && at >= value && at < value + size;
}

/** The function that a relocation leads to: itself, or its place in a section. */
function functionAt(
  symbols: readonly ElfSymbol[],
  relocation: Relocation,
): string | undefined {
  const to = symbolOf(relocation, symbols);
  if (!to?.defined) return undefined;
  const at = to.value + relocation.addend;
  const found = symbols.filter(({ kind, section, value }) =>
    kind === "function" && section === to.section && value === at
  );
  return found.length === 1 ? found[0]?.name : undefined;
}
