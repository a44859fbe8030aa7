/**
 * Reads the sources that the base was built from, as they are when a session
 * starts.
 */

import { join } from "@std/path";
import { type Base, unitFolder } from "./base.ts";
import { digestOf, modified, readBytes } from "./files.ts";
import type { Unit } from "./recording.ts";
import type { Sources } from "./sources.ts";

/** What was found. */
export interface BaseSources {
  /** The text of each Rust file that is as it was when the base was built. */
  texts: Map<string, string>;
  /** Files that were saved after the base was built: edits already. */
  newer: string[];
}

/** Notes what each file held when the base was built, as far as can be told. */
export async function noteBase(
  base: Base,
  sources: Sources,
): Promise<BaseSources> {
  const texts = new Map<string, string>();
  const newer: string[] = [];
  await Promise.all([...sources.files()].map(async (file) => {
    const bytes = await readBytes(file).catch(() => undefined);
    // Only now: a save that came before the reading must show in the time.
    const [time, ...built] = await Promise.all([
      modified(file),
      ...sources.unitsOf(file).map((unit) => builtAt(base, unit)),
    ]);
    const isNewer = built.some((at) =>
      at !== undefined && time !== undefined && time > at
    );
    if (isNewer) newer.push(file);
    else if (bytes && file.endsWith(".rs")) {
      texts.set(file, new TextDecoder().decode(bytes));
    }
    const content = bytes && await digestOf(bytes);
    sources.noteBase(file, isNewer ? "as it was" : content);
  }));
  return { texts, newer };
}

/** When rustc was called for the unit. */
async function builtAt(base: Base, unit: Unit): Promise<number | undefined> {
  return await modified(join(unitFolder(base.folder, unit.id), "args"));
}
