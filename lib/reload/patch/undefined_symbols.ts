/**
 * Explains symbols that a patch needs and the program does not have: what they
 * are called in Rust, whose they are, and why they are likely missing. Pure.
 */

import { demangle } from "../../object/demangle/demangle.ts";
import { quoted } from "../../report/wording.ts";

/** The crates that are in the program. */
export interface LinkedCrates {
  /** Those of the workspace: they are reloaded. */
  own: ReadonlySet<string>;
  /** Those that others wrote. */
  foreign: ReadonlySet<string>;
}

/** Why a symbol is likely missing. */
export type Cause =
  /** A crate of the workspace no longer has it. */
  | "removed"
  /** A dependency was built without it. */
  | "feature"
  /** Its crate is not in the program. */
  | "dependency"
  /** The program was linked with another standard library. */
  | "toolchain"
  /** Nothing but Rust's own code defines it. */
  | "internal"
  /** A hot function or persisted static that the program never had. */
  | "item"
  /** It is not Rust's. */
  | "library";

/** What is known of a missing symbol. */
export interface Missing {
  /** As it is written in Rust; other symbols as they are. */
  name: string;
  crate: string | undefined;
  cause: Cause;
}

const STANDARD = new Set(["std", "core", "alloc", "proc_macro", "test"]);

/** Finds out what a missing symbol is. */
export function explain(symbol: string, linked: LinkedCrates): Missing {
  // What comes after the `#` tells the crate from others of its name.
  const [, item] = /^_CHAUD\w*::([^$]+)/.exec(symbol) ?? [];
  if (item !== undefined) {
    return { name: item, crate: crateOf(item), cause: "item" };
  }
  const name = demangle(symbol);
  if (/^_*rustc?_|^__rustc\b/.test(name)) {
    return { name, crate: undefined, cause: "internal" };
  }
  if (name === symbol) return { name, crate: undefined, cause: "library" };
  const crate = crateOf(name);
  return { name, crate, cause: causeIn(crate, linked) };
}

/** Explains symbols, one line for all that have the crate and the cause. */
export function explainAll(
  symbols: readonly string[],
  linked: LinkedCrates,
): string[] {
  const all = symbols.map((symbol) => explain(symbol, linked));
  const groups = Map.groupBy(all, ({ crate, cause }) => `${crate} ${cause}`);
  return groups.values().map((group) => {
    const [{ crate, cause } = explain("", linked)] = group;
    const names = group.map(({ name }) => name);
    const rest = names.length - SHOWN;
    const more = rest > 0 ? ` and ${rest} more` : "";
    return `${quoted(names.slice(0, SHOWN))}${more}: ${CAUSES[cause](crate)}`;
  }).toArray();
}

const SHOWN = 5;

const CAUSES: Record<Cause, (crate: string | undefined) => string> = {
  removed: (crate) =>
    `the crate \`${crate}\` no longer has it, or with another signature, and ` +
    `code that is not part of this save still needs it`,
  feature: (crate) =>
    `the crate \`${crate}\` is in the program without it: one of its features ` +
    `may be off there, or its version another`,
  dependency: (crate) => `the crate \`${crate}\` is not in the program`,
  toolchain: (crate) =>
    `\`${crate}\` in the program does not have it: the toolchain may have ` +
    `changed since the program was built`,
  internal: () => "only Rust's own code defines it",
  item: (crate) =>
    `the program never had this item of the crate \`${crate}\`, and the patch ` +
    `does not bring it`,
  library: () =>
    "not a symbol of Rust: the program is not linked with the library that " +
    "defines it, or nothing does",
};

function causeIn(
  crate: string | undefined,
  { own, foreign }: LinkedCrates,
): Cause {
  if (crate === undefined) return "internal";
  if (own.has(crate)) return "removed";
  if (foreign.has(crate)) return "feature";
  return STANDARD.has(crate) ? "toolchain" : "dependency";
}

/**
 * The crate that a path leads into: for an impl that of the type, or of the
 * trait where the type is no crate's.
 */
function crateOf(path: string): string | undefined {
  const [first] = path.matchAll(/([A-Za-z_]\w*)(?:\[\w+\])?::/g);
  if (!path.startsWith("<")) return first?.[1];
  const crates = [
    ...path.matchAll(/(?<![\w:\]>])([A-Za-z_]\w*)(?:\[\w+\])?::/g),
  ]
    .map(([, name = ""]) => name);
  return crates.find((name) => !STANDARD.has(name)) ?? crates[0];
}
