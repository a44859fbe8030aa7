/**
 * The edits that a storm consists of. Each finds its own target with random
 * numbers, so that it stays possible when those before it are left out. Pure.
 *
 * @module
 */

import { BUILD_KINDS } from "./build_edits.ts";
import { chosen, isFixed, looseForms, MODULE_KINDS } from "./module_edits.ts";
import { pick, type Random } from "./random.ts";
import { MISTAKES, write } from "./sources.ts";
import {
  addCall,
  addItem,
  callersOf,
  CRATES,
  formsOf,
  type Item,
  type Kinds,
  mendCalls,
  type Setting,
  takesMore,
  type World,
} from "./world.ts";

/** Each kind of edit with how often it occurs. */
const KINDS: Kinds = {
  ...MODULE_KINDS,
  body: [30, editBody],
  value: [7, editValue],
  seen: [7, editSeenBody],
  parameter: [8, changeParameters],
  form: [4, changeForm],
  call: [5, addsCall],
  add: [8, addSome],
  remove: [5, removeSome],
  rename: [6, rename],
  above: [6, moveAbove],
  within: [5, moveWithin],
  mistake: [6, makeMistake],
  hot: [2, changeHot],
  initial: [3, changeInitial],
};

/** In plain crates, a body's edit may go live by itself: so it mostly is one. */
const PLAIN_KINDS: Kinds = { ...KINDS, body: [150, editBody] };

/** The name of a kind of edit, by weight; with builds, some are for cargo. */
export function pickKind(
  random: Random,
  { plain, builds }: Setting,
): string {
  const kinds = Object.entries({
    ...plain ? PLAIN_KINDS : KINDS,
    ...builds ? BUILD_KINDS : {},
  });
  const total = kinds.reduce((sum, [, [weight]]) => sum + weight, 0);
  let left = random(total);
  return kinds.find(([, [weight]]) => (left -= weight) < 0)?.[0] ?? "body";
}

/** Makes an edit of a kind; what has lost its meaning is put right. */
export function makeEdit(
  world: World,
  kind: string,
  random: Random,
): string | undefined {
  const [, edit] = KINDS[kind] ?? BUILD_KINDS[kind] ?? [0, mend];
  const said = edit(world, random);
  mendCalls(world);
  return said;
}

const QUIET = /^(?:private|public|method|trait impl|hot|state|stored)$/;
const VALUE = /^(?:const|static|macro)$/;

function editBody(world: World, random: Random): string | undefined {
  const item = chosen(world, random, ({ form }) => QUIET.test(form));
  return item && changeBody(item, random);
}

function editSeenBody(world: World, random: Random): string | undefined {
  const item = chosen(
    world,
    random,
    ({ form }) => !QUIET.test(form) && !VALUE.test(form),
  );
  return item && changeBody(item, random);
}

function changeBody(item: Item, random: Random): string {
  if (random(2) === 0) item.salt = random(1_000_000);
  else item.steps[random(item.steps.length)] = random(1000);
  return `the body of ${item.name} (${item.form})`;
}

function editValue(world: World, random: Random): string | undefined {
  const item = chosen(world, random, ({ form }) => VALUE.test(form));
  if (item) item.salt = random(1_000_000);
  return item && `the value of ${item.name} (${item.form})`;
}

function changeParameters(world: World, random: Random): string | undefined {
  const item = chosen(
    world,
    random,
    ({ form }) => takesMore(form) && form !== "hot",
  );
  if (item) item.extra = (item.extra + 1 + random(2)) % 3;
  return item && `the signature of ${item.name} (${item.form})`;
}

/** The runtime refuses this one until it is undone. */
function changeHot(world: World, random: Random): string | undefined {
  const item = chosen(
    world,
    random,
    ({ form, id }) => form === "hot" && id < world.firstNew,
  );
  if (!item) return undefined;
  item.before ??= item.extra;
  item.extra = (item.before + 1) % 3;
  return `the signature of ${item.name} (hot)`;
}

