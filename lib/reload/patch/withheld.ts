/**
 * Which symbols of a patch old code must not be given, although it imports
 * them: a running `main` and other old callers go on with the old definitions,
 * for they were compiled for other types. Pure.
 *
 * Code that is compiled for the new types must not run into the old code
 * either: so a crate whose own code is the same joins a patch if it uses what
 * is kept from old code. Loaded twice, it serves both sides.
 */

import type { ElfSymbol } from "../../object/elf.ts";
import { lossOf, ownName } from "./entries.ts";
import type { AbiChanges } from "../../analysis/abi_changes.ts";

/** Stands for every symbol of a patch. */
export const EVERYTHING = "*";

/**
 * The symbols that are not for old code.
 *
 * @param offered What the patch offers to other crates.
 */
export function withheldSymbols(
  offered: Iterable<[name: string, kind: ElfSymbol["kind"]]>,
  guard: AbiChanges,
): string[] {
  if (!guard.crossesCrates) return [];
  if (guard.changedTypes.length > 0) return [EVERYTHING];
  return [...offered].filter(([name, kind]) => isKept(name, kind, guard))
    .map(([name]) => name);
}

/** The own names of functions that old code does not get. */
export function withheldNames(
  kept: readonly string[],
  offered: ReadonlyMap<string, ElfSymbol["kind"]>,
): Set<string> {
  const symbols = kept[0] === EVERYTHING ? offered.keys() : kept.values();
  return new Set(symbols.map(ownName));
}

/** Statics have types of their own, which only the newer names do not tell. */
function isKept(
  name: string,
  kind: ElfSymbol["kind"],
  guard: AbiChanges,
): boolean {
  const isAtStake = kind === "function" ||
    guard.changedSignatures.size > 0 && name.startsWith("_R");
  return isAtStake && lossOf(name, guard) !== undefined;
}

/** A crate's code. */
export interface Code<Id> {
  id: Id;
  symbols: readonly ElfSymbol[];
}

/** Whether a crate has anything that is not for old code. */
export function withholds(
  { symbols }: Code<unknown>,
  guard: AbiChanges,
): boolean {
  return symbols.some(({ name, kind, defined }) =>
    defined && isKept(name, kind, guard)
  );
}

/**
 * Of the crates that depend on changed ones, those that use what is kept from
 * old code, directly or through others that do.
 *
 * @param changed The crates whose own code has changed.
 * @param dependents The others, dependencies first.
 */
export function joining<Id>(
  changed: Iterable<Code<Id>>,
  dependents: Iterable<Code<Id>>,
  guard: AbiChanges,
): Id[] {
  const kept = new Set<string>();
  const keep = ({ symbols }: Code<Id>) => {
    for (const { name, kind, defined } of symbols) {
      if (defined && isKept(name, kind, guard)) kept.add(name);
    }
  };
  const joined: Id[] = [];
  for (const code of changed) keep(code);
  for (const code of dependents) {
    const uses = code.symbols.some(({ name, defined }) =>
      !defined && kept.has(name)
    );
    if (!uses) continue;
    joined.push(code.id);
    keep(code);
  }
  return joined;
}
