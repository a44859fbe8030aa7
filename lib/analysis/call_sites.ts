/**
 * Where code calls a function or holds it as a value, and what becomes of such
 * a place. By name, arity and what is written before the name. Pure.
 */

import type { Node } from "web-tree-sitter";
import { CODE_ONLY } from "./body.ts";
import { closureAround, useOf } from "./closures.ts";
import { type Callee, filterFor, isOfOther, lastName } from "./callee.ts";
import { IMPORTS } from "./imports.ts";
import { isField, isWithin, mentionAt, places } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";
import { isVariable } from "./variables.ts";

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
  const mayBe = filterFor(source, callee, source === home);
  for (const place of places(source.text, callee.name)) {
    if (!mayBe(place)) continue;
    const node = mentionAt(source, callee.name, place);
    if (!node || isWithin(node, IMPORTS) || isName(node)) continue;
    if (isInTest(source, node)) continue;
    const expression = node.parent?.type === "token_tree"
      ? inMacro(source, node, callee)
      : inCode(source, node, callee);
    if (!expression) continue;
    const { at, kind } = expression;
    const use = kind === "call" ? undefined : useOf(source, at);
    const site = placeOf(source, at);
    if (use === undefined || use === "kept") yield { ...site, kind };
    else {
      const isRepeated = site.isRepeated || use === "now";
      yield { ...site, kind: "call", isRepeated };
    }
  }
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
    if (isOfOther(source, node.parent, callee)) return undefined;
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
  const isCall = node.nextSibling?.type === "token_tree" &&
    node.nextSibling.firstChild?.type === "(";
  if (isCall) return { at: node, kind: "call" };
  return isMethod || isVariable(source, node)
    ? undefined
    : { at: node, kind: "value" };
}

/** Whether a mention names what it is part of: an item, a field. */
function isName(node: Node): boolean {
  return node.parent?.type !== "scoped_identifier" &&
    node.parent?.type !== "token_tree" && isField(node, "name");
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
