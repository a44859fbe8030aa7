/**
 * Which symbols of a patch old code must not be given, although it imports
 * them: a running `main` and other old callers go on with the old definitions,
 * for they were compiled for other types. Pure.
 *
 * Code that is compiled for the new types must not run into the old code
 * either: so a crate whose own code is the same joins a patch if it uses what
 * is withheld from old code. Loaded twice, it serves both sides.
 */

import type { AbiChanges } from "../../analysis/abi_changes.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import type { ElfSymbol } from "../../object/elf.ts";
import type { Offer } from "./dylib.ts";
import { lossOf } from "./entries.ts";

/** Stands for every symbol of a patch. */
export const EVERYTHING = "*";

/**
 * The symbols that are not for old code.
 *
 * @param offered What the patch offers to other crates.
 */
export function withheldSymbols(
  offered: Iterable<[name: string, kind: ElfSymbol["kind"]]>,
  changes: AbiChanges,
): string[] {
  if (!changes.crossesCrates) return [];
  if (changes.changedTypes.length > 0) return [EVERYTHING];
  return [...offered].filter(([name, kind]) => isWithheld(name, kind, changes))
    .map(([name]) => name);
}

/** The own names of functions that old code does not get. */
export function withheldNames(
  withheld: readonly string[],
  offered: Offer,
): Set<string> {
  const symbols = withheld[0] === EVERYTHING
    ? offered.keys()
    : withheld.values();
  return new Set(symbols.map(ownName));
}

/** Statics have types of their own, which only legacy names tell. */
function isWithheld(
  name: string,
  kind: ElfSymbol["kind"],
  changes: AbiChanges,
): boolean {
  const isAtStake = kind === "function" ||
    changes.changedSignatures.size > 0 && !name.startsWith("_ZN");
  return isAtStake && lossOf(name, changes) !== undefined;
}

/** A crate's code. */
export interface Code<Id> {
  id: Id;
  symbols: readonly ElfSymbol[];
}

/** Whether a crate has anything that is not for old code. */
export function withholds(
  { symbols }: Code<unknown>,
  changes: AbiChanges,
): boolean {
  return symbols.some(({ name, kind, defined }) =>
    defined && isWithheld(name, kind, changes)
  );
}

/**
 * Of the crates that depend on changed ones, those that use what is withheld
 * from old code, directly or through others that do.
 *
 * @param changed The crates whose own code has changed.
 * @param dependents The others, dependencies first.
 */
export function joining<Id>(
  changed: Iterable<Code<Id>>,
  dependents: Iterable<Code<Id>>,
  changes: AbiChanges,
): Id[] {
  const withheld = new Set<string>();
  const withhold = ({ symbols }: Code<Id>) => {
    for (const { name, kind, defined } of symbols) {
      if (defined && isWithheld(name, kind, changes)) withheld.add(name);
    }
  };
  const joined: Id[] = [];
  for (const code of changed) withhold(code);
  for (const code of dependents) {
    const uses = code.symbols.some(({ name, defined }) =>
      !defined && withheld.has(name)
    );
    if (!uses) continue;
    joined.push(code.id);
    withhold(code);
  }
  return joined;
}
