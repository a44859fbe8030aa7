/**
 * Finds out whether a build only adds to the one before: crates that nothing
 * knew, and dependencies that crates did not have. Then the program that runs
 * can have them without a restart. Pure.
 *
 * With its dependencies, cargo changes a package's hash, and rustc all its
 * symbol names with that. So what runs keeps the calls it was compiled by:
 * they only learn what was added.
 */

import { basename, dirname, join } from "@std/path";
import type { Base } from "./base.ts";
import { callOf } from "./fingerprint.ts";
import { describeUnit, type Unit } from "./rustc/unit.ts";
import { UnitGraph } from "./rustc/unit_graph.ts";

/** What a build has added. */
export interface AddedCrates {
  /** The base that runs, with all that it can have. */
  base: Base;
  /** Crates and dependencies that are new, as the sources name them. */
  names: string[];
}

/** One after the other. */
export interface Builds {
  /** What runs, with what was added before. */
  running: Base;
  /** Cargo's last build of that. */
  last: Base;
  /** Cargo's build now. */
  next: Base;
}

/** What was added; nothing if that is not all that has changed. */
export function addedCrates(
  { running, last, next }: Builds,
): AddedCrates | undefined {
  if (running.shape !== next.shape) return undefined;
  const [now, before, after] = [running, last, next].map(unitsByKey);
  if (!now || !before || !after) return undefined;
  const isKept = before.keys().every((key) => after.has(key) && now.has(key));
  if (!isKept) return undefined;
  const lastIds = idsIn(before, now);
  const nextIds = idsIn(after, now);
  const names = new Set<string>();
  const units: Unit[] = [];
  for (const [key, unit] of after) {
    const [old, present] = [before.get(key), now.get(key)];
    const parts = partsOf(unit, nextIds);
    if (!old || !present) {
      names.add(unit.crateName);
      units.push(withArgs(unit, renamed(unit, nextIds)));
      continue;
    }
    const added = growth(partsOf(old, lastIds), parts);
    if (!added) return undefined;
    for (const [option, value] of added) {
      if (option === "--extern") {
        names.add(value.replace(/=.*$/, "").replace(/^.*:/, ""));
      }
    }
    const { args } = present.recording;
    const isMore = added.length > 0;
    units.push(
      isMore ? withArgs(present, [...args, ...added.flat()]) : present,
    );
  }
  if (names.size === 0) return undefined;
  const bin = units.find(({ id }) => id === running.bin.id);
  if (!bin) return undefined;
  const base = { ...running, bin, graph: new UnitGraph(units) };
  return { base, names: [...names] };
}

type ById = ReadonlyMap<string, string>;

/** What tells a crate from all others, whatever its hash. */
function unitsByKey({ graph }: Base): Map<string, Unit> | undefined {
  const units = new Map(
    graph.order.map((unit) => [
      [unit.crateName, ...unit.crateTypes, unit.source].join("\n"),
      unit,
    ]),
  );
  return units.size === graph.order.length ? units : undefined;
}

/** The ids that the same crates have in what runs. */
function idsIn(
  built: ReadonlyMap<string, Unit>,
  running: ReadonlyMap<string, Unit>,
): ById {
  return new Map(
    [...built].map(([key, { id }]) => [id, running.get(key)?.id ?? id]),
  );
}

/** A call, with what may be added to it apart. */
interface Parts {
  fixed: string;
  open: [option: string, value: string][];
}

function partsOf(unit: Unit, ids: ById): Parts {
  const { recording } = unit;
  const args = renamed(unit, ids);
  const fixed: string[] = [];
  const open: Parts["open"] = [];
  for (let i = 0; i < args.length; i++) {
    const [option = "", value = ""] = [args[i], args[i + 1]];
    const isHash = option === "-C" &&
      /^(?:metadata|extra-filename)=/.test(value);
    const isOpen = option === "--extern" || option === "-L";
    if (isOpen) open.push([option, value]);
    if (isHash || isOpen) i++;
    else fixed.push(option);
  }
  return { fixed: callOf({ ...recording, args: fixed }), open };
}

function growth(old: Parts, next: Parts): Parts["open"] | undefined {
  if (old.fixed !== next.fixed) return undefined;
  const wordsOf = ({ open }: Parts) => open.map((part) => part.join(" "));
  const [had, has] = [new Set(wordsOf(old)), new Set(wordsOf(next))];
  if (!had.isSubsetOf(has)) return undefined;
  return next.open.filter((part) => !had.has(part.join(" ")));
}

/** The arguments, with the files of crates as what runs names them. */
function renamed({ recording: { args } }: Unit, ids: ById): string[] {
  return args.map((arg, i) => {
    if (args[i - 1] !== "--extern") return arg;
    const match = basename(arg).match(/^lib(.+)(\.(?:rlib|rmeta))$/);
    const id = ids.get(match?.[1] ?? "");
    return id === undefined ? arg : join(dirname(arg), `lib${id}${match?.[2]}`);
  });
}

function withArgs({ recording }: Unit, args: string[]): Unit {
  return describeUnit({ ...recording, args });
}
