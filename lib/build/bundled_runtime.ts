/**
 * The sources of the runtime, which the package carries for programs that do
 * not depend on `chaud`. Pure; `script_files.ts` writes them out.
 */

import lines from "./bundled_runtime.json" with { type: "json" };

/**
 * The sources by their paths in `crates/`, which they are compared with by a
 * test. In lines, so that changes of them read as the changes they are.
 */
export const BUNDLED_SOURCES: Readonly<Record<string, readonly string[]>> =
  lines;
