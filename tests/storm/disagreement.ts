/**
 * Tells objects that differ because the classifier was wrong from those that
 * differ because crates share the instances of generic functions: one that a
 * crate makes for itself is left out once a dependency has it as well, and an
 * incremental compile may keep one that nothing calls any more. Pure.
 *
 * @module
 */

import type { Difference } from "./objects.ts";
import { CRATES, type World } from "./world.ts";

const GENERIC = /^(?:generic|opaque|generic method|trait impl|trait default)$/;

/** Numbered within an object, so that one more shifts the others. */
const LOCAL = /^-?(?:\.L|anon\.|GCC_except_table)/;

/** The differences that shared instances do not explain. */
export function unexplained(
  differences: readonly Difference[],
  worlds: readonly World[],
): Difference[] {
  const items = worlds.flatMap((world) => world.items);
  const generic = items.filter(({ form }) => GENERIC.test(form))
    .map(({ name }) => name);
  const isInstance = (symbol: string) =>
    !Object.keys(CRATES).some((crate) => symbol.includes(crate)) ||
    generic.some((name) => symbol.includes(name));
  return differences.filter(({ symbols }) => {
    const named = symbols.filter((symbol) => !LOCAL.test(symbol));
    return named.length === 0 || !named.every(isInstance);
  });
}
