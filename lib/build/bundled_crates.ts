/**
 * The crates that programs with hot reload depend on, which the package carries
 * for workspaces whose registry does not have them. Never writes them. Pure.
 */

import rest from "./bundled_crates.json" with { type: "json" };
import { BUNDLED_SOURCES } from "./bundled_runtime.ts";

const RUNTIME = Object.entries(BUNDLED_SOURCES)
  .filter(([path]) => path.startsWith("chaud-runtime/"));

/**
 * A Cargo workspace of its own, so that these are no members of another: lines
 * by path. A test compares them with what is in `crates/`.
 */
export const BUNDLED_CRATES: Readonly<Record<string, readonly string[]>> = {
  ...rest,
  ...Object.fromEntries(RUNTIME),
};
