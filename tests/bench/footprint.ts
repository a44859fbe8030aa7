/**
 * What the driver takes up after some edits: its memory, and the disk that its
 * reload build uses; with functions compiled alone, and without.
 *
 * @module
 */

import { join } from "@std/path";
import { HotProgram } from "./hot_program.ts";
import { usage } from "./measured_process.ts";
import type { Subject } from "./subject.ts";

/** What it takes up, in bytes. */
export interface Footprint {
  functionPatches: string;
  memory: number;
  disk: number;
}

/** The ways that are compared: what was before comes first. */
const WAYS = ["off", "always"];

/** Edits a program so many times, each way. */
export async function footprint(
  subject: Subject,
  edits: number,
  signal: AbortSignal,
): Promise<Footprint[]> {
  const all: Footprint[] = [];
  for (const functionPatches of WAYS) {
    const targetFolder = join(subject.hot.folder, `target-${functionPatches}`);
    const hot = { ...subject.hot, targetFolder };
    const driverArgs = [`--function-patches=${functionPatches}`];
    const own = { ...subject, hot, driverArgs };
    await using program = await HotProgram.start(own, signal);
    for (let i = 0; i < edits; i++) {
      await program.edit();
      await program.quiet();
    }
    const { memory } = await usage(program.pid);
    const chaud = join(targetFolder, "debug", "chaud");
    const disk = await sizeOf(chaud, "reload");
    all.push({ functionPatches, memory, disk });
  }
  return all;
}

/** The bytes of all files below the folders of a name. */
async function sizeOf(folder: string, name?: string): Promise<number> {
  let sum = 0;
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) {
      sum += await sizeOf(path, entry.name === name ? undefined : name);
    } else if (entry.isFile && name === undefined) {
      sum += (await Deno.stat(path)).size;
    }
  }
  return sum;
}
