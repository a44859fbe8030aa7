/**
 * What the storm edits: a workspace as data, so that an edit of a function can
 * take its callers along. `sources.ts` writes it as Rust. Pure.
 *
 * @module
 */

import { pick, type Random, randomFrom } from "./random.ts";

/** The crates, dependencies first, and what each depends on. */
export const CRATES: Record<string, readonly string[]> = {
  grain: [],
  dough: ["grain"],
  recipe: ["grain"],
  oven: ["dough", "recipe"],
  shop: ["grain", "dough", "recipe", "oven"],
};

/** The forms of code; each gives a number for a number. */
export const FORMS = [
  ...["private", "public", "inline", "const fn", "generic", "opaque"] as const,
  ...["method", "generic method", "trait impl", "trait default"] as const,
  ...["const", "static", "macro", "state"] as const,
  // Where functions can be marked, and where not: then old code may go on
  // where a pointer leads, but for a restart.
  ...["hot", "stored"] as const,
];

/** One of {@linkcode FORMS}. */
export type Form = typeof FORMS[number];

/** A piece of code that others call. */
export interface Item {
  id: number;
  crate: string;
  /** Path of its module in the crate; empty for the root. */
  module: string;
  form: Form;
  name: string;
  /** Parameters besides the first; for a method's type, fields. */
  extra: number;
  /** All constants in its body follow from it. */
  salt: number;
  /** What its body does, by number. */
  steps: number[];
  /** Ids of the items that it calls. */
  calls: number[];
  /** Lines of comment above it, and in its body. */
  above: number;
  within: number;
  /** Whether the program shows its value. */
  shown: boolean;
  /** Which kind of static, or of pointer, it has, if it has one. */
  variety: number;
  /** What a static holds before `main` sets it; its own number by default. */
  initial?: number;
  /** For a hot function whose signature was changed: what it was before. */
  before?: number;
}

/** A module other than a crate's root. */
export interface Module {
  crate: string;
  path: string;
  /** In its parent's file rather than in one of its own. */
  inline: boolean;
}

/** A mistake in one file. */
export interface Fault {
  file: string;
  kind: number;
  salt: number;
}

/** A small crate that only the program depends on. */
export interface Spice {
  id: number;
  /** Its one value follows from it. */
  salt: number;
}

/** What is to be stormed. */
export interface Setting {
  /** Whether no crate knows anything of Chaud. */
  plain: boolean;
  /** Whether manifests are edited as well, and crates come and go. */
  builds: boolean;
}

/** All of a workspace. */
export interface World extends Setting {
  /** In order: an item calls only those before it. */
  items: Item[];
  modules: Module[];
  /** Crates whose items are written in reverse. */
  reversed: string[];
  fault: Fault | undefined;
  /** The last part of the program's version. */
  version: number;
  /** Crates that come and go. */
  spices: Spice[];
  nextId: number;
  /** Items below this id were there from the start. */
  firstNew: number;
}

const VERBS = "sift mill knead proof glaze score braid fold roast weigh chill";
const NOUNS = "rye crumb crust yeast starter batch loaf tray peel scale";

/** Changes a world in place; says what it did, or undefined if it could not. */
export type Edit = (world: World, random: Random) => string | undefined;

/** Kinds of edits, each with how often it occurs. */
export type Kinds = Record<string, [weight: number, edit: Edit]>;

/** The forms that items may have. */
export function formsOf({ plain }: Setting): Form[] {
  return FORMS.filter((form) => plain ? form !== "hot" : form !== "stored");
}

/** A workspace to start from. */
export function newWorld(seed: number, setting: Setting): World {
  const random = randomFrom(seed);
  const world: World = {
    ...setting,
    items: [],
    modules: [
      { crate: "grain", path: "mill", inline: false },
      { crate: "grain", path: "mill::stone", inline: false },
      { crate: "dough", path: "knead", inline: true },
      { crate: "recipe", path: "book", inline: false },
      { crate: "recipe", path: "book::page", inline: true },
      { crate: "oven", path: "heat", inline: false },
      { crate: "shop", path: "till", inline: false },
    ],
    reversed: [],
    fault: undefined,
    version: 0,
    spices: [],
    nextId: 1,
    firstNew: 0,
  };
  for (const crate of Object.keys(CRATES)) {
    const known = formsOf(setting);
    const forms = crate === "grain" ? known : known.filter(() => random(5) > 1);
    for (const form of forms) addItem(world, crate, form, random);
    for (let i = 0; i < 2; i++) addItem(world, crate, "state", random);
  }
  world.firstNew = world.nextId;
  return world;
}

/** Adds an item of a form to some module of a crate. */
export function addItem(
  world: World,
  crate: string,
  form: Form,
  random: Random,
): Item {
  const id = world.nextId++;
  const modules = world.modules.filter((module) => module.crate === crate);
  const verb = pick(random, VERBS.split(" "));
  const noun = pick(random, NOUNS.split(" "));
  const item: Item = {
    id,
    crate,
    module: pick(random, ["", ...modules.map(({ path }) => path)]),
    form,
    name: `${verb}_${noun}_${id}`,
    extra: takesMore(form) ? random(3) : 0,
    salt: random(1_000_000),
    steps: Array.from({ length: 1 + random(4) }, () => random(1000)),
    calls: [],
    above: random(3),
    within: random(2),
    shown: form !== "private" || crate === "shop",
    variety: random(1000),
  };
  world.items.push(item);
  sortItems(world);
  for (let i = random(3); i > 0; i--) addCall(world, item, random);
  return item;
}

/** Lets an item call another one. */
export function addCall(world: World, item: Item, random: Random): void {
  const known = callable(world, item);
  if (known.length === 0 || item.calls.length >= 3) return;
  const { id } = pick(random, known);
  if (!item.calls.includes(id)) item.calls.push(id);
}

/** What an item may call. */
export function callable(world: World, from: Item): Item[] {
  const reached = CRATES[from.crate] ?? [];
  const isConst = from.form === "const fn" || from.form === "const";
  return world.items.filter((item) =>
    (reached.includes(item.crate)
      ? item.form !== "private"
      : item.crate === from.crate && item.id < from.id) &&
    (!isConst || item.form === "const fn" || item.form === "const")
  ).filter(() => !/^(?:static|macro)$/.test(from.form));
}

/** The items that call an item. */
export function callersOf(world: World, { id }: Item): Item[] {
  return world.items.filter(({ calls }) => calls.includes(id));
}

/** Whether a form can have more than one parameter (a method: fields). */
export function takesMore(form: Form): boolean {
  return !/^(?:const|static|macro|stored)$/.test(form);
}

/** Drops calls to what is not there any more, or not callable. */
export function mendCalls(world: World): void {
  for (const item of world.items) {
    const known = new Set(callable(world, item).map(({ id }) => id));
    item.calls = item.calls.filter((id) => known.has(id));
  }
}

function sortItems(world: World): void {
  const rank = Object.keys(CRATES);
  world.items.sort((a, b) =>
    rank.indexOf(a.crate) - rank.indexOf(b.crate) || a.id - b.id
  );
}
