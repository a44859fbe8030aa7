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
import { makesStatics } from "./persistent_statics.ts";
import { reachesTypes } from "./macro_edits.ts";
import type { Doubt } from "./reasons.ts";
import type { ChangedItem, Verdict } from "./verdict.ts";
import { replacedImplementations, type Versions } from "./implementations.ts";
import { type OldVersion, oldVersionOf } from "./old_versions.ts";
import type { ParsedFiles } from "./parsed_files.ts";
import type { SourceTree } from "./source_tree.ts";
import { definesTypes, valueShapesTypes } from "./type_uses.ts";
import { hasFutures } from "./unnamed_types.ts";
import { changedTraits } from "./vtables.ts";

/** What must not be redirected. */
export interface AbiChanges {
  /**
   * What may lay out values in another way, so that no function is safe to
   * redirect: types, traits, constants, macros; a file, where nothing is known.
   */
  changedTypes: string[];
  /**
   * Functions, by their own name, that make values of types without a name,
   * such as futures: those may be laid out in another way.
   */
  changedLayouts: Set<string>;
  /**
   * Functions with another signature, statics of another type, by their own
   * name. Their symbols tell, where symbols hold a hash of it.
   */
  changedSignatures: Set<string>;
  /**
   * The only functions that are safe to redirect, where closures or futures
   * have changed: symbols do not tell how those are laid out, or which is which.
   */
  safeOnly?: ReadonlySet<string>;
  /** Whether other crates can see the edit. */
  crossesCrates?: boolean;
  /** Edited functions, by path, that go on in an old version all the same. */
  oldVersions: Map<string, OldVersion>;
  /** Implementations that took the place of others: `<Type as Trait>`. */
  replaced: string[];
}

/** What forbids nothing. */
export function noAbiChanges(): AbiChanges {
  return {
    changedTypes: [],
    changedLayouts: new Set(),
    changedSignatures: new Set(),
    oldVersions: new Map(),
    replaced: [],
  };
}

/** An edit of one file. */
export interface FileEdit {
  file: string;
  verdict: Verdict;
}

/** What is asked of the sources. */
type Sources = Pick<
  ParsedFiles,
  "versions" | "someTree" | "oldTrees" | "plainFunctions"
>;

/** What the edits of some files forbid to redirect. */
export function abiChanges(
  edits: Iterable<FileEdit>,
  sources: Sources,
): AbiChanges {
  const abi = { ...noAbiChanges(), crossesCrates: false };
  let isLoose = false;
  const versions: Versions[] = [];
  for (const edit of edits) {
    const { kind } = edit.verdict;
    abi.crossesCrates ||= kind === "interface" || kind === "unknown";
    abi.changedTypes.push(...changedTypes(edit, sources));
    noteFunctions(abi, edit.verdict.items);
    noteOldVersions(abi, edit, sources);
    const { file, verdict } = edit;
    const { before, after } = sources.versions(file);
    const isOfTypes = verdict.items.some(isOfImplementations);
    if (before && after && isOfTypes) versions.push({ file, before, after });
    isLoose ||= isLoosening(edit, sources);
  }
  abi.replaced.push(...replacedImplementations(versions));
  return isLoose ? { ...abi, safeOnly: sources.plainFunctions() } : abi;
}

/** Whether an item may have brought or taken an implementation, or part of one. */
function isOfImplementations({ kind, changes }: ChangedItem): boolean {
  const isPart = changes.includes("added") || changes.includes("removed");
  return kind === "impl" || kind === "function" && isPart ||
    kind === "type" && !changes.includes("added");
}

/** What may lay out values in another way after an edit. */
function changedTypes(
  { file, verdict: { kind, items, doubts } }: FileEdit,
  sources: Sources,
): Set<string> {
  const { before, after } = sources.versions(file);
  const isRust = file.endsWith(".rs");
  const unknown = isRust
    ? doubts.flatMap((doubt) => typesBehind(doubt, file))
    : [];
  if (!before || !after) return new Set(unknown);
  const versions = [before, after];
  return new Set([
    ...unknown,
    ...items.filter((item) => shapesTypes(item, versions, sources))
      .map(({ path }) => path),
    ...mayDefine(kind, items) ? changedTraits(before, after) : [],
    ...reboundNames(items, before, after, sources.someTree),
  ]);
}

/** Notes functions and statics that are of another type, or make values that are. */
function noteFunctions(abi: AbiChanges, items: readonly ChangedItem[]): void {
  for (const { kind, name, changes, facts } of items) {
    if (kind === "static" && changes.includes("signature")) {
      abi.changedSignatures.add(name);
    }
    if (kind !== "function" || changes.includes("added")) continue;
    if (changes.includes("attributes") || facts?.opaque || facts?.async) {
      abi.changedLayouts.add(name);
    }
    if (changes.some((change) => change !== "body")) {
      abi.changedSignatures.add(name);
    }
  }
}

/** Notes functions of which an old version goes on. */
function noteOldVersions(
  abi: AbiChanges,
  { file, verdict: { items } }: FileEdit,
  sources: Sources,
): void {
  const { before } = sources.versions(file);
  if (!before) return;
  for (const item of items) {
    const version = oldVersionOf(item, before, sources.oldTrees);
    if (version) abi.oldVersions.set(item.path, version);
  }
}

/** Whether an edit is of more than bodies: what is nested there is an item too. */
function mayDefine(kind: Verdict["kind"], items: readonly ChangedItem[]) {
  if (kind === "moved" || kind === "same") return false;
  return kind !== "bodies" ||
    items.some(({ kind, changes }) =>
      kind !== "function" || changes.some((change) => change !== "body")
    );
}

/** What may lay out values in another way, where the rules do not tell. */
function typesBehind(doubt: Doubt, file: string): string[] {
  switch (doubt.kind) {
    case "unknownAttribute":
      return [`#[${doubt.name}]`];
    // Its types are the function's own: those that may hold them are known.
    case "statementMacro":
      return [];
    case "readDocumentation":
    case "signatureMacro":
    case "strayMethod":
    case "unknownItem":
    case "unparsed":
    case "incomparable":
      return [file];
  }
}

/** Whether an item may give another layout to values that old code holds. */
function shapesTypes(
  { kind, changes, facts, name }: ChangedItem,
  versions: readonly SourceTree[],
  { someTree }: Sources,
): boolean {
  if (changes.includes("added") || changes.includes("derives")) return false;
  switch (kind) {
    case "type":
    case "module":
    case "other":
      return true;
    case "macro call":
      return !makesStatics(name);
    case "macro":
      return !changes.includes("definition") ||
        reachesTypes(name, versions, someTree);
    case "const":
    case "static":
      return versions.some((source) => definesTypes(source, name)) ||
        someTree(name, (source) => valueShapesTypes(source, name));
    case "function":
      return facts?.const === true &&
        someTree(name, (source) => valueShapesTypes(source, name));
    case "trait":
    case "impl":
    case "import":
      return false;
  }
}

/** Whether an edit may change types that have no name: closures, futures. */
function isLoosening(
  { verdict: { items, doubts } }: FileEdit,
  sources: Sources,
): boolean {
  return doubts.some(({ kind }) => kind === "statementMacro") ||
    items.some(({ kind, changes, facts }) => {
      if (kind !== "function" || changes.includes("added")) return false;
      if (facts?.closures === "changed" || facts?.async || facts?.opaque) {
        return true;
      }
      // A future holds what its function calls return.
      return changes.some((change) => change !== "body") &&
        sources.someTree("async", hasFutures);
    });
}
