/** What the attributes of an item mean for the question who can see its code. */

import type { Node } from "web-tree-sitter";
import type { SourceTree } from "./source_tree.ts";
import { isComment, tokenTexts } from "./tokens.ts";

/** The effects of all attributes of one item. */
export interface Effects {
  /** `#[inline]` or `#[inline(always)]`. */
  inline: boolean;
  /** There is a derive: it writes inline and generic code. */
  derives: boolean;
  /** The first attribute that may be a macro, which could make anything of its item. */
  macro: string | undefined;
  /** What is derived. */
  derived: string[];
  /** The first derive that is not the standard library's, and may read doc comments. */
  foreignDerive: string | undefined;
}

/** Attributes of the language, and of tools, that leave a function's code what it is. */
const INERT = new Set([
  ..."allow warn deny forbid expect deprecated must_use diagnostic".split(" "),
  ..."cfg doc test bench ignore should_panic automatically_derived".split(" "),
  ..."cold track_caller target_feature instruction_set coverage".split(" "),
  ..."no_mangle export_name link_section used repr non_exhaustive".split(" "),
  ..."link link_name link_ordinal path macro_use macro_export".split(" "),
  ..."panic_handler global_allocator feature no_std no_main".split(" "),
  ..."no_implicit_prelude recursion_limit type_length_limit".split(" "),
  ..."crate_type crate_name windows_subsystem debugger_visualizer".split(" "),
]);
const INERT_TOOLS = new Set(["clippy", "rustfmt", "diagnostic", "miri"]);
/** Our own: a hot function's body stays behind its slot. */
const CHAUD = new Set(["hot", "persist"]);
const STANDARD_DERIVES = new Set(
  "Clone Copy Debug Default Eq Hash Ord PartialEq PartialOrd".split(" "),
);

/** Reads the attributes of an item. */
export function effectsOf(source: SourceTree, attributes: Node[]): Effects {
  const effects: Effects = {
    inline: false,
    derives: false,
    derived: [],
    macro: undefined,
    foreignDerive: undefined,
  };
  for (const node of attributes) {
    const tokens = tokenTexts({ source, node });
    const content = tokens.slice(tokens.indexOf("[") + 1, -1);
    addEffect(effects, content, source);
  }
  return effects;
}

function addEffect(effects: Effects, content: string[], source: SourceTree) {
  const after = content.findIndex((token) => !/^(?:[\w#]+|::)$/.test(token));
  const path = content.slice(0, after < 0 ? content.length : after);
  const name = path.join("").replace(/^::/, "");
  const inputs = after < 0 ? [] : commaSeparated(content.slice(after + 1, -1));
  const [first, last] = [name.split("::")[0]!, name.split("::").at(-1)!];
  if (name === "inline") effects.inline ||= inputs[0]?.[0] !== "never";
  else if (name === "unsafe" || name === "cfg_attr") {
    for (const input of inputs.slice(name === "cfg_attr" ? 1 : 0)) {
      addEffect(effects, input, source);
    }
  } else if (name === "derive") {
    effects.derives ||= inputs.length > 0;
    effects.derived.push(...inputs.map((input) => input.join("")));
    const foreign = inputs.find((input) =>
      !STANDARD_DERIVES.has(input.at(-1)!)
    );
    effects.foreignDerive ??= foreign?.join("");
  } else if (
    !INERT.has(name) &&
    !(name !== first && INERT_TOOLS.has(first)) &&
    !(CHAUD.has(last) &&
      (name === `chaud::${last}` || (name === last && importsChaud(source))))
  ) {
    effects.macro ??= name;
  }
}

/** What the attributes before an item derive, as it is written there. */
export function derivesOf(source: SourceTree, item: Node): string[] {
  const derives: string[] = [];
  let before = item.previousNamedSibling;
  for (; before; before = before.previousNamedSibling) {
    if (isComment(before)) continue;
    if (before.type !== "attribute_item") break;
    derives.push(...effectsOf(source, [before]).derived);
  }
  return derives;
}

/** Whether an attribute is a derive of the standard library's traits alone. */
export function isStandardDerive(source: SourceTree, node: Node): boolean {
  const { derives, foreignDerive, macro } = effectsOf(source, [node]);
  return derives && foreignDerive === undefined && macro === undefined;
}

function importsChaud(source: SourceTree): boolean {
  return /\buse\s+(?:::\s*)?chaud\b/.test(source.text);
}

function commaSeparated(tokens: string[]): string[][] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if ("([{".includes(token)) depth++;
    if (")]}".includes(token)) depth--;
    if (token === "," && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}
