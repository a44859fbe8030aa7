/**
 * Reads the sources that the base was built from, as they are when a session
 * starts.
 */

import { join } from "@std/path";
import { type Base, baseFile, unitFolder } from "../../build/base.ts";
import { inputFiles } from "../../build/rustc/dep_info.ts";
import {
  digestOf,
  exists,
  modified,
  readBytes,
  readText,
} from "../../system/files.ts";
import type { ParsedFiles } from "../../analysis/parsed_files.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import type { BuildState } from "./build_state.ts";
import type { Digest } from "./unit_state.ts";

/** What was found. */
export interface Baseline {
  /** The text of each Rust file that is as it was when the base was built. */
  texts: Map<string, string>;
  /** Files that were saved after the base was built: edits already. */
  newer: string[];
}

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

/** Notes what each file held when the base was built, as far as can be told. */
export async function noteBaseline(
  base: Base,
  sources: BuildState,
): Promise<Baseline> {
  await noteBaseFiles(base, sources);
  const texts = new Map<string, string>();
  const newer: string[] = [];
  await Promise.all([...sources.files()].map(async (file) => {
    const { content, text } = await read(file);
    // Only now: a save that came before the reading must show in the time.
    const [time, ...built] = await Promise.all([
      modified(file),
      ...sources.unitsOf(file).map((unit) => builtAt(base, unit)),
    ]);
    const isNewer = built.some((at) =>
      at !== undefined && time !== undefined && time > at
    );
    if (isNewer) newer.push(file);
    else if (text !== undefined) texts.set(file, text);
    sources.noteBase(file, isNewer ? "as it was" : content);
  }));
  return { texts, newer };
}

/** Notes which files hold the code that a program begins with. */
async function noteBaseFiles(base: Base, sources: BuildState): Promise<void> {
  // Inside one executable, code that stays is not told from code that goes.
  if (base.shape === "monolithic") return;
  for (const unit of base.graph.order) {
    const path = baseFile(base, unit);
    // rustc does not link a crate that the program never names.
    if (await exists(path)) sources.past.began(unit.id, path);
  }
}

/**
 * Learns the sources of crates that are new to the program. What they hold now
 * is what it gets first.
 *
 * @returns These crates.
 */
export async function learnNewcomers(
  base: Base,
  sources: BuildState,
  edits: ParsedFiles | undefined,
): Promise<Unit[]> {
  const known = sources.files();
  const units = sources.extend(base.graph, await filesOf(base));
  for (const file of sources.files().difference(known)) {
    const { content, text } = await read(file);
    sources.noteBase(file, content);
    if (text !== undefined) edits?.learn(file, text);
  }
  return units;
}

/** What a file holds, and its text if it is Rust. */
async function read(file: string): Promise<{ content: Digest; text?: string }> {
  const bytes = await readBytes(file).catch(() => undefined);
  if (!bytes) return { content: undefined };
  const content = await digestOf(bytes);
  if (!file.endsWith(".rs")) return { content };
  return { content, text: new TextDecoder().decode(bytes) };
}

/** When rustc was called for the unit. */
async function builtAt(base: Base, unit: Unit): Promise<number | undefined> {
  return await modified(join(unitFolder(base.folder, unit.id), "args"));
}
