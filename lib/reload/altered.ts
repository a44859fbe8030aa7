/**
 * The stage that finds functions whose code is another although nobody edited
 * them, beside the linker: what was compiled is compared with what runs. Never
 * decides what is made of them.
 */

import {
  type AlteredItem,
  alteredItems,
} from "../analysis/altered_functions.ts";
import { hasEntries, type Unit } from "../build/rustc/unit.ts";
import {
  type FindIncomparable,
  incomparableFunctions,
} from "../analysis/incomparable_functions.ts";
import { alteredFunctions } from "../object/altered_code.ts";
import { demangle } from "../object/demangle/demangle.ts";
import { ownName } from "../object/demangle/own_name.ts";
import { Elf } from "../object/elf.ts";
import { exists, fileIdentity, readBytes } from "../system/files.ts";
import { belongsTo } from "./patch/entries.ts";
import type { Affected } from "./affected.ts";
import type { ReloadContext } from "./context.ts";

/** What the stage works on. */
type AlteredContext = Pick<
  ReloadContext,
  "base" | "state" | "parsedFiles" | "stored"
>;

/** Objects of one part of a crate: what runs, and what was compiled. */
type Part = [live: string, compiled: string];

/** Functions of some units that nobody edited, and whose code is another. */
export async function alteredCode(
  { state, parsedFiles }: AlteredContext,
  units: readonly Unit[],
  { items, edits }: Affected,
): Promise<AlteredItem[]> {
  if (!parsedFiles) return [];
  const verdicts = edits.map(({ verdict }) => verdict);
  const finders = new Map<boolean, FindIncomparable>();
  const incomparable = (unit: Unit) => {
    const isPlain = hasEntries(unit);
    const find = finders.get(isPlain) ??
      incomparableFunctions(verdicts, parsedFiles, isPlain);
    finders.set(isPlain, find);
    return find(state.filesOf(unit)) ?? [];
  };
  const found = await Promise.all(units.map(async (unit) => {
    const live = state.liveObjectsOf(unit);
    if (live.length === 0) {
      return state.isNewcomer(unit) ? [] : incomparable(unit);
    }
    const parts = partsOf(live, state.objectsOf(unit));
    const isOwn = belongsTo([unit.crateName]);
    const isWanted = (symbol: string) =>
      isOwn(symbol) && ownName(symbol) !== "";
    const comparing = parts.map((part) => compare(part, isWanted));
    const altered = (await Promise.all(comparing)).flat()
      .map(({ symbol, byConstants }) => ({
        path: pathWithin(unit, symbol),
        name: ownName(symbol),
        byConstants,
      }));
    return alteredItems(altered, items, parsedFiles);
  }));
  return found.flat();
}

/** Functions that something may hold by their address and go on with, by symbol. */
export async function heldByAddress(
  { base, state, stored }: AlteredContext,
  units: readonly Unit[],
): Promise<ReadonlySet<string>> {
  // Entries lead on, whoever comes by them.
  if (units.every(hasEntries)) return new Set();
  return await stored.of(
    base.graph.order.flatMap((unit) => state.liveObjectsOf(unit)),
  );
}

/** The parts whose objects are not the same files. */
function partsOf(
  live: readonly string[],
  compiled: readonly string[],
): Part[] {
  const older = new Map(live.map((path) => [partName(path), path]));
  return compiled.flatMap((path): Part[] => {
    const before = older.get(partName(path));
    return before === undefined || fileIdentity(before) === fileIdentity(path)
      ? []
      : [[before, path]];
  });
}

/** What rustc calls a part of a crate: `crate.part`, before the session's own name. */
function partName(path: string): string {
  return path.replace(/(?:\.[^./]*)?\.rcgu\.o$/, "");
}

/** The path of a function within its crate. */
function pathWithin({ crateName }: Unit, symbol: string): string {
  const path = demangle(symbol);
  const start = `${crateName}::`;
  return path.startsWith(start) ? path.slice(start.length) : ownName(symbol);
}

async function compare(
  [live, compiled]: Part,
  isWanted: (symbol: string) => boolean,
) {
  if (!await exists(live)) return [];
  const [before, after] = await Promise.all([live, compiled].map(readBytes));
  if (!before || !after) return [];
  return alteredFunctions(new Elf(before), new Elf(after), isWanted);
}
