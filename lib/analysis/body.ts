/** What a function's body may do beyond its own code. */

import type { Node } from "web-tree-sitter";
import { closuresOf, mayOutlive } from "./closures.ts";
import type { SourceTree } from "./source_tree.ts";
import { tokenTexts } from "./tokens.ts";

/** A function's body in one version of a file. */
export interface Body {
  source: SourceTree;
  node: Node;
}

/** Closures (and async blocks, which are the same to the compiler) of a body that changed. */
export type Closures = "none" | "unchanged" | "changed";

/**
 * Macros that may stand as a statement with any input and make nothing but code
 * of this body: the standard library's, and those of widespread crates for
 * logging, errors, async and markup.
 */
export const CODE_ONLY: ReadonlySet<string> = new Set([
  ..."print println eprint eprintln dbg write writeln format vec".split(" "),
  ..."panic todo unimplemented unreachable assert assert_eq assert_ne".split(
    " ",
  ),
  ..."debug_assert debug_assert_eq debug_assert_ne matches pin".split(" "),
  ..."asm thread_local format_args concat stringify env option_env".split(" "),
  ..."trace debug info warn error log event span trace_span debug_span".split(
    " ",
  ),
  ..."info_span warn_span error_span bail ensure anyhow eyre".split(" "),
  ..."select join try_join lazy_static json html rsx view quote".split(" "),
]);

/**
 * A macro of unknown name that stands as a statement and whose input differs.
 *
 * Only such a macro can be expanded to items, and so to an `impl` that other
 * crates see. One that stands as an expression could hide an `impl` in a block
 * only, which rustc itself warns of (`non_local_definitions`).
 */
export function changedStatementMacro(
  before: Body,
  after: Body,
): string | undefined {
  const was = unknownStatements(before);
  const is = unknownStatements(after);
  const changed = unmatched(was, is)[0] ?? unmatched(is, was)[0];
  return changed?.slice(0, changed.indexOf("!") + 1).replaceAll(" ", "");
}

/** Whether a body may define something that reaches out of it: an impl, or a macro that could make one. */
export function definesBeyond(body: Body): boolean {
  return /\b(?:impl|macro_rules|mod)\b/.test(body.source.textOf(body.node)) ||
    unknownStatements(body).length > 0;
}

/** What became of the closures in a body. */
export function closuresIn(before: Body, after: Body): Closures {
  const [was, is] = [closures(before), closures(after)];
  if (unmatched(was, is).length + unmatched(is, was).length > 0) {
    return "changed";
  }
  return is.length > 0 ? "unchanged" : "none";
}

/** Whether a changed body has made closures or futures that may still be there. */
export function hasOutliving(before: Body, after: Body): boolean {
  // A macro's input is one text.
  const textOf = ({ source }: Body, closure: Node) => {
    const { parent } = closure;
    const node = parent?.type === "token_tree" ? parent : closure;
    return tokenTexts({ source, node }).join(" ");
  };
  const is = new Set(
    closuresOf(after.source, after.node).map((closure) =>
      textOf(after, closure)
    ),
  );
  return closuresOf(before.source, before.node).some((closure) =>
    !is.has(textOf(before, closure)) && mayOutlive(before.source, closure)
  );
}

const NESTED_CODE: ReadonlySet<string> = new Set([
  "closure_expression",
  "async_block",
  "function_item",
]);

/** Whether a body has a loop that nothing ends but a panic. */
export function isEndless({ source, node }: Body): boolean {
  return node.descendantsOfType(["loop_expression", "while_expression"])
    .some((loop) =>
      enclosing(loop, NESTED_CODE)?.id === enclosing(node, NESTED_CODE)?.id &&
      isForEver(source, loop)
    );
}

function isForEver(source: SourceTree, loop: Node): boolean {
  const condition = loop.childForFieldName("condition");
  if (condition && source.textOf(condition) !== "true") return false;
  const exits = loop.descendantsOfType([
    "break_expression",
    "return_expression",
    "try_expression",
    // In the input of macros.
    "break",
    "return",
    "?",
  ]);
  return !exits.some((exit) => {
    if (enclosing(exit, NESTED_CODE)?.id !== enclosing(loop, NESTED_CODE)?.id) {
      return false;
    }
    const isBreak = exit.type === "break_expression" &&
      !exit.namedChildren.some(({ type }) => type === "label");
    if (exit.type === "break" && exit.parent?.type === "break_expression") {
      return false;
    }
    return !isBreak || enclosing(exit, LOOPS)?.id === loop.id;
  });
}

const LOOPS: ReadonlySet<string> = new Set([
  "loop_expression",
  "while_expression",
  "for_expression",
]);

/** The closest node of some kinds around another. */
export function enclosing(node: Node, kinds: ReadonlySet<string>): Node | null {
  let at = node.parent;
  while (at && !kinds.has(at.type)) at = at.parent;
  return at;
}

function closures(body: Body): string[] {
  const { source, node } = body;
  const inCode = node.descendantsOfType(["closure_expression", "async_block"]);
  // Macro input has no tree: whatever looks like a closure counts as one.
  const inMacros = macros(body)
    .filter((call) => /\||\basync\b/.test(source.textOf(call)));
  return [...inCode, ...inMacros].map((node) =>
    tokenTexts({ source, node }).join(" ")
  );
}

function unknownStatements(body: Body): string[] {
  const { source } = body;
  return macros(body)
    .filter((call) => isStatement(call, body.node))
    .filter((call) => {
      const name = call.childForFieldName("macro");
      return name &&
        !CODE_ONLY.has(source.textOf(name).split("::").at(-1)!.trim());
    })
    .map((node) => tokenTexts({ source, node }).join(" "));
}

function macros({ source, node }: Body): Node[] {
  if (!source.textOf(node).includes("!")) return [];
  return node.descendantsOfType("macro_invocation");
}

/** Whether a macro call stands where items could. */
function isStatement(call: Node, body: Node): boolean {
  const parent = call.parent;
  if (parent?.type === "expression_statement") {
    return parent.parent?.type === "block";
  }
  if (parent?.type !== "block") return false;
  const last = parent.namedChildren.findLast((child) => !child.isExtra);
  if (last?.id !== call.id) return true;
  // At the end of a block it is the block's value, unless the function has none.
  return parent.id === body.id &&
    !body.parent?.childForFieldName("return_type");
}

/** The texts of a list that another list lacks. */
function unmatched(texts: string[], others: string[]): string[] {
  const left = [...others];
  return texts.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
