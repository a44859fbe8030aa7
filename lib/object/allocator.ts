/**
 * Keeps a patch from bringing an allocator of its own: memory must go back to
 * where it came from. Pure.
 *
 * The functions behind `Box` and `Vec` are defined once, in the executable: in
 * a shim of rustc's own, or where `#[global_allocator]` stands.
 */

import type { ElfSymbol } from "./elf.ts";

/** `__rust_alloc` and its like, mangled or not. */
const ALLOCATOR =
  /^(?:_R.*7___rustc\d+)?___?rust_(?:alloc|alloc_zeroed|dealloc|realloc)$/;

/** What else rustc's shim defines. */
const INTERNAL = /^_R.*7___rustc\d+_|^__(?:rust|rdl|rg)_/;

/** Whether a symbol is one of the allocator's functions. */
export function isAllocator(
  { name, defined }: Pick<ElfSymbol, "name" | "defined">,
): boolean {
  return defined && ALLOCATOR.test(name);
}

/** Whether an object is rustc's shim: it defines the allocator and no more. */
export function isAllocatorShim(symbols: readonly ElfSymbol[]): boolean {
  const functions = symbols.filter(({ defined, kind, binding }) =>
    defined && kind === "function" && binding !== "local"
  );
  return functions.some(isAllocator) &&
    functions.every(({ name }) => INTERNAL.test(name));
}

/**
 * Makes an object use the executable's definition of symbols instead of its
 * own.
 *
 * @param bytes The object; changed in place.
 */
export function undefine(
  bytes: Uint8Array,
  symbols: readonly ElfSymbol[],
): void {
  const GLOBAL_WITHOUT_TYPE = 0x10;
  for (const { place } of symbols) {
    bytes[place + 4] = GLOBAL_WITHOUT_TYPE;
    // Visibility, section, address and size: all as of what is elsewhere.
    bytes.fill(0, place + 5, place + 24);
  }
}
