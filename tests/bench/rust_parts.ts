/**
 * Rust as people write it, in any amount: small modules of structs, traits,
 * impls, generics, matches and strings, for the workspaces of the benchmark.
 * Pure.
 *
 * @module
 */

import { ledger, ring } from "./rust_containers.ts";
import type { PartOptions } from "./part_options.ts";
import { orders, pricing, scanner } from "./rust_decisions.ts";

/** A Rust file, and the parts in it that another crate can call. */
export interface RustFile {
  text: string;
  /** Paths of modules with a `pub fn score(seed: u64) -> u64`. */
  parts: string[];
}

/** Some 45 lines each. */
const KINDS: readonly ((options: PartOptions) => string)[] = [
  ledger,
  scanner,
  ring,
  pricing,
  orders,
];

/**
 * Writes parts until a file has so many lines.
 *
 * @param lines How many lines at least.
 * @param first The number of the first part.
 * @param below Paths of parts in the crate below, used in turn.
 */
export function fillFile(
  lines: number,
  first: number,
  below: readonly string[],
): RustFile {
  const parts: string[] = [];
  let text = "";
  let index = first;
  for (let count = 0; count < lines; index++) {
    const path = below[index % Math.max(1, below.length)];
    const kind = KINDS[index % KINDS.length] ?? ledger;
    const call = path === undefined ? "seed" : `${path}::score(seed)`;
    const body = kind({ index, below: call });
    const part = `\npub mod part_${index} {\n${indent(body)}}\n`;
    parts.push(`part_${index}`);
    text += part;
    count += part.split("\n").length - 1;
  }
  return { text, parts };
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}
