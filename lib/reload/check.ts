/**
 * The stage that checks, before anything is loaded: every symbol that a patch
 * needs must exist in the process or in the patch.
 */

import { join } from "@std/path";
import { isAllocator } from "../object/allocator.ts";
import { withoutAllocator } from "./patch/fixups.ts";
import type { ReloadContext } from "./context.ts";
import { type LinkContext, linkDylibs } from "./link.ts";
import {
  type DylibSymbols,
  dylibSymbols,
  filesOf,
  type LinkedFile,
  type Offer,
  type Patch,
  readDylib,
} from "./patch/dylib.ts";
import { explainAll, type LinkedCrates } from "./patch/undefined_symbols.ts";
import type { Programs } from "../program/programs.ts";
import { Refusal } from "../report/refusal.ts";

/** What the stage works on. */
export type CheckContext = LinkContext & Pick<ReloadContext, "libraries"> & {
  programs: Pick<Programs, "check">;
};

/**
 * Checks a patch against the programs; new hot functions and persisted statics
 * get their process-wide names by linking once more.
 *
 * @returns The symbols that the patch offers to other crates, by name.
 * @throws {Refusal} `undefined`, if it needs symbols that exist nowhere.
 */
export async function check(
  context: CheckContext,
  patch: Patch,
  signal: AbortSignal,
): Promise<Offer> {
  const { programs } = context;
  let { symbols, fresh, unknown } = await compare(programs, patch);
  if (unknown.length > 0 && await addLibraries(context, patch, signal)) {
    ({ symbols, fresh, unknown } = await compare(programs, patch));
  }
  if (unknown.length > 0) {
    throw new Refusal("undefined", explainAll(unknown, linkedCrates(context)));
  }
  const again = new Set([
    ...giveNames(filesOf(patch), symbols, fresh),
    ...await leaveAllocators(filesOf(patch), symbols),
  ]);
  await linkDylibs(context, [...again], signal);
  return new Map(symbols.flatMap(({ defined }) => [...defined]));
}

/** Asks the programs for what the patch needs and does not have. */
async function compare(programs: Pick<Programs, "check">, patch: Patch) {
  const symbols = await Promise.all(
    filesOf(patch).map(async (file) => dylibSymbols(await readDylib(file))),
  );
  const missing = await programs.check(patch.number, neededBy(symbols));
  const fresh = newItems(missing, symbols);
  const unknown = missing.filter((symbol) => !fresh.has(symbol));
  return { symbols, fresh, unknown };
}

/** Gives the patch what its crates depend on and no program has. */
async function addLibraries(
  context: CheckContext,
  patch: Patch,
  signal: AbortSignal,
): Promise<boolean> {
  const { base, folder } = context;
  const units = base.shape === "split"
    ? patch.dylibs.map(({ unit }) => unit)
    : base.graph.order;
  const archives = await context.libraries.missing(
    { ...context, signal },
    units,
  );
  if (archives.length === 0) return false;
  const path = join(folder, `patch-${patch.number}-libraries.so`);
  patch.libraries = { path, objects: [], archives, aliases: [] };
  await linkDylibs(context, [patch.libraries], signal);
  return true;
}

/** Dependencies are named by file: the crate's name and a hash. */
function linkedCrates({ base: { graph } }: CheckContext): LinkedCrates {
  const own = new Set(graph.order.map(({ crateName }) => crateName));
  const all = graph.order.flatMap(({ dependencies }) => dependencies);
  const names = all.map((id) => id.replace(/-\w+$/, ""));
  return { own, foreign: new Set(names.filter((name) => !own.has(name))) };
}

/** What the dylibs of a patch need from the process. */
export function neededBy(symbols: readonly DylibSymbols[]): string[] {
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
  symbols: readonly DylibSymbols[],
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
  files: readonly LinkedFile[],
  symbols: readonly DylibSymbols[],
): Promise<LinkedFile[]> {
  const own = files.filter((_, i) =>
    symbols[i]?.defined.keys().some((name) =>
      isAllocator({ name, defined: true })
    )
  );
  for (const file of own) {
    file.objects = await withoutAllocator(file.objects);
  }
  return own;
}

/** The dylibs that must be linked again, with the aliases they get. */
function giveNames(
  files: LinkedFile[],
  symbols: readonly DylibSymbols[],
  fresh: ReadonlySet<string>,
): LinkedFile[] {
  return files.filter((file, i) => {
    file.aliases = [...fresh].map((name) => name.slice(ITEM.length))
      .filter((name) => symbols[i]?.defined.has(INITIAL + name));
    return file.aliases.length > 0;
  });
}
