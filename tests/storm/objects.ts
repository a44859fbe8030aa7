/**
 * The object code of each crate, as the driver left it and as a full recompile
 * by the same rustc calls makes it.
 *
 * @module
 */

import { basename, join } from "@std/path";
import type { Base } from "../../lib/build/base.ts";
import { compile } from "../../lib/reload/compile.ts";
import { KnownWarnings } from "../../lib/build/rustc/diagnostics.ts";
import { Elf } from "../../lib/object/elf.ts";
import { digestOf, namesIn } from "../../lib/system/files.ts";
import type { Unit } from "../../lib/build/rustc/unit.ts";
import {
  outputFolder,
  type ReloadBuild,
} from "../../lib/build/rustc/replay.ts";
import { BuildState } from "../../lib/reload/state/build_state.ts";

/** One codegen unit. */
interface ObjectFile {
  digest: string;
  /** Names, with `-` before those that are needed from elsewhere. */
  symbols: Set<string>;
}

/** By codegen unit. */
type Objects = Map<string, ObjectFile>;

/** The objects of each crate, by its name. */
export type Snapshot = Map<string, Objects>;

/** Compiles crates of a base and reads their objects. */
export class ObjectCode {
  readonly #base: Base;
  readonly #folder: string;

  /**
   * @param base The base whose driver is watched.
   * @param folder A folder for recompiling.
   */
  constructor(base: Base, folder: string) {
    this.#base = base;
    this.#folder = folder;
  }

  /** What the driver compiled; why not, while it is just about to compile. */
  async ofDriver(): Promise<Snapshot | string> {
    const build = this.#build(join(this.#base.folder, "reload"));
    return await this.#read(build).catch(String);
  }

  /** Compiles every crate from nothing; undefined if one does not compile. */
  async afresh(): Promise<Snapshot | undefined> {
    const { order } = this.#base.graph;
    const build = this.#build(this.#folder);
    await Deno.remove(this.#folder, { recursive: true }).catch(() => {});
    const state = new BuildState(this.#base.graph, new Map());
    const context = { build, state, warnings: new KnownWarnings() };
    const { signal } = new AbortController();
    const { ok } = await compile(context, order, { signal });
    return ok ? await this.#read(build) : undefined;
  }

  /** The names of the crates that depend on one of these, or are one. */
  reachedBy(crates: ReadonlySet<string>): string[] {
    const { graph } = this.#base;
    const edited = graph.order.filter((unit) => crates.has(unit.crateName));
    return graph.withDependents(edited).map((unit) => unit.crateName);
  }

  #build(folder: string): ReloadBuild {
    const units = this.#base.graph.order.map((unit): [string, Unit] => [
      unit.id,
      unit,
    ]);
    const how = { debugInfo: false, color: false, inheritsStatics: true };
    return { folder, units: new Map(units), ...how };
  }

  async #read(build: ReloadBuild): Promise<Snapshot> {
    const { order } = this.#base.graph;
    return new Map(
      await Promise.all(order.map(async (unit): Promise<[string, Objects]> => [
        unit.crateName,
        await readObjects(outputFolder(build, unit)),
      ])),
    );
  }
}

async function readObjects(folder: string): Promise<Objects> {
  const names = (await namesIn(folder)).filter((name) =>
    name.endsWith(".rcgu.o")
  );
  const objects = new Map(
    await Promise.all(names.map(async (name): Promise<[string, ObjectFile]> => {
      const bytes = await Deno.readFile(join(folder, name));
      const symbols = new Elf(bytes).symbols()
        .filter(({ kind }) => kind !== "section" && kind !== "file")
        .map(({ name, defined }) => defined ? name : `-${name}`);
      const digest = await digestOf(bytes);
      return [codegenUnit(name), { digest, symbols: new Set(symbols) }];
    })),
  );
  if (objects.size < names.length) {
    throw new Error(`old and new objects: ${names.sort().join(" ")}`);
  }
  return objects;
}

/** `<crate>-<hash>.<codegen unit>.<random>.rcgu.o`, or without the random part. */
function codegenUnit(file: string): string {
  const parts = basename(file, ".rcgu.o").split(".");
  return parts[1] ?? file;
}

/** What the driver has compiled; nothing while that is not known. */
export async function objectsOf(
  code: ObjectCode | undefined,
): Promise<Snapshot> {
  const objects = await code?.ofDriver();
  return typeof objects === "object" ? objects : new Map();
}

/** How the objects of a crate differ. */
export interface Difference {
  crate: string;
  units: string[];
  /** Symbols that only one side has. */
  symbols: string[];
}

/** The crates whose objects differ. */
export function differences(
  was: Snapshot,
  is: Snapshot,
  crates: Iterable<string>,
): Difference[] {
  return [...crates].flatMap((crate) => {
    const [before, after] = [was.get(crate), is.get(crate)];
    if (!before || !after) return [];
    const names = new Set([...before.keys(), ...after.keys()]);
    const units = [...names].filter((name) =>
      before.get(name)?.digest !== after.get(name)?.digest
    );
    if (units.length === 0) return [];
    const symbols = symbolsOf(before).symmetricDifference(symbolsOf(after));
    return [{ crate, units, symbols: [...symbols] }];
  });
}

function symbolsOf(objects: Objects): Set<string> {
  return new Set(objects.values().flatMap(({ symbols }) => symbols.values()));
}
