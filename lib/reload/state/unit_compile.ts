/** One compile of a unit, and what is known once it has gone well. Pure. */

import type { Unit } from "../../build/rustc/unit.ts";
import type { Content, FileContents } from "./file_contents.ts";
import type { LoadedFiles } from "./loaded_files.ts";
import type { UndoHistory } from "./undo_history.ts";
import type { Objects, UnitState } from "./unit_state.ts";

/** What a compile belongs to. */
export interface UnitCompileOptions {
  /** By unit id. */
  states: ReadonlyMap<string, UnitState>;
  contents: FileContents;
  history: UndoHistory;
  loaded: LoadedFiles;
  /** The files of all units when it begins. */
  known: ReadonlySet<string>;
  /** Told that the unit has other files, and which of them are new. */
  onFiles: (joined: string[]) => void;
}

/** A compile that is under way, or has ended. */
export class UnitCompile {
  readonly #unit: Unit;
  readonly #options: UnitCompileOptions;
  readonly #state: UnitState | undefined;
  readonly #generation: number;
  /** What each file held when it began, as far as was noted. */
  readonly #seen: Map<string, Content>;
  /** Generations of the dependencies that it is compiled against. */
  readonly #against: Map<string, number>;
  #inputs: Map<string, Content | undefined> | undefined;
  #identity = "";

  /**
   * Begins: until it has succeeded, what is on disk is unknown.
   *
   * @param unit The unit.
   * @param options What it belongs to.
   */
  constructor(unit: Unit, options: UnitCompileOptions) {
    const { states, contents } = options;
    this.#unit = unit;
    this.#options = options;
    this.#seen = contents.snapshot();
    const below = unit.dependencies.flatMap((id): [string, number][] => {
      const state = states.get(id);
      return state ? [[id, state.generation]] : [];
    });
    this.#against = new Map(below);
    this.#state = states.get(unit.id);
    if (this.#state) {
      this.#state.inputs = undefined;
      this.#state.generation++;
    }
    this.#generation = this.#state?.generation ?? 0;
  }

  /** Those of some files that were part of no unit when it began. */
  newFiles(files: readonly string[]): string[] {
    return files.filter((file) => !this.#options.known.has(file));
  }

  /**
   * It went well.
   *
   * @param files All that it has read.
   * @param objects What it has made.
   * @param found What new files hold, but for those saved since it began.
   */
  succeed(
    files: readonly string[],
    objects: Objects,
    found: ReadonlyMap<string, Content> = new Map(),
  ): void {
    const { states, contents, loaded, onFiles } = this.#options;
    const state = this.#state;
    if (!state) return;
    const joined = this.newFiles(files);
    for (const file of joined) this.#join(file, found.get(file));
    const inputs = new Map(files.map((file) => [file, this.#seen.get(file)]));
    const { identity } = objects;
    state.files = new Set(files);
    onFiles(joined);
    state.inputs = inputs;
    state.against = this.#against;
    state.compiled = objects;
    state.pristine =
      inputs.entries().every(([file, content]) =>
        contents.isOfBase(file, content)
      ) && this.#against.keys().every((id) => states.get(id)?.pristine);
    if (state.pristine) state.live ??= identity;
    else state.touched = true;
    const runs = loaded.runs(this.#unit.id, identity) || isOfParts(state);
    if (runs) state.live = identity;
    if (runs) state.parts = undefined;
    if (state.live === identity) state.liveObjects = objects.paths;
    this.#inputs = new Map(inputs);
    this.#identity = identity;
  }

  /** Once it went well: the files are known to hold what was noted of them. */
  remember(): void {
    const { contents, history } = this.#options;
    if (!this.#inputs) return;
    const inputs = [...this.#inputs];
    const isOld = inputs.some(([file, content]) =>
      contents.latest(file)?.digest !== content?.digest
    );
    if (isOld) return;
    history.compiled(this.#unit.id, {
      generation: this.#generation,
      inputs: new Map(inputs.map(([file, content]) => [file, content?.digest])),
      against: this.#against,
      identity: this.#identity,
    });
  }

  #join(file: string, content: Content | undefined): void {
    const { contents } = this.#options;
    // What is known of one that was gone for a while is of before that.
    if (!content) {
      contents.loseBaseline(file);
      this.#seen.delete(file);
      return;
    }
    // Nothing else is made from it: all that is compiled agrees with it.
    contents.note(file, content);
    contents.agree(file, content);
    this.#seen.set(file, content);
  }
}

/** Whether a compile was of what went live as some functions alone. */
function isOfParts({ parts, inputs }: UnitState): boolean {
  return parts !== undefined && inputs?.size === parts.size &&
    inputs.entries().every(([file, content]) =>
      content !== undefined && parts.get(file) === content.digest
    );
}
