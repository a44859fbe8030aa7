/**
 * What each unit was last compiled from, and what of that runs. Decides by
 * content, never by time stamps, so that saving without a change does nothing.
 * Pure: the caller reads files, and compiles.
 */

import type { Unit } from "../../build/rustc/unit.ts";
import type { UnitGraph } from "../../build/rustc/unit_graph.ts";
import { holds } from "../../system/paths.ts";
import { type Content, FileContents } from "./file_contents.ts";
import {
  affected,
  changedUnits,
  isOfBase,
  isSoundBelow,
  staleUnits,
  type UnlikeBase,
  unlikeBase,
} from "./staleness.ts";
import { beganWith, codesOf, partsWentLive } from "./live_code.ts";
import { LoadedFiles } from "./loaded_files.ts";
import { type Return, UndoHistory } from "./undo_history.ts";
import { UnitCompile } from "./unit_compile.ts";
import {
  isGone,
  type Parts,
  type Patched,
  runsCompiled,
  runsOlder,
  type UnitState,
  unknownState,
} from "./unit_state.ts";

/** The state of all units of one session. */
export class BuildState {
  /** What the sources hold. */
  readonly contents: FileContents = new FileContents();
  /** What was live before, and what it was compiled from. */
  readonly loaded: LoadedFiles = new LoadedFiles();
  readonly history: UndoHistory = new UndoHistory(this.loaded);
  #graph: UnitGraph;
  readonly #states = new Map<string, UnitState>();
  /** Units that came while the program ran, and that no patch has brought. */
  readonly #newcomers = new Set<string>();
  /** Files that became part of some unit, until that has gone live. */
  readonly #fresh = new Set<string>();
  /** All files, until some unit gets others. */
  #files: ReadonlySet<string> | undefined;

  /** @param files The files of each unit, by unit id. */
  constructor(graph: UnitGraph, files: ReadonlyMap<string, Iterable<string>>) {
    this.#graph = graph;
    this.#addUnits(graph, files);
  }

  /** Goes on with a graph that holds more units, which no program has yet. */
  extend(graph: UnitGraph, files: ReadonlyMap<string, Iterable<string>>): void {
    for (const { id } of this.#addUnits(graph, files)) this.#newcomers.add(id);
  }

  /** These units and the newcomers that they depend on, in order. */
  withNewcomers(units: readonly Unit[]): Unit[] {
    const wanted = new Set(units.map(({ id }) => id));
    for (const { id, dependencies } of this.#graph.order.toReversed()) {
      if (!wanted.has(id)) continue;
      for (const other of dependencies) {
        if (this.#newcomers.has(other)) wanted.add(other);
      }
    }
    return this.#graph.order.filter(({ id }) => wanted.has(id));
  }

  /** Whether no program has a unit yet. */
  readonly isNewcomer = ({ id }: Unit): boolean => this.#newcomers.has(id);

  /** Every file that some unit is made from. */
  files(): ReadonlySet<string> {
    return this.#files ??= new Set(
      this.#states.values().flatMap(({ files }) => files.values()),
    );
  }

  /** The files that are, or were, at a path: itself, or in that folder. */
  at(path: string): string[] {
    if (this.files().has(path)) return [path];
    return [...this.files()].filter((file) => holds(path, file));
  }

  /** The files that a unit is made from. */
  filesOf({ id }: Unit): ReadonlySet<string> {
    return this.#state(id).files;
  }

  /** The units made from a file. */
  unitsOf(file: string): Unit[] {
    return this.#graph.order.filter(({ id }) =>
      this.#state(id).files.has(file)
    );
  }

