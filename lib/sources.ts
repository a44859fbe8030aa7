/**
 * What the source files hold now, and what each unit was last compiled from.
 * Decides by content, never by time stamps, so that saving without a change
 * does nothing. Pure: the caller reads the files.
 */

import type { UnitGraph } from "./unit_graph.ts";
import type { Unit } from "./recording.ts";

/** A digest of a file's bytes, or undefined where there is no such file. */
export type Digest = string | undefined;

/** One unit's place in the reload build. */
interface UnitState {
  /** The files it was last compiled from; undefined while that is unknown. */
  inputs: Map<string, Digest> | undefined;
  /** Files that belong to it, from the last dep-info. */
  files: Set<string>;
  /** Grows with each compile: dependents compare it. */
  generation: number;
  /** Generations of the dependencies that it was compiled against. */
  against: Map<string, number>;
  /** Whether that was from the very sources of the base, below it as well. */
  pristine: boolean;
  /** Whether it was ever compiled from other sources than the base's. */
  touched: boolean;
  /** The objects that were last compiled. */
  compiled: Objects | undefined;
  /** Identity of the objects whose code runs in the program, if known. */
  live: string | undefined;
}

/** What one compile of a unit left. */
export interface Objects {
  paths: string[];
  /** Equal for objects with equal contents, whatever rustc named them. */
  identity: string;
  /** The digest of each object, by the identity of its file. */
  digests: ReadonlyMap<string, string>;
}

/** Notes the end of a compile that went well. */
export type Finish = (files: string[], objects: Objects) => void;

/** The state of all sources and units of one session. */
export class Sources {
  readonly #graph: UnitGraph;
  readonly #base = new Map<string, Digest>();
  /** What all compiled code agrees with, dependents' code included. */
  readonly #settled = new Map<string, Digest>();
  readonly #current = new Map<string, Digest>();
  readonly #states = new Map<string, UnitState>();

