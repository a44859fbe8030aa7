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

/**
 * One round: both ways, from the command to the first value, in ms; and then
 * once more, with everything built.
 */
export interface ColdRound {
  cargo: number;
  chaud: number;
  warmCargo: number;
  warmChaud: number;
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
  const cargo = async () => {
    const place = await empty(subject.plain);
    const cargo = await coldRun(subject, place, signal);
    return { cargo, warmCargo: await coldRun(subject, place, signal) };
  };
  const started = async (place: Place) => {
    const start = now();
    await using program = new HotProgram(subject, place, signal);
    return await program.firstValue() - start;
  };
  const chaud = async () => {
    const place = await empty(subject.hot);
    const chaud = await started(place);
    return { chaud, warmChaud: await started(place) };
  };
  if (isOdd) return { ...await chaud(), ...await cargo() };
  return { ...await cargo(), ...await chaud() };
}
