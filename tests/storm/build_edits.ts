/**
 * The edits of a storm that are for cargo: of manifests, and of crates that
 * come and go. Pure.
 *
 * @module
 */

import { pick, type Random } from "./random.ts";
import type { Kinds, World } from "./world.ts";

/** Edits after which the program has to be built by cargo. */
export const BUILD_KINDS: Kinds = {
  version: [5, changeVersion],
  spice: [6, addSpice],
  heat: [6, editSpice],
  unspice: [4, removeSpice],
};

function changeVersion(world: World): string {
  return `version 0.0.${++world.version} of the program`;
}

function addSpice(world: World, random: Random): string {
  const id = world.nextId++;
  world.spices.push({ id, salt: random(1_000_000) });
  return `adds the crate spice_${id}`;
}

function editSpice(world: World, random: Random): string | undefined {
  if (world.spices.length === 0) return undefined;
  const spice = pick(random, world.spices);
  spice.salt = random(1_000_000);
  return `the body of spice_${spice.id}`;
}

function removeSpice(world: World, random: Random): string | undefined {
  if (world.spices.length === 0) return undefined;
  const { id } = pick(random, world.spices);
  world.spices = world.spices.filter((spice) => spice.id !== id);
  return `removes the crate spice_${id}`;
}
