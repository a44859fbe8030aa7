/**
 * Plays the steps of a storm on a program that runs, and judges each.
 *
 * @module
 */

import { apply, type Step } from "./scenario.ts";
import type { Scene, Tally } from "./scene.ts";
import { setScene, type Variant } from "./set_scene.ts";
import { type Files, write } from "./sources.ts";
import type { World } from "./world.ts";

/** How a storm went. */
export interface Outcome {
  /** Steps that went well, before one did not. */
  passed: number;
  failure: Error | undefined;
  tally: Tally;
}

/** Plays steps until one fails. */
export async function play(
  seed: number,
  steps: readonly Step[],
  variant: Variant,
  say: (line: string) => void,
): Promise<Outcome> {
  await using scene = await setScene(seed, variant);
  const past = [scene.world];
  let passed = 0;
  for (const step of steps) {
    const start = performance.now();
    const said: string[] = [];
    try {
      const result = await playStep(scene, step, past, said);
      const ms = Math.round(performance.now() - start);
      say(`${step.number}: ${result} in ${ms} ms: ${said.join("; ")}`);
      passed++;
    } catch (error) {
      const text = `step ${step.number} (${said.join("; ")}): ${error}`;
      const failure = new Error(`${text}\n${scene.story(60)}`);
      return { passed, failure, tally: scene.tally };
    }
  }
  return { passed, failure: undefined, tally: scene.tally };
}

/** Saves all of a step's files in their order; then looks. */
async function playStep(
  scene: Scene,
  { saves }: Step,
  past: World[],
  said: string[],
): Promise<string> {
  scene.begin();
  for (const save of saves) {
    const made = apply(save, scene.world, past);
    said.push(...made.said);
    await wait(save.delay);
    await saveAll(scene, made.world, save.between, save.seed);
  }
  past.push(scene.world);
  if (past.length > 6) past.shift();
  return await scene.judge();
}

async function saveAll(
  scene: Scene,
  world: World,
  between: number,
  seed: number,
): Promise<void> {
  const files = write(world);
  const changed = changedFiles(scene.files, files);
  // Callers before or after what they call, as the seed wants it.
  if (seed % 2 === 0) changed.reverse();
  scene.world = world;
  let isFirst = true;
  for (const path of changed) {
    if (!isFirst) await wait(between);
    isFirst = false;
    await scene.save(path, files[path], (seed >> 3) % 2 === 0);
  }
}

function changedFiles(was: Files, is: Files): string[] {
  const paths = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...paths].filter((path) => was[path] !== is[path]);
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
