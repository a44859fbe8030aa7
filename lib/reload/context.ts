/**
 * What the stages of an edit work on, from one edit to the next, and the one
 * place where all who keep track of it learn that code went live. Never does
 * the work of a stage.
 */

import type { ParsedFiles } from "../analysis/parsed_files.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import type { Base } from "../build/base.ts";
import { KnownWarnings } from "../build/rustc/diagnostics.ts";
import type { ReloadBuild } from "../build/rustc/replay.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { Programs } from "../program/programs.ts";
import type {
  FunctionPatches,
  FunctionsOfCrate,
} from "../report/function_patches.ts";
import { removeAll } from "../system/files.ts";
import { Standby } from "../system/standby.ts";
import type { Dylib, LinkedFile, Offer } from "./patch/dylib.ts";
import type { Takeover } from "./patch/entries.ts";
import { Images } from "./state/images.ts";
import { ExecutableStart } from "./patch/executable_start.ts";
import { ExecutableThreadLocals } from "./patch/fixups.ts";
import { MissingLibraries } from "./patch/libraries.ts";
import { StoredFunctions } from "./patch/stored_functions.ts";
import { withheldNames } from "./patch/withheld.ts";
import { addNewcomers } from "./state/baseline.ts";
import { BuildState } from "./state/build_state.ts";
import { FunctionCrates } from "./state/function_crates.ts";
import { StaticHomes } from "./state/static_homes.ts";
import type { Parts } from "./state/unit_state.ts";
import type { Return } from "./state/undo_history.ts";
import type { Content } from "./state/file_contents.ts";

/** What was saved, on its way into the programs. */
export interface Edit {
  /** Files that were saved. */
  files: string[];
  /** When the first of them was noticed, by `performance.now()`. */
  since: number;
  /** Aborted when a newer save makes this one stale. */
  signal: AbortSignal;
  /** Told before the programs are given any of it. */
  onLoad?: () => void;
}

/** Code that the programs have taken: new code, or such as was live before. */
export interface Commit {
  /** The number of the patch. */
  number: number;
  /** The crates that run other code from now on, dependencies first. */
  units: readonly Unit[];
  /** The files that were edited: all compiled code now agrees with them. */
  edited: readonly string[];
  /** The dylibs of new code. */
  dylibs: readonly Dylib[];
  /** Libraries of others that came with it. */
  libraries?: LinkedFile;
  /** It is of some functions alone. */
  parts?: Parts;
  /** Code that is the newest again, and what each edited file holds. */
  back?: { returns: readonly Return[]; contents: ReadonlyMap<string, Content> };
  changes: AbiChanges;
  takeover: Takeover;
  /** What the code offers to other crates. */
  offered: Offer;
}

/** What a context is made from. */
export interface ReloadContextOptions {
  base: Base;
  build: ReloadBuild;
  /** The session's folder: the runtime loads from nowhere else. */
  folder: string;
  programs: Pick<Programs, "check" | "load">;
  /** Refuse what changes types that the program may hold values of. */
  strict?: boolean;
  /** Refuse what would leave old code running: another process follows. */
  refusesHeld?: boolean;
  /** When the edited functions alone are compiled; never by default. */
  functionPatches?: FunctionPatches;
  /** Told which crates' functions can be compiled by themselves. */
  onPrepared?: (crates: readonly FunctionsOfCrate[]) => void;
  /** The files of each unit, by unit id. */
  files: ReadonlyMap<string, Iterable<string>>;
}

/** What the stages of all edits of one session work on. */
export class ReloadContext {
  base: Base;
  build: ReloadBuild;
  readonly folder: string;
  readonly programs: Pick<Programs, "check" | "load">;
  readonly strict: boolean;
  readonly refusesHeld: boolean;
  readonly state: BuildState;
  /** Syntax trees of the sources, once they are there. */
  parsedFiles: ParsedFiles | undefined;
  /** Where the executable keeps its thread-locals. */
  readonly threadLocals: ExecutableThreadLocals;
  /** What a process of the base begins with. */
  readonly start: ExecutableStart;
  /** The functions of what is loaded. */
  readonly images: Images;
  /** The statics of what is loaded. */
  readonly statics: StaticHomes;
  /** Functions that something may hold by their address. */
  readonly stored: StoredFunctions = new StoredFunctions();
  /** What it takes to compile edited functions alone. */
  readonly functions: FunctionCrates;
  /** What rustc has warned of before. */
  readonly warnings: KnownWarnings;
  /** Where rustc and the linker may be waiting. */
  readonly standby: Standby;
  /** Libraries of others that the programs do not have. */
  readonly libraries: MissingLibraries = new MissingLibraries();
  readonly #options: ReloadContextOptions;
  #patches = 0;