  /** @param files The files of each unit, by unit id. */
  constructor(graph: UnitGraph, files: ReadonlyMap<string, Iterable<string>>) {
    this.#graph = graph;
    for (const { id } of graph.order) {
      this.#states.set(id, {
        inputs: undefined,
        files: new Set(files.get(id) ?? []),
        generation: 0,
        against: new Map(),
        pristine: false,
        touched: false,
        compiled: undefined,
        live: undefined,
      });
    }
  }

  /** Every file that some unit is made from. */
  files(): Set<string> {
    return new Set(
      this.#states.values().flatMap(({ files }) => files.values()),
    );
  }

  /** The units made from a file. */
  unitsOf(file: string): Unit[] {
    return this.#graph.order.filter(({ id }) =>
      this.#state(id).files.has(file)
    );
  }

  /**
   * Notes what a file held when the base was built: still does, unless it was
   * noted what it holds now.
   */
  noteBase(file: string, content: Digest): void {
    this.#base.set(file, content);
    this.#settled.set(file, content);
    if (!this.#current.has(file)) this.#current.set(file, content);
  }

  /** Whether this is what a file holds, as far as was noted. */
  isNoted(file: string, content: Digest): boolean {
    return this.#current.get(file) === content;
  }

  /**
   * Notes what a file holds now.
   *
   * @returns Whether that is news.
   */
  note(file: string, content: Digest): boolean {
    if (this.#current.has(file) && this.#current.get(file) === content) {
      return false;
    }
    this.#current.set(file, content);
    return true;
  }

  /** Files that no longer hold what compiled code agrees with. */
  edited(): string[] {
    return [...this.files()].filter((file) =>
      this.#current.get(file) !== this.#settled.get(file)
    );
  }

  /**
   * The units to compile for what was edited, dependencies first: the edited
   * ones, their dependents unless every edit is quiet, and what those need.
   *
   * @param quiet Edited files whose edits no dependent can see.
   */
  affected(quiet: ReadonlySet<string>): Unit[] {
    const edited = new Set(this.edited());
    const loud = new Set<string>();
    const wanted = new Set<string>();
    for (const unit of this.#graph.order) {
      const own = [...this.#state(unit.id).files].filter((f) => edited.has(f));
      if (
        own.some((file) => !quiet.has(file)) ||
        unit.dependencies.some((id) => loud.has(id))
      ) loud.add(unit.id);
      if (own.length > 0 || loud.has(unit.id)) wanted.add(unit.id);
    }
    const stale = new Set(this.stale().map(({ id }) => id));
    for (const unit of this.#graph.order.toReversed()) {
      if (!wanted.has(unit.id)) continue;
      for (const id of unit.dependencies) if (stale.has(id)) wanted.add(id);
    }
    return this.#graph.order.filter(({ id }) => wanted.has(id));
  }

  /** The units whose last compile is not from what the files hold now. */
  stale(): Unit[] {
    const stale = new Set<string>();
    for (const unit of this.#graph.order) {
      const { inputs, against } = this.#state(unit.id);
      const isStale = inputs === undefined ||
        inputs.entries().some(([file, content]) =>
          this.#current.get(file) !== content
        ) ||
        unit.dependencies.some((id) =>
          stale.has(id) ||
          this.#states.get(id)?.generation !== against.get(id)
        );
      if (isStale) stale.add(unit.id);
    }
    return this.#graph.order.filter(({ id }) => stale.has(id));
  }

  /** A compile of the unit starts: what is on disk is unknown until it ends. */
  begin(unit: Unit): Finish {
    const state = this.#state(unit.id);
    state.inputs = undefined;
    state.generation++;
    const seen = new Map(this.#current);
    const dependencies = unit.dependencies.filter((id) => this.#states.has(id));
    const against = new Map(
      dependencies.map((id) => [id, this.#state(id).generation]),
    );
    return (files, objects) => {
      state.files = new Set(files);
      state.inputs = new Map(files.map((file) => [file, seen.get(file)]));
      state.against = against;
      state.compiled = objects;
      state.pristine = dependencies.every((id) => this.#state(id).pristine) &&
        files.every((file) =>
          this.#base.has(file) && this.#base.get(file) === seen.get(file)
        );
      if (state.pristine) state.live ??= objects.identity;
      else state.touched = true;
    };
  }

  /** Up-to-date units that are not what the program runs, in order. */
  changed(): Unit[] {
    const stale = new Set(this.stale());
    return this.#graph.order.filter((unit) => {
      const { compiled, live } = this.#state(unit.id);
      return !stale.has(unit) && compiled?.identity !== live;
    });
  }

  /** What was compiled is not there any more. */
  forget(): void {
    for (const state of this.#states.values()) {
      state.inputs = undefined;
      if (state.compiled) state.compiled = { ...state.compiled, paths: [] };
    }
  }

  /** Units that ever differed from the base, in order. */
  touched(): Unit[] {
    return this.#graph.order.filter(({ id }) => this.#state(id).touched);
  }

  /** The digests of a unit's last compile, by the identity of the file. */
  digests(unit: Unit): ReadonlyMap<string, string> {
    return this.#state(unit.id).compiled?.digests ?? new Map();
  }

  /** The objects of a unit's last compile. */
  objectsOf(unit: Unit): string[] {
    return this.#state(unit.id).compiled?.paths ?? [];
  }

  /** The last compile of these units is what the program runs now. */
  wentLive(units: Iterable<Unit>): void {
    for (const { id } of units) {
      const state = this.#state(id);
      state.live = state.compiled?.identity;
    }
  }

  /** All compiled code agrees with these files, as they were compiled. */
  settle(files: Iterable<string>): void {
    for (const file of files) {
      for (const { id } of this.unitsOf(file)) {
        const { inputs } = this.#state(id);
        if (inputs?.has(file)) this.#settled.set(file, inputs.get(file));
      }
    }
  }

  /** A file's new text compiles to the very same: nothing has to be done. */
  ignore(file: string): void {
    const content = this.#current.get(file);
    this.#settled.set(file, content);
    for (const { id } of this.unitsOf(file)) {
      this.#state(id).inputs?.set(file, content);
    }
  }

  /**
   * Takes what was just compiled for what runs, for units of which that is not
   * known; for all of them if their code can differ in line numbers only.
   */
  adopt(units: Iterable<Unit>, all: boolean): void {
    for (const { id } of units) {
      const state = this.#state(id);
      if (all || state.live === undefined) {
        state.live = state.compiled?.identity;
      }
    }
  }

  #state(id: string): UnitState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`Cannot find the unit \`${id}\``);
    return state;
  }
}
