/**
 * Which functions an edit forbids to redirect: an old caller must not get what
 * was compiled for other types than its own. Pure.
 *
 * A changed type forbids all functions of the patch, not only those that
 * mention it: a signature does not tell what lies behind a trait object, `Any`,
 * a closure, a generic type of a foreign crate, or a static, so no list of
 * functions is known to be safe.
 */

import { reboundNames } from "./rebound_names.ts";
import { reachesTypes } from "./macro_edits.ts";
import type { ChangedItem, Verdict } from "./verdict.ts";
import type { ParsedFiles } from "./parsed_files.ts";

/** What must not be redirected. */
export interface AbiChanges {
  /** What makes it unsafe to redirect any function: changed types, say. */
  barriers: string[];
  /** Functions that must not be, by their own name. */
  except: Set<string>;
  /**
   * Functions with another signature, statics of another type. Their symbols
   * tell, where symbols hold a hash of it.
   */
  resigned: Set<string>;
  /**
   * The only ones that may be, where closures or futures have changed:
   * symbols do not tell how those are laid out, or which is which.
   */
  only?: ReadonlySet<string>;
  /** Whether other crates can see the edit. */
  isSeen?: boolean;
}

/** What forbids nothing. */
export function noAbiChanges(): AbiChanges {
  return { barriers: [], except: new Set(), resigned: new Set() };
}

/** An edit of one file. */
export interface FileChange {
  file: string;
  text: string;
  verdict: Verdict;
}

/**
 * Notes what an edit forbids to redirect.
 *
 * @returns Whether types without a name may differ: closures, futures.
 */
export function noteAbiChanges(
  guard: AbiChanges,
  { file, text, verdict: { kind, items, reason } }: FileChange,
  edits: Pick<ParsedFiles, "baselineText" | "someText" | "changedTraits">,
): boolean {
  const before = edits.baselineText(file) ?? "";
  const unknown = kind === "unknown" && file.endsWith(".rs")
    ? whatIsUnknown(items, reason)
    : undefined;
  guard.barriers.push(
    ...unknown === undefined || unknown.isLocal ? [] : [unknown.name ?? file],
    ...items.filter((item) => isBarrier(item, [before, text], edits))
      .map(({ path }) => path),
    ...mayDefine(kind, items) ? edits.changedTraits(file) : [],
    ...reboundNames(items, before, text),
  );
  for (const { kind, path } of items) {
    const name = path.slice(path.lastIndexOf(":") + 1);
    const isOther = typesOf(name, before) !== typesOf(name, text);
    if (kind === "static" && isOther) guard.resigned.add(name);
  }
  const functions = items.filter(({ kind, changes }) =>
    kind === "function" && !changes.includes("added")
  );
  for (const { path, changes, facts } of functions) {
    const name = path.slice(path.lastIndexOf(":") + 1);
    if (changes.includes("attributes") || facts?.opaque || facts?.async) {
      guard.except.add(name);
    }
    if (changes.some((change) => change !== "body")) guard.resigned.add(name);
  }
  return unknown?.isLocal || functions.some((item) => isLoosening(item, edits));
}

/** Whether an edit is of more than bodies: what is nested there is an item too. */
function mayDefine(kind: Verdict["kind"], items: readonly ChangedItem[]) {
  if (kind === "moved" || kind === "same") return false;
  return kind !== "bodies" ||
    items.some(({ kind, changes }) =>
      kind !== "function" || changes.some((change) => change !== "body")
    );
}

/**
 * What the rules do not know. A macro that stands as a statement can define
 * types, but only such as the function around it has to itself.
 */
function whatIsUnknown(
  items: readonly ChangedItem[],
  reason = "",
): { name?: string; isLocal: boolean } {
  const reasons = [reason, ...items.map((item) => item.reason ?? "")];
  const attribute = reasons.join("\n").match(/unknown attribute `([^`]+)`/)
    ?.[1];
  if (attribute !== undefined) {
    return { name: `#[${attribute}]`, isLocal: false };
  }
  const others = /no item that|macro in its|outside of any|may read$/;
  const isLocal = reason.includes("the statement `") &&
    !reasons.some((each) => others.test(each));
  return { isLocal };
}

/** Whether an edit may give another layout to values that old code holds. */
function isBarrier(
  item: ChangedItem,
  [before, text]: [before: string, after: string],
  edits: Pick<ParsedFiles, "someText">,
): boolean {
  const { kind, changes, facts, path } = item;
  if (changes.includes("added") || changes.includes("derives")) return false;
  if (kind === "macro" && changes.includes("definition")) {
    return path.endsWith("!") ||
      reachesTypes(path, [before, text], edits.someText.bind(edits));
  }
  if (/^(?:type|macro|module|other)$/.test(kind)) return true;
  if (kind === "const") {
    const name = path.slice(path.lastIndexOf(":") + 1);
    const type = declaration(text, item).match(/:\s*(\w+)/)?.[1] ?? "";
    return type === "usize" ||
      NUMBER.test(type) && edits.someText(inTypes(name));
  }
  return facts?.const === true &&
    /->\s*\w+/.test(declaration(text, item)) &&
    NUMBER.test(declaration(text, item).match(/->\s*(\w+)/)?.[1] ?? "");
}

const NUMBER = /^(?:[iu](?:\d+|size)|bool|char)$/;

/** Where a constant may be part of a type: a length, an argument, or the value of another constant. */
function inTypes(name: string): RegExp {
  return new RegExp(
    `;[^;\\]\\n]*\\b${name}\\b[^;\\]\\n]*\\]|<[^<>;=()\\n]*\\b${name}\\b[^<>;=()\\n]*>` +
      `|\\bconst\\s+\\w+\\s*:[^=;]*=[^;]*\\b${name}\\b`,
  );
}

/** The types that statics of a name are declared with. */
function typesOf(name: string, text: string): string {
  const declared = new RegExp(
    `\\bstatic\\s+(?:mut\\s+)?${name}\\s*:([^=;]*)`,
    "g",
  );
  return [...text.matchAll(declared)].map(([, type]) => type).join();
}

/** An item's text before its value or body. */
function declaration(text: string, { line }: ChangedItem): string {
  const from = text.split("\n").slice(line - 1).join("\n");
  return from.slice(from.search(/\b(?:const|fn)\b/)).split(/[={]/)[0] ?? "";
}

/** Whether an edit of a function may change types that have no name. */
function isLoosening(
  { changes, facts }: ChangedItem,
  edits: Pick<ParsedFiles, "someText">,
): boolean {
  if (facts?.closures === "changed" || facts?.async || facts?.opaque) {
    return true;
  }
  // A future holds what its function calls return.
  return changes.some((change) => change !== "body") &&
    edits.someText(/\basync\b/);
}
