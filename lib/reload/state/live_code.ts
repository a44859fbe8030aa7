/** Notes which code of each unit runs, once a patch is live. Pure. */

import type { FileContents } from "./file_contents.ts";
import type { LoadedCode, LoadedFiles } from "./loaded_files.ts";
import {
  type Parts,
  type Patched,
  runsCompiled,
  runsParts,
  type UnitState,
} from "./unit_state.ts";

/** All units, by id. */
type States = ReadonlyMap<string, UnitState>;

/** The code in the files of a patch. */
export function codesOf(states: States, { dylibs }: Patched): LoadedCode[] {
  return dylibs.flatMap(({ unit: { id }, path }) => {
    const identity = states.get(id)?.live;
    return identity === undefined ? [] : [{ unit: id, path, identity }];
  });
}

/** Another process of the base began with a patch: all runs as last compiled. */
export function beganWith(
  states: States,
  loaded: LoadedFiles,
  patch: Patched,
): void {
  for (const state of states.values()) runsCompiled(state);
  loaded.beganWith(patch.number, codesOf(states, patch));
}

/** Where it is noted what the sources hold, and what is loaded. */
interface Known {
  contents: FileContents;
  loaded: LoadedFiles;
}

/** Some functions of units run as the files say now, and all else as before. */
export function partsWentLive(
  states: States,
  { contents, loaded }: Known,
  { number, dylibs }: Patched,
  { contents: saved, movesLines }: Parts,
): void {
  for (const [file, content] of saved) contents.agree(file, content);
  // With other lines than those that run, no compile is as good.
  const digestOf = (file: string) =>
    movesLines ? undefined : contents.baseline(file)?.digest;
  for (const { unit: { id } } of dylibs) {
    const state = states.get(id);
    if (state) runsParts(state, `functions of patch ${number}`, digestOf);
  }
  const parts = dylibs.map(({ unit: { id }, path }) => ({ unit: id, path }));
  loaded.partsWentLive(number, parts);
}
