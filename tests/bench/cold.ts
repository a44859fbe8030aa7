/**
 * Cold start: everything is built, dependencies too, and the program started,
 * by `cargo run` and by `chaud run` in turns.
 *
 * @module
 */

import { join } from "@std/path";
import { now } from "./clock.ts";
import { HotProgram } from "./hot_program.ts";
import { coldRun } from "./plain_build.ts";
import type { Place, Subject } from "./subject.ts";

/** One round: both ways, from the command to the first value, in ms. */
export interface ColdRound {
  cargo: number;
  chaud: number;
}

/**
 * Starts the program both ways, from empty target folders.
 *
 * @param isOdd Which way comes first: the other one finds files in memory.
 */
export async function coldStart(
  subject: Subject,
  isOdd: boolean,
  signal: AbortSignal,
): Promise<ColdRound> {
  const empty = async (place: Place): Promise<Place> => {
    const targetFolder = join(place.folder, "target-cold");
    await Deno.remove(targetFolder, { recursive: true }).catch(() => {});
    return { ...place, targetFolder };
  };
  const cargo = async () =>
    await coldRun(subject, await empty(subject.plain), signal);
  const chaud = async () => {
    const place = await empty(subject.hot);
    const start = now();
    await using program = new HotProgram(subject, place, signal);
    return await program.firstValue() - start;
  };
  if (isOdd) return { chaud: await chaud(), cargo: await cargo() };
  return { cargo: await cargo(), chaud: await chaud() };
}
