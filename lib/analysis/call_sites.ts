/**
 * Where code calls a function or holds it as a value, and what becomes of such
 * a place. By name, arity and what is written before the name. Pure.
 */

import type { Node } from "web-tree-sitter";
import { CODE_ONLY } from "./body.ts";
import { closureAround, useOf } from "./closures.ts";
import { IMPORTS, importsOf } from "./imports.ts";
import {
  isField,
  isQualified,
  isWithin,
  mentions,
  plainName,
} from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";

/** A function, as far as calls of it tell. */
export interface Callee {
  name: string;
  /** The type whose function it is; none for a free one. */
  owner?: string;
  /** Others may call it by a trait, without its name. */
  isOfTrait: boolean;
  /** How many arguments it takes, itself not counted. */
  arity: number;
  takesSelf: boolean;
}

/** A place where code mentions a function. */
export interface CallSite {
  /** Called there, or held as a value. */
  kind: "call" | "value";
  /** The function around it; none in the value of a static. */
  within: { source: SourceTree; node: Node } | undefined;
  /** It is called again and again. */
  isRepeated: boolean;
  /** It is in a closure or future that may be kept. */
  isKept: boolean;
  /** It is in the input of a macro that may do anything with it. */
  isHidden: boolean;
}

/** What a function is to its callers. */
export function calleeOf(source: SourceTree, node: Node): Callee {
  const name = node.childForFieldName("name");
  const parameters = node.childForFieldName("parameters")?.namedChildren
    .filter((child) => !child.isExtra && child.type !== "attribute_item") ?? [];
  const takesSelf = parameters.some(({ type }) => type === "self_parameter");
  const outer = node.parent?.parent;
  const type = outer?.type === "impl_item"
    ? outer.childForFieldName("type")
    : null;
  const isOfTrait = outer?.type === "trait_item" ||
    outer?.type === "impl_item" && outer.childForFieldName("trait") !== null;
  return {
    name: name ? source.textOf(name) : "",
    ...type && { owner: lastName(source, type) },
    isOfTrait,
    arity: parameters.length - (takesSelf ? 1 : 0),
    takesSelf,
  };
}

/**
 * The places in a file that mention a function, other than tests.
 *
 * @param home The file that the function is in.
 */
export function* callSites(
  source: SourceTree,
  callee: Callee,
  home: SourceTree,
): Generator<CallSite> {
  const isNear = source === home || mayBring(source, callee.name);
  for (const node of mentions(source, callee.name)) {
    if (isWithin(node, IMPORTS) || isName(node) || isInTest(source, node)) {
      continue;
    }
    if (!isNear && !isQualified(node)) continue;
    const expression = node.parent?.type === "token_tree"
      ? inMacro(source, node, callee)
      : inCode(source, node, callee);
    if (!expression) continue;
    const { at, kind } = expression;
    const use = kind === "call" ? undefined : useOf(source, at);
    const place = placeOf(source, at);
    if (use === undefined || use === "kept") yield { ...place, kind };
    else {
      const isRepeated = place.isRepeated || use === "now";
      yield { ...place, kind: "call", isRepeated };
    }
  }
}

/** Whether the imports of a file may bring a function of another file. */
function mayBring(source: SourceTree, name: string): boolean {
  const { names, globs } = importsOf(source);
  const isNamed = names.values().some((each) => each.name === name);
  const hides = mentions(source, name).some((node) =>
    isField(node, "name") && node.parent?.type === "function_item"
  );
  return isNamed || globs.size > 0 && !hides;
}

type Mention = { at: Node; kind: CallSite["kind"] } | undefined;

function inCode(source: SourceTree, node: Node, callee: Callee): Mention {
  let at = node;
  if (node.type === "field_identifier") {
    if (callee.owner === undefined && !callee.isOfTrait) return undefined;
    if (node.parent?.type !== "field_expression") return undefined;
    at = node.parent;
  } else if (node.parent?.type === "scoped_identifier") {
    if (!isField(node, "name")) return undefined;
    const path = node.parent.childForFieldName("path");
    if (path && !mayQualify(source, path, callee)) return undefined;
    at = node.parent;
  } else if (node.type !== "identifier" || callee.owner !== undefined) {
    return undefined;
  } else if (isVariable(source, node)) return undefined;
  if (at.parent?.type === "generic_function") at = at.parent;
  const call = at.parent;
  if (call?.type !== "call_expression" || !isField(at, "function")) {
    // A field of the same name.
    return node.type === "field_identifier" ? undefined : { at, kind: "value" };
  }
  const given = call.childForFieldName("arguments")?.namedChildren
    .filter((child) => !child.isExtra && child.type !== "attribute_item");
  const isMethod = node.type === "field_identifier";
  const takes = callee.arity + (callee.takesSelf && !isMethod ? 1 : 0);
  return given?.length === takes ? { at: call, kind: "call" } : undefined;
}