  /**
   * @param options What it is made from.
   * @param earlier What was worked on for an earlier process of the base.
   */
  constructor(options: ReloadContextOptions, earlier?: ReloadContext) {
    this.#options = options;
    this.base = options.base;
    this.build = options.build;
    this.folder = options.folder;
    this.programs = options.programs;
    this.strict = options.strict ?? false;
    this.refusesHeld = options.refusesHeld ?? false;
    const { functionPatches = "off", onPrepared } = options;
    this.functions = earlier?.functions ??
      new FunctionCrates(functionPatches, onPrepared);
    this.state = earlier?.state ??
      new BuildState(options.base.graph, options.files);
    this.images = earlier?.images.again() ?? new Images(this.state.loaded);
    this.statics = earlier?.statics.again() ?? new StaticHomes();
    const { executable } = options.base;
    this.threadLocals = earlier?.threadLocals ??
      new ExecutableThreadLocals(executable);
    this.start = earlier?.start ?? new ExecutableStart(executable);
    this.warnings = earlier?.warnings ?? new KnownWarnings();
    this.standby = earlier?.standby ?? new Standby();
    this.parsedFiles = earlier?.parsedFiles;
    if (earlier) this.#patches = earlier.#patches;
  }

  /**
   * The same for another process of the base, which has not begun. What is
   * known of compiled code is known to both.
   */
  again(programs: ReloadContextOptions["programs"]): ReloadContext {
    const { base, build } = this;
    return new ReloadContext({ ...this.#options, base, build, programs }, this);
  }

  /** A number that no patch has had. */
  nextNumber(): number {
    return ++this.#patches;
  }

  /** Goes on with a base that holds more crates, which edits may need. */
  async extend(base: Base, build: ReloadBuild): Promise<void> {
    this.base = base;
    this.build = build;
    for (const file of await addNewcomers(base, this.state)) {
      this.#learn(file);
    }
  }

  /** It went live: tells all who keep track of that. */
  async commit(commit: Commit): Promise<void> {
    const { edited, units, parts, back } = commit;
    const older = this.#liveObjects(units);
    if (parts) {
      this.state.partsWentLive(commit, parts);
    } else if (back) {
      this.state.wentBack(commit.number, back.returns, back.contents);
    } else {
      this.state.wentLive(units, commit);
      this.state.commit(edited);
    }
    await this.#committed(commit, older);
  }

  /** Another process of the base begins with it, and with nothing else. */
  async commitBeginning(commit: Omit<Commit, "back">): Promise<void> {
    const older = this.#liveObjects(this.base.graph.order);
    this.state.beganWith(commit);
    this.state.commit(commit.edited);
    await this.#committed(commit, older);
  }

  async #committed(commit: Commit, older: readonly string[]): Promise<void> {
    for (const file of commit.edited) this.parsedFiles?.commit(file);
    this.#removeOlder(commit.units, older);
    await this.libraries.wentLive(commit.libraries?.archives ?? []);
    this.#commitImages(commit);
    this.#learnNewFiles();
  }

  /** Takes what was just compiled for what runs, see `BuildState.adopt`. */
  adopt(units: readonly Unit[], all: boolean): void {
    const older = this.#liveObjects(units);
    this.state.adopt(units, all);
    this.#removeOlder(units, older);
  }

  #liveObjects(units: readonly Unit[]): string[] {
    return units.flatMap((unit) => [...this.state.liveObjectsOf(unit)]);
  }

  /** Removes objects that neither run nor were compiled last. */
  #removeOlder(units: readonly Unit[], older: readonly string[]): void {
    const compiled = units.flatMap((unit) => this.state.objectsOf(unit));
    const kept = new Set([...compiled, ...this.#liveObjects(units)]);
    const removing = removeAll(older.filter((path) => !kept.has(path)));
    this.state.history.expect(removing);
  }

  /** All compiled code agrees with these files, as they were compiled. */
  agree(files: readonly string[]): void {
    for (const file of files) this.parsedFiles?.commit(file);
    this.state.commit(files);
  }

  #commitImages(
    { units, parts, back, takeover, offered, changes }: Commit,
  ): void {
    const { images, redirections, withheld } = takeover;
    this.images.keepStored(changes);
    for (const [unit, image] of images) {
      if (parts) this.images.addPart(unit, image, changes);
      else this.images.setLatest(unit, image, changes);
    }
    for (const { unit, path, isSame } of back?.returns ?? []) {
      if (isSame) continue;
      this.images.setBack(unit, path, changes);
      this.statics.goBack(unit, path);
    }
    for (const brought of takeover.brought) this.statics.add(brought);
    if (!back && !parts) {
      for (const { id } of units) this.images.offered.set(id, offered);
    }
    // Where functions have entries, the files of the base tell which were lost.
    const hasEntries = back ? redirections.length > 0 : images.size > 0;
    if (!hasEntries) {
      this.images.lose(withheldNames(withheld, offered), changes);
    }
  }

  /**
   * Learns the text of source files that have become part of a crate, so that
   * their first edit can be judged. One saved meanwhile stays unknown.
   */
  #learnNewFiles(): void {
    const fresh = this.state.takeFresh();
    for (const file of this.state.files()) {
      // What is known of one that was gone for a while may be of before that.
      if (fresh.has(file) || !this.parsedFiles?.knows(file)) this.#learn(file);
    }
  }

  #learn(file: string): void {
    if (!file.endsWith(".rs")) return;
    const { text } = this.state.contents.baseline(file) ?? {};
    this.parsedFiles?.learn(file, text);
  }
}
