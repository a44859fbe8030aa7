/**
 * What the source files hold now, and what each unit was last compiled from.
 * Decides by content, never by time stamps, so that saving without a change
 * does nothing. Pure: the caller reads the files.
 */

import { affected, staleUnits } from "./staleness.ts";
import { type Return, UndoHistory } from "./undo_history.ts";
import type { UnitGraph } from "../../build/rustc/unit_graph.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import {
  type Digest,
  type Finish,
  type Patched,
  type UnitState,
  unknownState,
} from "./unit_state.ts";

/** The state of all sources and units of one session. */
export class BuildState {
  /** What was live before. */
  readonly past: UndoHistory;
  #graph: UnitGraph;
  readonly #base = new Map<string, Digest>();
  /** What all compiled code agrees with, dependents' code included. */
  readonly #settled = new Map<string, Digest>();
  readonly #current = new Map<string, Digest>();
  readonly #states = new Map<string, UnitState>();
  /** All files, until some unit gets others. */
  #files: ReadonlySet<string> | undefined;

  /** @param files The files of each unit, by unit id. */
  constructor(graph: UnitGraph, files: ReadonlyMap<string, Iterable<string>>) {
    this.#graph = graph;
    this.past = new UndoHistory([]);
    this.extend(graph, files);
  }

  /** Goes on with a graph that may hold more units: returns these. */
  extend(
    graph: UnitGraph,
    files: ReadonlyMap<string, Iterable<string>>,
  ): Unit[] {
    this.#graph = graph;
    this.past.extend(graph.order.map(({ id }) => id));
    const fresh = graph.order.filter(({ id }) => !this.#states.has(id));
    for (const { id } of fresh) {
      this.#states.set(id, unknownState(files.get(id) ?? []));
    }
    this.#files = undefined;
    return fresh;
  }

  /** Every file that some unit is made from. */
  files(): ReadonlySet<string> {
    return this.#files ??= new Set(
      this.#states.values().flatMap(({ files }) => files.values()),
    );
  }