/** In a macro's input there are tokens only. */
function inMacro(source: SourceTree, node: Node, callee: Callee): Mention {
  const before = node.previousSibling;
  const isMethod = before?.type === ".";
  if (isMethod && callee.owner === undefined) return undefined;
  if (before?.type === "::") {
    const path = before.previousSibling;
    if (path && !mayQualify(source, path, callee)) return undefined;
  } else if (!isMethod && callee.owner !== undefined) return undefined;
  const isCall = node.nextSibling?.type === "token_tree" &&
    node.nextSibling.firstChild?.type === "(";
  if (isCall) return { at: node, kind: "call" };
  return isMethod || isVariable(source, node)
    ? undefined
    : { at: node, kind: "value" };
}

/** Whether a path before a name may be that of a function's owner. */
function mayQualify(source: SourceTree, path: Node, callee: Callee): boolean {
  const name = lastName(source, path);
  if (callee.owner === undefined) return !/^[A-Z]/.test(name);
  if (name === "Self") {
    const own = ownerAround(source, path);
    return own === undefined || own === callee.owner;
  }
  return name === callee.owner || isOtherName(source, name);
}

/** Whether a type's name may stand for another type: an alias, a parameter, a trait. */
function isOtherName(source: SourceTree, name: string): boolean {
  if (!/^\w+$/.test(name)) return true;
  return mentions(source, name).some((node) =>
    node.parent !== null && GIVES_NAMES.has(node.parent.type) &&
    isField(node, "name", "alias")
  );
}

const GIVES_NAMES: ReadonlySet<string> = new Set([
  "type_item",
  "type_parameter",
  "trait_item",
  "use_as_clause",
]);

function ownerAround(source: SourceTree, node: Node): string | undefined {
  let at = node.parent;
  while (at && at.type !== "impl_item") at = at.parent;
  const type = at?.childForFieldName("type");
  return type ? lastName(source, type) : undefined;
}

/** The own name of a path or type, without generic arguments. */
function lastName(source: SourceTree, node: Node): string {
  const inner = node.type === "generic_type" || node.type === "reference_type"
    ? node.childForFieldName("type")
    : node.childForFieldName("name");
  return inner ? lastName(source, inner) : plainName(source.textOf(node));
}

/** Whether a mention names what it is part of: an item, a field. */
function isName(node: Node): boolean {
  return node.parent?.type !== "scoped_identifier" &&
    node.parent?.type !== "token_tree" && isField(node, "name");
}

/** Whether a name is that of a variable there. */
function isVariable(source: SourceTree, node: Node): boolean {
  if (bindingOf(node)) return true;
  let scope: Node | null = node;
  while (scope && scope.type !== "function_item") scope = scope.parent;
  if (!scope) return false;
  for (const other of mentions(source, source.textOf(node))) {
    if (other.startIndex < scope.startIndex) continue;
    if (other.startIndex >= node.startIndex) return false;
    const declaration = bindingOf(other);
    const isBefore = declaration?.type !== "let_declaration" ||
      declaration.endIndex <= node.startIndex;
    if (declaration && isBefore) return true;
  }
  return false;
}

/** What declares a variable, if a mention is its declaration. */
function bindingOf(node: Node): Node | undefined {
  for (let at = node; at.parent; at = at.parent) {
    if (isField(at, "pattern")) return at.parent;
    const { type } = at.parent;
    if (type === "closure_parameters" || type === "match_pattern") {
      return at.parent;
    }
    if (!type.endsWith("_pattern") || isField(at, "type")) return undefined;
  }
  return undefined;
}

/** Whether code is compiled for tests only. */
function isInTest(source: SourceTree, node: Node): boolean {
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.type !== "function_item" && at.type !== "mod_item") continue;
    let before = at.previousNamedSibling;
    for (; before?.type === "attribute_item"; before = before.previousSibling) {
      const text = source.textOf(before).replaceAll(/\s/g, "");
      if (text === "#[test]" || text === "#[cfg(test)]") return true;
    }
  }
  return false;
}

function placeOf(
  source: SourceTree,
  node: Node,
): Omit<CallSite, "kind"> {
  const place = {
    within: undefined as CallSite["within"],
    isRepeated: false,
    isKept: false,
    isHidden: false,
  };
  for (let at = node; at.parent; at = at.parent) {
    switch (at.parent.type) {
      case "loop_expression":
      case "for_expression":
        place.isRepeated ||= isField(at, "body");
        break;
      case "while_expression":
        place.isRepeated = true;
        break;
      case "closure_expression":
      case "async_block":
      case "token_tree": {
        const isToken = at.parent.type === "token_tree";
        const closure = isToken ? closureAround(source, at) : at.parent;
        const use = closure && useOf(source, closure);
        if (use === "now") place.isRepeated = true;
        if (use === "kept") place.isKept = true;
        break;
      }
      case "macro_invocation": {
        const name = at.parent.childForFieldName("macro");
        place.isHidden ||= name === null ||
          !CODE_ONLY.has(lastName(source, name));
        break;
      }
      case "macro_definition":
      case "attribute_item":
        place.isHidden = true;
        break;
      case "function_item":
        return { ...place, within: { source, node: at.parent } };
    }
  }
  return place;
}
