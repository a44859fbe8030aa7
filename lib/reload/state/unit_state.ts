/** What is known of one unit: its files, its last compile, what runs. Pure. */

import type { Digest } from "../../system/files.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import type { Content } from "./file_contents.ts";

/** One unit's place in the reload build. */
export interface UnitState {
  /** The files it was last compiled from; undefined while that is unknown. */
  inputs: Map<string, Content | undefined> | undefined;
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
  /**
   * What its files held when some of its functions went live alone: a compile
   * of the very same is what runs.
   */
  parts: ReadonlyMap<string, Digest> | undefined;
  /** Those objects, as long as they are there. */
  liveObjects: readonly string[];
  /** It was brought back; no compile has shown yet that this was right. */
  isUnproven: boolean;
}

/** What one compile of a unit left. */
export interface Objects {
  paths: string[];
  /** Equal for objects with equal contents, whatever rustc named them. */
  identity: string;
  /** The digest of each object, by the identity of its file. */
  digests: ReadonlyMap<string, string>;
}

/** The files that a patch has brought. */
export interface Patched {
  number: number;
  dylibs: readonly { unit: Unit; path: string }[];
}

/** How functions went live alone. */
export interface Parts {
  /** What each edited file held: all code agrees with that. */
  contents: ReadonlyMap<string, Content>;
  /** Whether other code stands on other lines than it tells. */
  movesLines: boolean;
}

/** The state of a unit that was not compiled yet. */
export function unknownState(files: Iterable<string>): UnitState {
  return {
    inputs: undefined,
    files: new Set(files),
    generation: 0,
    against: new Map(),
    pristine: false,
    touched: false,
    compiled: undefined,
    live: undefined,
    parts: undefined,
    liveObjects: [],
    isUnproven: false,
  };
}

/** The last compile is what the program runs. */
export function runsCompiled(state: UnitState): void {
  state.live = state.compiled?.identity;
  state.liveObjects = state.compiled?.paths ?? [];
  state.parts = undefined;
  state.isUnproven = false;
}

/** The program runs earlier code again, which no compile has proven yet. */
export function runsOlder(state: UnitState, identity: string): void {
  state.live = identity;
  state.liveObjects = [];
  state.parts = undefined;
  state.isUnproven = true;
}

/**
 * The program runs some functions as the files say now, and all else as before.
 *
 * @param live A name for what it runs.
 */
export function runsParts(
  state: UnitState,
  live: string,
  digestOf: (file: string) => Digest,
): void {
  // What no compile is as good as stays so.
  const isMoved = state.parts?.values().some((digest) => digest === undefined);
  const files = [...state.files];
  state.live = live;
  state.liveObjects = [];
  state.parts = new Map(
    files.map((file) => [file, isMoved ? undefined : digestOf(file)]),
  );
  state.isUnproven = false;
}

/** What was compiled is not there any more. */
export function isGone(state: UnitState): void {
  state.inputs = undefined;
  if (state.compiled) state.compiled = { ...state.compiled, paths: [] };
  state.liveObjects = [];
}