  /** The files that are, or were, at a path: itself, or in that folder. */
  at(path: string): string[] {
    return [...this.files()].filter((file) =>
      file === path || file.startsWith(`${path}/`)
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

  /** What a file holds, as far as was noted. */
  contentOf(file: string): Digest {
    return this.#current.get(file);
  }

  /** Notes what a file holds now: returns whether that is news. */
  note(file: string, content: Digest): boolean {
    const isKnown = this.#current.has(file);
    const isNews = !isKnown || this.#current.get(file) !== content;
    this.#current.set(file, content);
    return isNews;
  }

  /** Files that no longer hold what compiled code agrees with. */
  edited(): string[] {
    return [...this.files()].filter((file) =>
      this.#current.get(file) !== this.#settled.get(file)
    );
  }

  /** The units to compile, where no dependent can see the quiet edits. */
  affected(quiet: ReadonlySet<string>): Unit[] {
    return affected(this.#graph, {
      filesOf: (id) => this.#state(id).files,
      files: new Set(this.edited()),
      quiet,
      stale: this.stale(),
    });
  }

  /** The units whose last compile is not from what the files hold now. */
  stale(): Unit[] {
    return staleUnits(this.#graph, this.#states, this.#current);
  }

  /** A compile of the unit starts: what is on disk is unknown until it ends. */
  begin(unit: Unit): Finish {
    const state = this.#state(unit.id);
    state.inputs = undefined;
    const generation = ++state.generation;
    const seen = new Map(this.#current);
    const dependencies = unit.dependencies.filter((id) => this.#states.has(id));
    const against = new Map(
      dependencies.map((id) => [id, this.#state(id).generation]),
    );
    return (files, objects, found = new Map()) => {
      for (const [file, content] of found) {
        // Nothing else is made from it: all that is compiled agrees with it.
        for (const all of [seen, this.#settled, this.#current]) {
          all.set(file, content);
        }
      }
      state.files = new Set(files);
      this.#files = undefined;
      state.inputs = new Map(files.map((file) => [file, seen.get(file)]));
      state.against = against;
      state.compiled = objects;
      const { identity } = objects;
      state.pristine = files.every((file) => this.#isAsInBase(file, seen)) &&
        dependencies.every((id) => this.#state(id).pristine);
      if (state.pristine) state.live ??= identity;
      else state.touched = true;
      if (this.past.runs(unit.id, identity)) state.live = identity;
      const inputs = new Map(state.inputs);
      return () => {
        if (files.some((f) => this.contentOf(f) !== seen.get(f))) return;
        this.past.compiled(unit.id, { generation, inputs, against, identity });
      };
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
  wentLive(units: Iterable<Unit>, patch?: Patched): void {
    for (const { id } of units) {
      const state = this.#state(id);
      state.live = state.compiled?.identity;
      state.isUnproven = false;
    }
    const files = patch?.dylibs.flatMap(({ unit: { id }, path }) => {
      const identity = this.#state(id).live;
      return identity === undefined ? [] : [{ unit: id, path, identity }];
    });
    if (patch) this.past.wentLive(patch.number, files ?? []);
  }

  /** Identity of the objects whose code a unit runs, if known. */
  readonly liveOf = (id: string): string | undefined => this.#state(id).live;

  /**
   * The program runs this code again; what is on disk is as stale as before.
   *
   * @param contents What each edited file held: all code agrees with that.
   */
  wentBack(
    patch: number,
    returns: readonly Return[],
    contents: ReadonlyMap<string, Digest>,
  ): void {
    this.past.wentLive(patch, returns);
    for (const [file, content] of contents) this.#settled.set(file, content);
    for (const { unit, identity, files, isSame } of returns) {
      if (isSame) continue;
      const state = this.#state(unit);
      state.live = identity;
      state.isUnproven = true;
      if (!files) continue;
      for (const file of new Set(files).difference(state.files)) {
        this.#settled.set(file, this.#current.get(file));
      }
      state.files = new Set(files);
      this.#files = undefined;
    }
  }

  /** All compiled code agrees with these files, as they were compiled. */
  commit(files: Iterable<string>): void {
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
    const before = this.#settled.get(file);
    this.#settled.set(file, content);
    this.past.alike(file, before, content);
    for (const { id } of this.unitsOf(file)) {
      // The last compile may have been of yet another text.
      const { inputs } = this.#state(id);
      if (inputs?.get(file) === before) inputs?.set(file, content);
    }
  }

  /**
   * Takes what was just compiled for what runs, for units of which that is not
   * known; for all if their code can differ in line numbers only, but for those
   * whose return such a compile has to prove right.
   */
  adopt(units: Iterable<Unit>, all: boolean): void {
    for (const { id } of units) {
      const state = this.#state(id);
      const { identity } = state.compiled ?? {};
      const isMoved = all && !state.isUnproven;
      if (isMoved && identity && state.live) this.past.isAsGood(id, identity);
      if (isMoved || state.live === undefined) state.live = identity;
      state.isUnproven = false;
      // A dependent may have been done before what it depends on.
      if (identity && this.#isOfBase(id)) this.past.isOfBase(id, identity);
    }
  }

  #isAsInBase(file: string, contents: ReadonlyMap<string, Digest>): boolean {
    return this.#base.has(file) && this.#base.get(file) === contents.get(file);
  }

  /** Whether the last compile was from the sources of the base, below too. */
  #isOfBase(id: string): boolean {
    const { inputs, against } = this.#state(id);
    return inputs !== undefined &&
      inputs.keys().every((file) => this.#isAsInBase(file, inputs)) &&
      against.entries().every(([id, generation]) =>
        this.#state(id).generation === generation && this.#isOfBase(id)
      );
  }

  #state(id: string): UnitState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`Cannot find the unit \`${id}\``);
    return state;
  }
}
