/**
 * What cargo has built last, and what a later build of it has that is new:
 * crates that nothing knew, and dependencies that crates did not have. Then
 * the program that runs can have them without a restart. It neither builds
 * nor decides what becomes of the program.
 *
 * With its dependencies, cargo changes a package's hash, and rustc all its
 * symbol names with that. So what runs keeps the calls it was compiled by:
 * they only learn what was added.
 */

import { basename, dirname, extname, join } from "@std/path";
import { exists, linkAgain } from "../system/files.ts";
import type { Base } from "./base.ts";
import {
  callOf,
  type Fingerprint,
  fingerprint,
  isSame,
} from "./fingerprint.ts";
import {
  readExtern,
  separateCrates,
  type SeparatedCall,
  withExternFiles,
} from "./rustc/arguments.ts";
import { describeUnit, type Unit } from "./rustc/unit.ts";
import { UnitGraph } from "./rustc/unit_graph.ts";

/** In what a build differs from the one before. */
export type News =
  | { kind: "same" }
  | { kind: "more"; additions: AddedCrates }
  | { kind: "other" };

/** A build, to compare later ones with. */
export class PreviousBuild {
  readonly #base: Base;
  readonly #ingredients: Promise<Fingerprint>;

  /** @param base What was built. */
  constructor(base: Base) {
    this.#base = base;
    this.#ingredients = fingerprint(base);
    this.#ingredients.catch(() => {});
  }

  /**
   * Compares a later build.
   *
   * @param running What runs, with what was added before.
   */
  async compare(next: Base, running: Base): Promise<News> {
    const old = await this.#ingredients;
    const now = await fingerprint(next);
    if (isSame(old, now)) return { kind: "same" };
    const found = addedCrates({ running, last: this.#base, next });
    // What build scripts left, and procedural macros.
    const areSame = old.entries().every(([name, digest]) =>
      !name.startsWith("/") || now.get(name) === digest
    );
    const isThere = await exists(keptExecutable(running));
    return found && areSame && isThere
      ? { kind: "more", additions: found }
      : { kind: "other" };
  }
}

/**
 * Puts the program that runs back in the place of the one that was built:
 * processes that start from there are to be of the same kind.
 */
export async function putBack(running: Base): Promise<void> {
  await linkAgain(keptExecutable(running), running.executable);
}

/** Cargo keeps each under a name of its own. */
function keptExecutable({ bin }: Base): string {
  return join(dirname(bin.depInfo), basename(bin.id));
}

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
      if (option === "--extern") names.add(readExtern(value).name);
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
  open: SeparatedCall["crates"];
}

function partsOf(unit: Unit, ids: ById): Parts {
  const { own, crates } = separateCrates(renamed(unit, ids));
  return { fixed: callOf({ ...unit.recording, args: own }), open: crates };
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
  return withExternFiles(args, ({ path = "", unit = "" }) => {
    const id = ids.get(unit);
    return id && join(dirname(path), `lib${id}${extname(path)}`);
  });
}

function withArgs({ recording }: Unit, args: string[]): Unit {
  return describeUnit({ ...recording, args });
}
