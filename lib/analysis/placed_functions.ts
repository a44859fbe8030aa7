/**
 * The functions of a file that have a body of their own, outside of others'
 * bodies, and whether that body must stay where other bodies are emptied. Pure.
 *
 * A body stays where it may be the source of something else: of a value while
 * compiling (`const`), of a type (`async`, `impl Trait`), of code compiled for
 * other types (generic, trait defaults), of items, or of what a macro makes.
 * And where its symbol does not tell that it is this function's.
 */

import { effectsOf } from "./attributes.ts";
import { definesBeyond } from "./body.ts";
import { type Item, itemsIn, nameOf } from "./items.ts";
import { plainName } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";
import { type Scope, scopeWithin, whySeen } from "./visibility.ts";

/** A function and where it stands. */
export interface PlacedFunction {
  item: Item;
  /** As it is spelled, without `r#`. */
  name: string;
  body: { start: number; end: number };
  scope: Scope;
  /** The impl around it. */
  owner?: Item;
  /** Where the module ends that it stands in; nothing for the file itself. */
  moduleEnd?: number;
}

/** Whether a stretch of the text is of interest. */
export type Reach = (start: number, end: number) => boolean;

const OUTSIDE: Scope = {
  path: [],
  seen: undefined,
  sealed: false,
  generic: false,
  associated: false,
};

/** Goes through the functions of a file, in order. */
export function placedFunctions(
  source: SourceTree,
  reach: Reach = () => true,
): Generator<PlacedFunction> {
  return within(source, itemsIn(source, source.root), OUTSIDE, reach);
}

function* within(
  source: SourceTree,
  items: readonly Item[],
  scope: Scope,
  reach: Reach,
  moduleEnd?: number,
): Generator<PlacedFunction> {
  for (const item of items) {
    if (!reach(item.start, item.end) || isForTests(source, item)) continue;
    const { node } = item;
    const body = node.childForFieldName("body");
    if (!body) continue;
    const end = moduleEnd === undefined ? {} : { moduleEnd };
    const place = (item: Item, rest: Pick<PlacedFunction, "scope" | "owner">) =>
      placed(source, item, { ...rest, ...end });
    if (node.type === "function_item") yield place(item, { scope });
    const isModule = node.type === "mod_item";
    if (!isModule && node.type !== "impl_item") continue;
    const inside = scopeWithin(source, item, nameOf(source, item), scope);
    const nested = itemsIn(source, body);
    if (isModule) {
      yield* within(source, nested, inside, reach, body.endIndex - 1);
      continue;
    }
    for (const each of nested) {
      if (each.node.type !== "function_item") continue;
      if (!reach(each.start, each.end)) continue;
      yield place(each, { scope: inside, owner: item });
    }
  }
}

/** The outermost items of a file that are compiled for tests alone. */
export function* itemsForTests(
  source: SourceTree,
  reach: Reach = () => true,
  container: Item["node"] = source.root,
): Generator<Item> {
  for (const item of itemsIn(source, container)) {
    if (!reach(item.start, item.end)) continue;
    if (isForTests(source, item)) yield item;
    else if (item.node.type === "mod_item") {
      const body = item.node.childForFieldName("body");
      if (body) yield* itemsForTests(source, reach, body);
    }
  }
}

function isForTests(source: SourceTree, { attributes }: Item): boolean {
  return attributes.some((node) =>
    FOR_TESTS.test(tokenTexts({ source, node }).join(""))
  ) && effectsOf(source, attributes).macro === undefined;
}

const FOR_TESTS = /^#\[cfg\((?:test\)|all\(test,)/;

function placed(
  source: SourceTree,
  item: Item,
  place: Pick<PlacedFunction, "scope" | "owner" | "moduleEnd">,
): PlacedFunction {
  const body = item.node.childForFieldName("body") ?? item.node;
  const { startIndex: start, endIndex: end } = body;
  const name = plainName(nameOf(source, item));
  return { item, name, body: { start, end }, ...place };
}

/** Attributes that make no difference to a function's symbol, nor to its body. */
const PLAIN: ReadonlySet<string> = new Set([
  ..."allow warn deny forbid expect doc cfg deprecated must_use".split(" "),
  ..."cold track_caller no_mangle inline target_feature".split(" "),
]);

/**
 * Whether nothing but a mention of a function's name can make use of it: so a
 * crate is the same without it where nobody mentions that.
 */
export function isDispensable(
  source: SourceTree,
  { item, scope, owner, name }: PlacedFunction,
): boolean {
  const { node, attributes } = item;
  const effects = effectsOf(source, attributes);
  const body = node.childForFieldName("body");
  const trait = owner?.node.childForFieldName("trait") ?? null;
  return body !== null && trait === null && !USED_UNNAMED.has(name) &&
    effects.macro === undefined && scope.seen?.kind !== "unknown" &&
    !attributes.some((node) => EXPORTED.test(source.textOf(node))) &&
    !definesBeyond({ source, node: body });
}

/**
 * What starts a program, and what macros of the standard library and the
 * derives of serde call by themselves.
 */
const USED_UNNAMED: ReadonlySet<string> = new Set([
  ..."main write_fmt serialize deserialize".split(" "),
]);

/** What other crates reach by a symbol, or the compiler by itself. */
export const EXPORTED: RegExp =
  /\b(?:no_mangle|export_name|used|panic_handler|lang|test|bench)\b/;

/** Whether a function's body must stay. */
export function staysWhole(
  source: SourceTree,
  { item, scope, owner }: PlacedFunction,
): boolean {
  const body = item.node.childForFieldName("body");
  return body === null ||
    whySeen(source, item, scope) !== undefined ||
    definesBeyond({ source, node: body }) ||
    !item.attributes.every((node) => PLAIN.has(attributeName(source, node))) ||
    // What an allocator's statics hold was allocated by its own code.
    traitOf(source, owner) === "GlobalAlloc";
}

/** The own name of the trait that an impl is of. */
export function traitOf(
  source: SourceTree,
  owner: Item | undefined,
): string | undefined {
  const trait = owner?.node.childForFieldName("trait");
  const name = trait?.type === "generic_type"
    ? trait.childForFieldName("type")
    : trait;
  return name ? tokenTexts({ source, node: name }).at(-1) : undefined;
}

function attributeName(source: SourceTree, node: Item["node"]): string {
  const tokens = tokenTexts({ source, node });
  return tokens[tokens.indexOf("[") + 1] ?? "";
}
