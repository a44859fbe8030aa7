/** Whether a file has types that only its bodies tell: futures, `impl Trait`. Pure. */

import type { SourceTree } from "./source_tree.ts";

/** Whether anything is `async`, in the input of macros as well. */
export function hasFutures(source: SourceTree): boolean {
  return source.root.descendantsOfType("async").length > 0;
}

/** Whether a function returns `impl Trait`. */
export function hasOpaque(source: SourceTree): boolean {
  return source.root.descendantsOfType("->").some((arrow) => {
    const returned = arrow.nextSibling;
    // In macros, there are tokens only.
    return returned !== null &&
      returned.descendantsOfType(["abstract_type", "impl"]).length > 0;
  });
}
