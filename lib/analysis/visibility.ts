/**
 * Whose bodies other crates can see: because they compile the body themselves
 * (generic, inline), run it while compiling (const), or depend on a type that
 * it defines (`impl Trait`, `async`).
 *
 * A private function that a generic one calls is still seen by its symbol
 * alone. Above opt-level 0 that holds only where the compiler is kept from
 * looking into bodies across crates on its own accord: from inlining small
 * ones (`-Zcross-crate-inline-threshold=never`, `-Zinline-mir=no`), and from
 * telling callers that a parameter is only read, which it does unless
 * compilation is incremental (`-Cincremental`).
 */

import type { Node } from "web-tree-sitter";
import { effectsOf } from "./attributes.ts";
import { definesBeyond } from "./body.ts";
import { type Item, itemsIn, itemsWithin, kindOf } from "./items.ts";
import type { Doubt, Exposure } from "./reasons.ts";
import type { SourceTree } from "./source_tree.ts";

/** Why code may be seen by other crates: it is, or the rules do not tell. */
export type Seen =
  | { kind: "interface"; reason: { kind: "exposed"; by: Exposure } }
  | { kind: "unknown"; reason: Doubt };

/** What the places around an item make of it. */
export interface Scope {
  path: readonly string[];
  /** Why every body in here is seen, if so. */
  seen: Seen | undefined;
  /** In a trait, or in an impl with type or const parameters. */
  generic: boolean;
  /** In an impl or trait. */
  associated: boolean;
  /** Inside a function's body that defines nothing for other crates. */
  sealed: boolean;
}

/** What holds for a function's signature. */
export interface FunctionFacts {
  /** Has type or const parameters, or its impl or trait has. */
  generic: boolean;
  async: boolean;
  const: boolean;
  /** Returns a type that only its body tells. */
  opaque: boolean;
}

/** Why other crates can see the body of a function; undefined if none can. */
export function whySeen(
  source: SourceTree,
  item: Item,
  scope: Scope,
): Seen | undefined {
  const { node } = item;
  const effects = effectsOf(source, item.attributes);
  const facts = functionFacts(node, scope);
  const parameters = node.childForFieldName("parameters");
  if (effects.macro !== undefined) return byMacro(effects.macro);
  if (scope.seen) return scope.seen;
  if (facts.generic) return exposed("generic");
  if (facts.const) return exposed("const");
  if (facts.async) return exposed("async");
  if (facts.opaque) return exposed("opaque");
  if (modifiers(node).has("default")) return exposed("default");
  if (effects.inline) return exposed("inline");
  if (
    holds(parameters, "macro_invocation") ||
    holds(returned(node), "macro_invocation")
  ) {
    return { kind: "unknown", reason: { kind: "signatureMacro" } };
  }
  if (!scope.associated && holds(parameters, "self_parameter")) {
    return { kind: "unknown", reason: { kind: "strayMethod" } };
  }
  return undefined;
}

/** What holds for a function by its signature. */
export function functionFacts(node: Node, scope: Scope): FunctionFacts {
  const words = modifiers(node);
  return {
    generic: scope.generic || isGeneric(node) ||
      holds(node.childForFieldName("parameters"), "abstract_type"),
    async: words.has("async"),
    const: words.has("const"),
    opaque: holds(returned(node), "abstract_type"),
  };
}

/** The scope inside an impl, a trait or a module. */
export function scopeWithin(
  source: SourceTree,
  item: Item,
  name: string,
  scope: Scope,
): Scope {
  const { node } = item;
  const effects = effectsOf(source, item.attributes);
  const path = [...scope.path, name];
  const inside = {
    ...scope,
    path,
    associated: node.type !== "mod_item",
    generic: node.type === "trait_item" || isGeneric(node),
  };
  if (effects.macro !== undefined) {
    return { ...inside, seen: byMacro(effects.macro) };
  }
  if (scope.seen) return inside;
  const seen = (by: Exposure) => ({ ...inside, seen: exposed(by) });
  if (node.type === "trait_item") return seen("trait default");
  if (node.type !== "impl_item") return inside;
  if (inside.generic) return seen("generic impl");
  // `type T = impl Trait` is defined by the bodies beside it.
  const types = node.childForFieldName("body")?.namedChildren
    .filter((child) => child.type === "type_item");
  return types?.some((type) => holds(type, "abstract_type"))
    ? seen("opaque type")
    : inside;
}

/**
 * Whether an item may hold code that other crates compile into themselves,
 * with its lines in their panic messages and debug info. Errs towards yes.
 */
export function holdsSeenCode(
  source: SourceTree,
  item: Item,
  scope: Scope,
): boolean {
  const { node } = item;
  const body = node.childForFieldName("body");
  const effects = effectsOf(source, item.attributes);
  if (effects.macro !== undefined || effects.derives) return true;
  const inside = (items: Item[], within: Scope) =>
    items.some((nested) => holdsSeenCode(source, nested, within));
  switch (node.type) {
    case "function_item":
      return whySeen(source, item, scope) !== undefined ||
        (body !== null && definesBeyond({ source, node: body }) &&
          inside(itemsWithin({ source, node: body }), scope));
    case "mod_item":
    case "impl_item":
    case "trait_item":
      return body !== null &&
        inside(itemsIn(source, body), scopeWithin(source, item, "", scope));
    // A constant may hold its own place: `line!()`, `Location::caller()`.
    case "const_item":
      return /[(!]/.test(source.textOf(node));
    // Its code takes the place of the call, not of the definition.
    case "macro_definition":
      return false;
    default:
      return kindOf(item) === "macro call" || kindOf(item) === undefined;
  }
}

/** What an attribute that may be a macro makes of what it stands on. */
export function byMacro(name: string): Seen {
  return { kind: "unknown", reason: { kind: "unknownAttribute", name } };
}

function exposed(by: Exposure): Seen {
  return { kind: "interface", reason: { kind: "exposed", by } };
}

/** Whether an item has type or const parameters. */
export function isGeneric(node: Node): boolean {
  const parameters = node.childForFieldName("type_parameters");
  return parameters?.namedChildren.some(({ type }) => PARAMETERS.has(type)) ??
    false;
}

const PARAMETERS: ReadonlySet<string> = new Set([
  "type_parameter",
  "const_parameter",
  "metavariable",
]);

function modifiers(node: Node): Set<string> {
  const words = node.namedChildren.find((child) =>
    child.type === "function_modifiers"
  );
  return new Set(words?.children.map((child) => child.type));
}

function returned(node: Node): Node | null {
  return node.childForFieldName("return_type");
}

function holds(node: Node | null, type: string): boolean {
  return node !== null &&
    (node.type === type || node.descendantsOfType(type).length > 0);
}
