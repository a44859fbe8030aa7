/**
 * The edits of a storm that move code: modules that come and go, items that
 * change places. Pure.
 *
 * @module
 */

import { pick, type Random } from "./random.ts";
import {
  addItem,
  CRATES,
  type Form,
  formsOf,
  type Item,
  type Kinds,
  type World,
} from "./world.ts";

/** Each kind of edit with how often it occurs. */
export const MODULE_KINDS: Kinds = {
  module: [4, addModule],
  unmodule: [2, removeModule],
  moved: [3, moveToModule],
  reorder: [3, reorder],
};

export function chosen(
  world: World,
  random: Random,
  suits: (item: Item) => boolean,
): Item | undefined {
  const fitting = world.items.filter(suits);
  return fitting.length === 0 ? undefined : pick(random, fitting);
}

/**
 * What the program must find where it was: what it keeps would be lost, or its
 * value would be another than that of a program that has just begun.
 */
export function isFixed({ form }: { form: Form }): boolean {
  return form === "hot" || form === "state" || form === "stored";
}

export function looseForms(world: World): Form[] {
  return formsOf(world).filter((form) => !isFixed({ form }));
}

function addModule(world: World, random: Random): string {
  const crate = pick(random, Object.keys(CRATES));
  const inline = random(3) === 0;
  const files = world.modules.filter((module) =>
    module.crate === crate && !module.inline
  );
  const parent = pick(random, ["", ...files.map(({ path }) => path)]);
  const name = `corner_${world.nextId}`;
  const path = parent === "" ? name : `${parent}::${name}`;
  world.modules.push({ crate, path, inline });
  const form = pick(random, looseForms(world));
  addItem(world, crate, form, random).module = path;
  return `adds the module ${crate}::${path}${inline ? ", inline" : ""}`;
}

function removeModule(world: World, random: Random): string | undefined {
  const isLeaf = world.modules.filter(({ crate, path }) =>
    !world.modules.some((other) =>
      other.crate === crate && other.path.startsWith(`${path}::`)
    ) &&
    !world.items.some((item) =>
      isFixed(item) && item.crate === crate && item.module === path
    )
  );
  if (isLeaf.length === 0) return undefined;
  const { crate, path } = pick(random, isLeaf);
  world.modules = world.modules.filter((module) =>
    module.crate !== crate || module.path !== path
  );
  world.items = world.items.filter((item) =>
    item.crate !== crate || item.module !== path
  );
  return `removes the module ${crate}::${path}`;
}

function moveToModule(world: World, random: Random): string | undefined {
  const item = chosen(world, random, (item) => !isFixed(item));
  if (!item) return undefined;
  const modules = world.modules.filter(({ crate }) => crate === item.crate);
  item.module = pick(random, ["", ...modules.map(({ path }) => path)]);
  return `moves ${item.name} (${item.form}) to ${item.crate}::${item.module}`;
}

function reorder(world: World, random: Random): string {
  const crate = pick(random, Object.keys(CRATES));
  const isReversed = world.reversed.includes(crate);
  world.reversed = world.reversed.filter((other) => other !== crate);
  if (!isReversed) world.reversed.push(crate);
  return `the order of the items of ${crate}`;
}
