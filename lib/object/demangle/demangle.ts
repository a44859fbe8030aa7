/** Turns mangled symbols into the paths that people wrote. Pure. */

import { demangleLegacy } from "./legacy.ts";
import { demangleV0 } from "./v0.ts";

/**
 * Spells a symbol as Rust does, without hashes; one that is not mangled by
 * Rust, or in a way that is not known here, stays as it is.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { demangle } from "./demangle.ts";
 *
 * assertEquals(
 *   demangle("_ZN4leaf8greeting17h05af221e174051e9E"),
 *   "leaf::greeting",
 * );
 * assertEquals(demangle("malloc"), "malloc");
 * ```
 */
export function demangle(symbol: string): string {
  const [, name = symbol] = /^(.*?)\.llvm\.[0-9A-F@]+$/.exec(symbol) ?? [];
  return demangleLegacy(name) ?? demangleV0(name) ?? symbol;
}
