/** The own name of a function in its symbol: what follows `fn`. Pure. */

import { demangle } from "./demangle.ts";
import { legacyParts } from "./legacy.ts";

/**
 * The function's own name in a symbol; symbols that are not Rust's are names
 * themselves. Empty for what has none: a closure, say.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ownName } from "./own_name.ts";
 *
 * assertEquals(ownName("_ZN4leaf8greeting17h05af221e174051e9E"), "greeting");
 * assertEquals(ownName("malloc"), "malloc");
 * ```
 */
export function ownName(symbol: string): string {
  if (symbol.startsWith("_R")) return lastName(demangle(symbol));
  return legacyParts(symbol)?.parts.at(-1) ?? symbol;
}

/**
 * Whether a symbol is that of a function with this own name. Of many symbols,
 * few are read: most do not even hold the letters.
 */
export function isNamed(symbol: string, name: string): boolean {
  // Other letters are written in other ways there.
  const isPlain = /^\w+$/.test(name);
  return (!isPlain || symbol.includes(name)) && ownName(symbol) === name;
}

/** The last name of a path, without generic arguments. */
function lastName(path: string): string {
  let depth = 0;
  let end = path.length;
  for (let at = path.length - 1; at >= 0; at--) {
    if (path[at] === ">") depth++;
    else if (path[at] === "<" && --depth === 0) end = at;
    else if (depth === 0 && path[at] !== ":") break;
  }
  return path.slice(0, end).match(/(\w+)(?:::)?$/)?.[1] ?? "";
}
