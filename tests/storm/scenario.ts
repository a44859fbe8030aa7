/**
 * What happens in a storm, step by step, as plain data that follows from its
 * seed. Pure.
 *
 * @module
 */

import { makeEdit, pickKind } from "./edits.ts";
import { type Random, randomFrom } from "./random.ts";
import type { Setting, World } from "./world.ts";

/** Some files saved one right after the other. */
export interface Save {
  /** Kinds of edits, made before anything is written. */
  edits: string[];
  /** How long after the save before it. */
  delay: number;
  /** Its own random numbers. */
  seed: number;
  /** Milliseconds from one file to the next. */
  between: number;
}

/** Saves in quick succession, after which the program is looked at. */
export interface Step {
  /** Its place in the whole storm. */
  number: number;
  saves: Save[];
}

/** The steps of a storm. */
export function scenario(
  seed: number,
  count: number,
  setting: Setting,
): Step[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, number) => {
    const saves = [save(random, 0, setting)];
    if (random(4) === 0) saves.push(save(random, random(200), setting));
    if (random(12) === 0) saves.push(save(random, random(200), setting));
    return { number, saves };
  });
}

function save(random: Random, delay: number, setting: Setting): Save {
  const edits = [pickKind(random, setting)];
  while (random(4) === 0) edits.push(pickKind(random, setting));
  if (random(14) === 0) edits.splice(0, Infinity, "revert");
  // Who saves a mistake mostly mends it with the next save.
  if (random(4) > 0) edits.unshift("mend");
  const between = random(4) === 0 ? random(120) : 0;
  return { edits, delay, seed: random(2 ** 31), between };
}

/** What a save leaves of a world, and in words what was done. */
export function apply(
  save: Save,
  world: World,
  past: readonly World[],
): { world: World; said: string[] } {
  const random = randomFrom(save.seed);
  let next = structuredClone(world);
  const said: string[] = [];
  for (const kind of save.edits) {
    const back = past.at(-1 - random(Math.min(past.length, 6)));
    if (kind !== "revert") said.push(makeEdit(next, kind, random) ?? "");
    else if (back) {
      next = { ...structuredClone(back), nextId: world.nextId };
      said.push("everything as it was some steps ago");
    }
  }
  return { world: next, said: said.filter((text) => text !== "") };
}
