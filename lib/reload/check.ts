/**
 * The stage that checks, before anything is loaded: every symbol that a patch
 * needs must exist in the process or in the patch.
 */

import { isAllocator } from "../object/allocator.ts";
import { withoutAllocator } from "./patch/fixups.ts";
import type { Elf, ElfSymbol } from "../object/elf.ts";
import {
  type Dylib,
  linkDylibs,
  type LinkOptions,
  type Patch,
  readDylib,
} from "./link.ts";
import { explainAll, type LinkedCrates } from "./patch/undefined_symbols.ts";
import type { Programs } from "../program/programs.ts";
import { Refusal } from "../report/refusal.ts";

/**
 * Checks a patch against the programs; new hot functions and persisted statics
 * get their process-wide names by linking once more.
 *
 * @returns The symbols that the patch offers to other crates, by name.
 * @throws {Refusal} `undefined`, if it needs symbols that exist nowhere.
 */
export async function check(
  options: LinkOptions,
  programs: Pick<Programs, "check">,
  patch: Patch,
): Promise<Offer> {
  let { symbols, fresh, unknown } = await compare(programs, patch);
  if (unknown.length > 0 && await addArchives(options, patch)) {
    ({ symbols, fresh, unknown } = await compare(programs, patch));
  }
  if (unknown.length > 0) {
    throw new Refusal("undefined", explainAll(unknown, linkedCrates(options)));
  }
  const again = new Set([
    ...giveNames(patch.dylibs, symbols, fresh),
    ...await leaveAllocators(patch.dylibs, symbols),
  ]);
  await linkDylibs(options, [...again]);
  return new Map(symbols.flatMap(({ defined }) => [...defined]));
}

/** Asks the programs for what the patch needs and does not have. */
async function compare(programs: Pick<Programs, "check">, patch: Patch) {
  const symbols = await Promise.all(
    patch.dylibs.map(async (dylib) => patchSymbols(await readDylib(dylib))),
  );
  const missing = await programs.check(patch.number, neededBy(symbols));
  const fresh = newItems(missing, symbols);
  const unknown = missing.filter((symbol) => !fresh.has(symbol));
  return { symbols, fresh, unknown };
}

/** Gives the patch what its crates depend on and no program has. */
async function addArchives(
  options: LinkOptions,
  { dylibs }: Patch,
): Promise<boolean> {
  const { base } = options;
  const units = base.shape === "split"
    ? dylibs.map(({ unit }) => unit)
    : base.graph.order;
  const archives = await options.archives?.missing(options, units) ?? [];
  // All others come after it.
  const [first] = dylibs;
  if (!first || archives.length === 0) return false;
  first.archives = archives;
  await linkDylibs(options, [first]);
  return true;
}

/** What is offered, and whether it is a function, say. */
export type Offer = ReadonlyMap<string, ElfSymbol["kind"]>;

/** Dependencies are named by file: the crate's name and a hash. */
function linkedCrates({ base: { graph } }: LinkOptions): LinkedCrates {
  const own = new Set(graph.order.map(({ crateName }) => crateName));
  const all = graph.order.flatMap(({ dependencies }) => dependencies);
  const names = all.map((id) => id.replace(/-\w+$/, ""));
  return { own, foreign: new Set(names.filter((name) => !own.has(name))) };
}

/** What a dylib defines, and what it cannot do without. */
export interface PatchSymbols {
  defined: Map<string, ElfSymbol["kind"]>;
  needed: Set<string>;
}

/** Sorts the dynamic symbols of a dylib; weak ones may stay undefined. */
export function patchSymbols(elf: Pick<Elf, "dynamicSymbols">): PatchSymbols {
  const result: PatchSymbols = { defined: new Map(), needed: new Set() };
  for (const { name, kind, defined, binding } of elf.dynamicSymbols()) {
    if (defined) result.defined.set(name, kind);
    else if (binding !== "weak") result.needed.add(name);
  }
  return result;
}

/** What the dylibs of a patch need from the process. */
export function neededBy(symbols: readonly PatchSymbols[]): string[] {
  const needed = new Set(symbols.flatMap((each) => [...each.needed]));
  return [...needed].filter((name) =>
    !symbols.some(({ defined }) => defined.has(name))
  );
}

const ITEM = "_CHAUD::";
const INITIAL = "_CHAUD_INIT::";

/** The missing symbols that are items which this patch brings. */
export function newItems(
  missing: readonly string[],
  symbols: readonly PatchSymbols[],
): Set<string> {
  return new Set(
    missing.filter((name) =>
      name.startsWith(ITEM) &&
      symbols.some(({ defined }) =>
        defined.has(INITIAL + name.slice(ITEM.length))
      )
    ),
  );
}

/**
 * The dylibs that must be linked again, without an allocator. That of a binary
 * was left out before.
 */
async function leaveAllocators(
  dylibs: readonly Dylib[],
  symbols: readonly PatchSymbols[],
): Promise<Dylib[]> {
  const own = dylibs.filter((_, i) =>
    symbols[i]?.defined.keys().some((name) =>
      isAllocator({ name, defined: true })
    )
  );
  for (const dylib of own) {
    dylib.objects = await withoutAllocator(dylib.objects);
  }
  return own;
}

/** The dylibs that must be linked again, with the aliases they get. */
function giveNames(
  dylibs: Dylib[],
  symbols: readonly PatchSymbols[],
  fresh: ReadonlySet<string>,
): Dylib[] {
  return dylibs.filter((dylib, i) => {
    dylib.aliases = [...fresh].map((name) => name.slice(ITEM.length))
      .filter((name) => symbols[i]?.defined.has(INITIAL + name));
    return dylib.aliases.length > 0;
  });
}
