/**
 * What of an object only works where the whole program is linked as one file:
 * then it cannot be in a library of its own. Pure.
 */

import { ALLOCATED, ARRAYS } from "./code_sections.ts";
import type { Elf } from "./elf.ts";

/** Names that the compiler makes, which nobody else does. */
const COMPILERS = /^(?:_ZN|_R|main$|DW\.ref\.|anon\.|\.L|__rustc_)/;

/** Whether an object must be linked with all others. */
export function needsOneFile(elf: Elf): boolean {
  const isGathered = elf.sections.some((section) =>
    (section.flags & ALLOCATED) !== 0 && section.size > 0 &&
    (ARRAYS.has(section.type) || /^[^.]/.test(elf.nameOf(section)))
  );
  // What has a name for other languages may be there in place of theirs.
  return isGathered ||
    elf.symbols().some((symbol) =>
      symbol.defined && symbol.binding !== "local" && !isCompilers(symbol.name)
    );
}

function isCompilers(name: string): boolean {
  return COMPILERS.test(name) &&
    !/___rust_(?:alloc|dealloc|realloc)/.test(name);
}
