/**
 * Reads the sources that the base was built from, as they are when a session
 * starts, and those of crates that come later.
 */

import { join } from "@std/path";
import { type Base, baseFile, unitFolder } from "../../build/base.ts";
import { inputFiles } from "../../build/rustc/dep_info.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import { exists, modified, readText } from "../../system/files.ts";
import type { BuildState } from "./build_state.ts";
import { readContent } from "./file_contents.ts";

/** The source files of each unit, by unit id, as its last compile named them. */
export async function filesOf(
  { graph }: Pick<Base, "graph">,
): Promise<Map<string, string[]>> {
  const files = graph.order.map(async ({ id, source, depInfo, recording }) => {
    const text = await readText(depInfo).catch(() => "");
    const inputs = inputFiles(text, recording.cwd);
    return [id, [...new Set([source, ...inputs])]] as [string, string[]];
  });
  return new Map(await Promise.all(files));
}

/**
 * Notes what each file held when the base was built, as far as can be told.
 *
 * @returns The files that were saved after that: edits already.
 */
export async function noteBaseline(
  base: Base,
  state: BuildState,
): Promise<string[]> {
  await noteBaseFiles(base, state);
  return await noteSources(base, state);
}

/**
 * The same of what no program holds: notes only the sources.
 *
 * @param base What was built; its folder is beside that of the recordings.
 */
export async function noteSources(
  base: Pick<Base, "folder">,
  state: BuildState,
): Promise<string[]> {
  const newer: string[] = [];
  await Promise.all([...state.files()].map(async (file) => {
    const content = await readContent(file);
    // Only now: a save that came before the reading must show in the time.
    const [time, ...built] = await Promise.all([
      modified(file),
      ...state.unitsOf(file).map((unit) => builtAt(base, unit)),
    ]);
    const isNewer = built.some((at) =>
      at !== undefined && time !== undefined && time > at
    );
    if (isNewer) {
      newer.push(file);
      state.contents.noteNewer(file, content);
    } else state.contents.noteBase(file, content);
  }));
  return newer;
}

/** Notes which files hold the code that a program begins with. */
async function noteBaseFiles(base: Base, state: BuildState): Promise<void> {
  // Inside one executable, code that stays is not told from code that goes.
  if (base.shape === "monolithic") return;
  for (const unit of base.graph.order) {
    const path = baseFile(base, unit);
    // rustc does not link a crate that the program never names.
    if (await exists(path)) state.loaded.began(unit.id, path);
  }
}

/**
 * Learns the sources of crates that are new to the program. What they hold now
 * is what it gets first.
 *
 * @returns Their files.
 */
export async function addNewcomers(
  base: Base,
  state: BuildState,
): Promise<string[]> {
  const known = state.files();
  state.extend(base.graph, await filesOf(base));
  const files = [...state.files().difference(known)];
  for (const file of files) {
    state.contents.noteBase(file, await readContent(file));
  }
  return files;
}

/** When rustc was called for the unit. */
async function builtAt(
  base: Pick<Base, "folder">,
  unit: Unit,
): Promise<number | undefined> {
  return await modified(join(unitFolder(base.folder, unit.id), "args"));
}
