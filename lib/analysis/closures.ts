/**
 * Which closures and futures end with the call of the function that makes
 * them, and which may outlive it: a callback, a thread, a route. Those go on
 * as they were made. What is not known to end may outlive. Pure.
 */

import type { Node } from "web-tree-sitter";
import { isField, mentions } from "./mentions.ts";
import type { SourceTree } from "./source_tree.ts";

/** Methods and functions that call what they are given, and do not keep it. */
const CALLS_NOW: ReadonlySet<string> = new Set([
  ..."all and_modify and_then any binary_search_by".split(" "),
  ..."binary_search_by_key catch_unwind chunk_by cmp_by dedup_by".split(" "),
  ..."dedup_by_key eq_by extract_if fetch_update filter".split(" "),
  ..."filter_map find find_map flat_map fold for_each from_fn".split(" "),
  ..."get_or_init get_or_insert_with get_or_try_init inspect".split(" "),
  ..."inspect_err is_err_and is_none_or is_ok_and is_some_and".split(" "),
  ..."is_sorted_by is_sorted_by_key map map_err map_or".split(" "),
  ..."map_or_else map_while max_by max_by_key min_by".split(" "),
  ..."min_by_key ok_or_else or_else or_insert_with".split(" "),
  ..."or_insert_with_key partition partition_point position".split(" "),
  ..."reduce repeat_with resize_with retain retain_mut".split(" "),
  ..."rfind rfold rposition rsplit rsplitn scan skip_while".split(" "),
  ..."select_nth_unstable_by sort_by sort_by_cached_key".split(" "),
  ..."sort_by_key sort_unstable_by sort_unstable_by_key split".split(" "),
  ..."split_inclusive splitn successors take_if take_while".split(" "),
  ..."then trim_end_matches trim_matches trim_start_matches".split(" "),
  ..."try_fold try_for_each unwrap_or_else with with_borrow".split(" "),
  "with_borrow_mut",
]);

/** Functions that run what they are given once: on a thread, or as a task. */
const RUNS_ONCE: ReadonlySet<string> = new Set([
  ..."block_in_place block_on install scope spawn spawn_blocking".split(" "),
  ..."spawn_local spawn_scoped".split(" "),
]);

/** What becomes of a function, closure or future that is an argument. */
export type Use = "now" | "once" | "kept";

/** What becomes of a value where it is an argument of a call; else it is kept. */
export function useOf(source: SourceTree, value: Node): Use {
  const list = value.parent;
  if (list?.type === "arguments" && list.parent?.type === "call_expression") {
    return useBy(calledName(source, list.parent));
  }
  // In macros, there are tokens only.
  const name = list?.type === "token_tree" ? list.previousSibling : null;
  return name?.type === "identifier" ? useBy(source.textOf(name)) : "kept";
}

function useBy(name: string): Use {
  if (CALLS_NOW.has(name)) return "now";
  return RUNS_ONCE.has(name) ? "once" : "kept";
}

/** The own name of what is called. */
function calledName(source: SourceTree, call: Node): string {
  let node = call.childForFieldName("function");
  for (;;) {
    const inner = node?.childForFieldName("function") ??
      node?.childForFieldName("field") ?? node?.childForFieldName("name");
    if (!node || !inner) return node ? source.textOf(node) : "";
    node = inner;
  }
}

/** Whether a closure or future of a body may be there when its function has returned. */
export function mayOutlive(source: SourceTree, closure: Node): boolean {
  const { parent } = closure;
  if (useOf(source, closure) === "now") return returnsKept(closure);
  switch (parent?.type) {
    // Called where it stands.
    case "parenthesized_expression":
      return !isField(parent, "function");
    case "reference_expression":
      return !parent.children.some(({ type }) => type === "mutable_specifier");
    case "let_declaration":
      return !isOnlyCalled(source, parent);
    default:
      return true;
  }
}

/** Whether a variable is used for nothing but calls. */
function isOnlyCalled(source: SourceTree, declaration: Node): boolean {
  const pattern = declaration.childForFieldName("pattern");
  if (pattern?.type !== "identifier") return false;
  const scope = declaration.parent;
  const uses = mentions(source, source.textOf(pattern)).filter((node) =>
    scope !== null && node.startIndex > declaration.endIndex &&
    node.endIndex <= scope.endIndex
  );
  return uses.every((node) =>
    node.parent?.type === "call_expression" && isField(node, "function")
  );
}

/** Whether a function around returns what may hold a closure. */
function returnsKept(node: Node): boolean {
  let at: Node | null = node;
  while (at && at.type !== "function_item") at = at.parent;
  const returned = at?.childForFieldName("return_type");
  return (returned?.descendantsOfType(["dynamic_type", "abstract_type"])
    .length ?? 0) > 0;
}

/** The closures and futures of a body, and those that macros are given. */
export function closuresOf(source: SourceTree, body: Node): Node[] {
  const made = body.descendantsOfType(["closure_expression", "async_block"]);
  const inputs = body.descendantsOfType("token_tree");
  return [...made, ...inputs.flatMap((input) => closuresAmong(source, input))];
}

const BEFORE_CLOSURES: ReadonlySet<string> = new Set([
  ..."( [ { , ; = => : move async return".split(" "),
]);

/** The first token of each closure or future directly in a macro's input. */
function closuresAmong(source: SourceTree, { children }: Node): Node[] {
  let isInParameters = false;
  return children.filter(({ type }, index) => {
    if (type === "async") return true;
    if (type !== "|" && type !== "||") return false;
    if (isInParameters) {
      isInParameters = false;
      return false;
    }
    const before = children[index - 1];
    const begins = before && BEFORE_CLOSURES.has(source.textOf(before));
    isInParameters = begins === true && type === "|";
    return begins === true;
  });
}

/** The closure or future that a token of a macro's input is in, if it is in one. */
export function closureAround(
  source: SourceTree,
  token: Node,
): Node | undefined {
  const starts = token.parent ? closuresAmong(source, token.parent) : [];
  const before = starts.findLast((start) =>
    start.startIndex < token.startIndex
  );
  let at = token.previousSibling;
  for (; at && before && at.startIndex > before.endIndex;) {
    if (at.type === "," || at.type === ";") return undefined;
    at = at.previousSibling;
  }
  return before;
}