  /** Files that no longer hold what compiled code agrees with. */
  edited(): string[] {
    return [...this.files()].filter((file) => this.contents.isEdited(file));
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
    return staleUnits(this.#graph, this.#states, this.contents);
  }

  /** A compile of the unit starts: what is on disk is unknown until it ends. */
  begin(unit: Unit): UnitCompile {
    return new UnitCompile(unit, {
      states: this.#states,
      contents: this.contents,
      history: this.history,
      loaded: this.loaded,
      known: this.files(),
      onFiles: (joined) => {
        for (const file of joined) this.#fresh.add(file);
        this.#files = undefined;
      },
    });
  }

  /** Up-to-date units that are not what the program runs, in order. */
  changed(): Unit[] {
    return changedUnits(this.stale(), this.#graph, this.#states);
  }

  /** What was compiled is not there any more. */
  forget(): void {
    for (const state of this.#states.values()) isGone(state);
  }

  /** Units that ever differed from the base, in order. */
  touched(): Unit[] {
    return this.#graph.order.filter(({ id }) => this.#state(id).touched);
  }

  /** What another process of the base would have to begin with. */
  unlikeBase(): UnlikeBase {
    return unlikeBase(this.#graph, this.#states, this);
  }

  /** Another process of the base began with these files. */
  beganWith = (patch: Patched): void =>
    beganWith(this.#states, this.loaded, patch);

  /** The digests of a unit's last compile, by the identity of the file. */
  readonly digests = ({ id }: Unit): ReadonlyMap<string, string> =>
    this.#state(id).compiled?.digests ?? new Map();

  /** The objects of a unit's last compile. */
  readonly objectsOf = ({ id }: Unit): string[] =>
    this.#state(id).compiled?.paths ?? [];

  /** The objects whose code a unit runs, as far as they are still there. */
  readonly liveObjectsOf = ({ id }: Unit): readonly string[] =>
    this.#state(id).liveObjects;

  /** The last compile of these units is what the program runs now. */
  wentLive(units: Iterable<Unit>, patch?: Patched): void {
    for (const { id } of units) {
      runsCompiled(this.#state(id));
      this.#newcomers.delete(id);
    }
    if (!patch) return;
    this.loaded.wentLive(patch.number, codesOf(this.#states, patch));
  }

  /**
   * The program runs some functions of these units as the files say now, and
   * all else as before: what is on disk is stale until they are compiled.
   */
  partsWentLive(
    patch: Patched,
    parts: Parts,
  ): void {
    partsWentLive(this.#states, this, patch, parts);
  }

  /** Whether the metadata of all that a unit depends on belongs together. */
  isSoundBelow(unit: Unit): boolean {
    return isSoundBelow(unit, this.#graph, this.#states);
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
    contents: ReadonlyMap<string, Content>,
  ): void {
    this.loaded.wentLive(patch, returns);
    for (const [file, content] of contents) this.contents.agree(file, content);
    for (const { unit, identity, files, isSame } of returns) {
      if (isSame) continue;
      const state = this.#state(unit);
      runsOlder(state, identity);
      if (!files) continue;
      for (const file of new Set(files).difference(state.files)) {
        const latest = this.contents.latest(file);
        if (latest) this.contents.agree(file, latest);
        this.#fresh.add(file);
      }
      state.files = new Set(files);
      this.#files = undefined;
    }
  }

  /** All compiled code agrees with these files, as they were compiled. */
  commit(files: Iterable<string>): void {
    for (const file of files) {
      for (const { id } of this.unitsOf(file)) {
        const content = this.#state(id).inputs?.get(file);
        if (content) this.contents.agree(file, content);
      }
    }
  }

  /** Files that have become part of live code since this was last asked. */
  takeFresh(): Set<string> {
    const fresh = new Set(this.#fresh);
    this.#fresh.clear();
    return fresh;
  }

  /** A file's new text compiles to the very same: nothing has to be done. */
  ignore(file: string): void {
    const before = this.contents.baseline(file);
    const content = this.contents.latest(file);
    if (!content) return;
    this.contents.agree(file, content);
    this.history.alike(file, before?.digest, content.digest);
    for (const { id } of this.unitsOf(file)) {
      // The last compile may have been of yet another text.
      const { inputs } = this.#state(id);
      const isBefore = inputs?.get(file)?.digest === before?.digest;
      if (isBefore) inputs?.set(file, content);
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
      const isMoved = all && !state.isUnproven && !state.parts;
      if (isMoved && identity && state.live) this.loaded.isAsGood(id, identity);
      if (isMoved || state.live === undefined) runsCompiled(state);
      state.isUnproven = false;
      // A dependent may have been done before what it depends on.
      if (identity && isOfBase(id, this.#states, this.contents)) {
        this.loaded.isOfBase(id, identity);
      }
    }
  }

  #addUnits(
    graph: UnitGraph,
    files: ReadonlyMap<string, Iterable<string>>,
  ): Unit[] {
    this.#graph = graph;
    this.history.extend(graph.order.map(({ id }) => id));
    const added = graph.order.filter(({ id }) => !this.#states.has(id));
    for (const { id } of added) {
      this.#states.set(id, unknownState(files.get(id) ?? []));
    }
    this.#files = undefined;
    return added;
  }

  #state(id: string): UnitState {
    const state = this.#states.get(id);
    if (!state) throw new Error(`Cannot find the unit \`${id}\``);
    return state;
  }
}
