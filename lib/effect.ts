/**
 * What an edit has come to in the running program: which of the edited
 * functions are live, and which are held back and why. Pure.
 */

import type { ChangedItem } from "./classify/verdict.ts";

/** Edited functions that keep an old version somewhere. */
export interface Held {
  functions: string[];
  /**
   * Why: a changed type forbids to redirect them; they were compiled without
   * entries that can be redirected; or they are running and never called again.
   */
  reason: "types" | "entries" | "running";
  /** The changed types, or whatever else stands in the way. */
  barriers: string[];
}

/** What is known of a commit. */
export interface Commit {
  items: readonly ChangedItem[];
  /** `#[chaud::hot]` functions with a new version: `crate::module::name`. */
  hotFunctions: readonly string[];
  /** Functions whose old entries lead to the new code, by their own name. */
  redirected: ReadonlySet<string>;
  /** Functions that other crates reach through imports, by their own name. */
  exported: ReadonlySet<string>;
  barriers: readonly string[];
}

/** The edited functions: live ones, and those held back. */
export interface Effect {
  live: string[];
  held: Held[];
}

/** Sorts the edited functions. */
export function effectOf(commit: Commit): Effect {
  const { items, hotFunctions, redirected, exported, barriers } = commit;
  const isLive = (path: string, changes: ChangedItem["changes"]) => {
    const name = ownName(path);
    return hotFunctions.some((hot) => hot.endsWith(`::${path}`)) ||
      redirected.has(name) || changes.some(isNew) ||
      barriers.length === 0 && exported.has(name);
  };
  const edited = items.filter(({ kind, changes }) =>
    kind === "function" && !changes.includes("removed")
  );
  const held = edited.filter(({ path, changes }) =>
    path === "main" || !isLive(path, changes)
  ).map(({ path }) => path);
  const running = held.filter((path) => path === "main");
  const others = held.filter((path) => path !== "main");
  const all: Held[] = [
    {
      functions: others,
      reason: barriers.length > 0 ? "types" : "entries",
      barriers: [...barriers],
    },
    { functions: running, reason: "running", barriers: [] },
  ];
  return {
    live: edited.map(({ path }) => path).filter((path) => !held.includes(path)),
    held: all.filter(({ functions }) => functions.length > 0),
  };
}

/** A function of another signature is another one, with callers of its own. */
function isNew(change: ChangedItem["changes"][number]): boolean {
  return change === "added" || change === "signature" || change === "generics";
}

/** The last part of a path. */
export function ownName(path: string): string {
  return path.slice(path.lastIndexOf(":") + 1);
}
