/**
 * What an edit has come to in the running program: which of the edited
 * functions are live, and which are held back and why. Pure.
 */

import type { ChangedItem } from "../analysis/verdict.ts";
import type { Held, HeldReason, Loss } from "../report/report.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";

/** What is known of a commit. */
export interface Commit {
  items: readonly ChangedItem[];
  guard: AbiChanges;
  /** `#[chaud::hot]` functions with a new version: `crate::module::name`. */
  hotFunctions: readonly string[];
  /** Functions whose old entries lead to the new code, by their own name. */
  redirected: ReadonlySet<string>;
  /** Functions that other crates reach through imports, by their own name. */
  exported: ReadonlySet<string>;
  /** Functions of which some old version keeps its code, by their own name. */
  lost: ReadonlyMap<string, Loss>;
  /** All that ever made it unsafe to redirect. */
  barriers: readonly string[];
  /** Whether a function has code of its own in the patch, by its own name. */
  isCompiled?: (name: string) => boolean;
}

/** The edited functions: live ones, and those held back. */
export interface Effect {
  live: string[];
  held: Held[];
}

/** Sorts the edited functions. */
export function effectOf(commit: Commit): Effect {
  const edited = commit.items.filter(({ kind, changes }) =>
    kind === "function" && !changes.includes("removed")
  );
  const live: string[] = [];
  const held = new Map<HeldReason, Held>();
  for (const item of edited) {
    const reason = whyHeld(item, commit);
    if (!reason) {
      live.push(item.path);
      continue;
    }
    const barriers = barriersOf(reason, commit);
    const group = held.get(reason) ?? { functions: [], reason, barriers };
    group.functions.push(item.path);
    held.set(reason, group);
  }
  // A macro, say, changes functions that were not edited.
  const { barriers } = commit.guard;
  if (barriers.length > 0 && !held.has("types")) {
    held.set("types", { functions: [], reason: "types", barriers });
  }
  return { live, held: [...held.values()] };
}

function barriersOf(reason: HeldReason, { guard, barriers }: Commit): string[] {
  if (reason === "types") return [...guard.barriers];
  return reason === "past" ? [...barriers] : [];
}

/** Functions and statics that the sources no longer have. */
export function removedItems(items: readonly ChangedItem[]): string[] {
  const removed = items.filter(({ kind, changes }) =>
    /^(?:function|static)$/.test(kind) && changes.includes("removed")
  );
  return removed.map(({ path }) => path);
}

function whyHeld(
  { path, changes, facts }: ChangedItem,
  { guard, hotFunctions, redirected, exported, lost, isCompiled }: Commit,
): HeldReason | undefined {
  const name = ownName(path);
  if (path === "main") return "running";
  if (hotFunctions.some((hot) => hot.endsWith(`::${path}`))) return undefined;
  // A function of another signature is another one, with callers of its own.
  if (changes.some((change) => /^(?:added|signature)$/.test(change))) {
    return undefined;
  }
  const loss = lost.get(name);
  if (loss === "types" && guard.barriers.length === 0) return "past";
  if (loss) return loss;
  const reached = facts?.endless ? "endless" : undefined;
  if (redirected.has(name) || changes.includes("generics")) return reached;
  if (guard.barriers.length > 0) return "types";
  if (guard.except.has(name)) return "layout";
  if (exported.has(name)) return reached;
  // Its callers have its code in theirs.
  return isCompiled?.(name) === false ? undefined : "entries";
}

/** The last part of a path. */
export function ownName(path: string): string {
  return path.slice(path.lastIndexOf(":") + 1);
}