function changeForm(world: World, random: Random): string | undefined {
  const item = chosen(world, random, (item) => !isFixed(item));
  if (!item) return undefined;
  const was = item.form;
  item.form = pick(random, looseForms(world));
  if (!takesMore(item.form)) item.extra = 0;
  if (item.form === "private" && item.crate !== "shop") item.shown = false;
  return `${item.name} from ${was} to ${item.form}`;
}

/** The program goes on with what it has: `main` has set it. */
function changeInitial(world: World, random: Random): string | undefined {
  const item = chosen(
    world,
    random,
    ({ form, id }) => form === "state" && id < world.firstNew,
  );
  if (item) item.initial = random(1000);
  return item && `the initial value in ${item.name}`;
}

function addsCall(world: World, random: Random): string | undefined {
  const item = chosen(world, random, ({ form }) => !VALUE.test(form));
  if (item) addCall(world, item, random);
  return item && `a call in ${item.name} (${item.form})`;
}

function addSome(world: World, random: Random): string {
  const crate = pick(random, Object.keys(CRATES));
  const item = addItem(
    world,
    crate,
    pick(random, formsOf(world)),
    random,
  );
  item.shown &&= random(3) > 0;
  const users = world.items.filter((other) =>
    other.crate === crate && QUIET.test(other.form)
  );
  // Ids tell the order, so what is new is called by what is newer still.
  const user = users.length > 0 ? pick(random, users) : undefined;
  if (user && user.id > item.id) user.calls.push(item.id);
  return `adds ${item.name} (${item.form}) to ${crate}`;
}

function removeSome(world: World, random: Random): string | undefined {
  const isLast = ({ crate }: Item) =>
    world.items.filter((other) => other.crate === crate).length < 4;
  const item = chosen(
    world,
    random,
    (item) => !isLast(item) && !isLasting(item),
  );
  if (!item) return undefined;
  for (const caller of callersOf(world, item)) {
    caller.calls = caller.calls.filter((id) => id !== item.id);
  }
  world.items.splice(world.items.indexOf(item), 1);
  return `removes ${item.name} (${item.form})`;
}

/** Whether the program keeps something of it. */
function isLasting({ form }: Item): boolean {
  return form === "state" || form === "stored";
}

function rename(world: World, random: Random): string | undefined {
  const item = chosen(world, random, (item) => !isFixed(item));
  if (!item) return undefined;
  const was = item.name;
  item.name = `${was.split("_")[0]}_${random(1000)}_${item.id}`;
  return `renames ${was} (${item.form}) to ${item.name}`;
}

function moveAbove(world: World, random: Random): string | undefined {
  const item = chosen(world, random, () => true);
  if (item) item.above = (item.above + 1 + random(4)) % 5;
  return item && `comments above ${item.name} (${item.form})`;
}

function moveWithin(world: World, random: Random): string | undefined {
  const item = chosen(world, random, ({ form }) => !VALUE.test(form));
  if (item) item.within = (item.within + 1 + random(3)) % 4;
  return item && `comments within ${item.name} (${item.form})`;
}

function makeMistake(world: World, random: Random): string {
  const files = Object.keys(write(world));
  const file = pick(random, files.filter((path) => path.endsWith(".rs")));
  world.fault = { file, kind: random(MISTAKES), salt: random(100) };
  return `a mistake of kind ${world.fault.kind} in ${file}`;
}

function mend(world: World): string | undefined {
  const { fault } = world;
  world.fault = undefined;
  const said = fault ? [`mends the mistake in ${fault.file}`] : [];
  for (const item of world.items) {
    if (item.before === undefined) continue;
    item.extra = item.before;
    delete item.before;
    said.push(`undoes the signature of ${item.name} (hot)`);
  }
  return said.join("; ") || undefined;
}
