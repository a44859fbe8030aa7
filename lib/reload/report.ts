/**
 * The last stage: what an edit has come to in the running program, and which
 * of the edited functions are live, or held back and why. Pure.
 */

import {
  type Caller,
  callersIn,
  mayBeRunBy,
} from "../analysis/running_callers.ts";
import { hasEntries, type Unit } from "../build/rustc/unit.ts";
import {
  type AlteredItem,
  heldStatics,
} from "../analysis/altered_functions.ts";
import type { ChangedItem } from "../analysis/verdict.ts";
import type { Held, HeldReason, Loss } from "../report/report.ts";
import type { AbiChanges } from "../analysis/abi_changes.ts";
import type { OldVersion } from "../analysis/old_versions.ts";
import type { Base } from "../build/base.ts";
import type { Loaded } from "../program/programs.ts";
import type { Affected } from "./affected.ts";
import type { Commit, ReloadContext } from "./context.ts";
import { demangle } from "../object/demangle/demangle.ts";
import { isNamed } from "../object/demangle/own_name.ts";
import type { Takeover } from "./patch/entries.ts";

/** Functions, by their own names. */
type Names = Pick<ReadonlySet<string>, "has">;

/** What tells which edited functions are live. */
export interface Evidence {
  items: readonly ChangedItem[];
  /** Functions with other code that nobody edited. */
  altered?: readonly AlteredItem[];
  changes: AbiChanges;
  /** `#[chaud::hot]` functions with a new version: `crate::module::name`. */
  hotFunctions: readonly string[];
  /** Functions whose old entries lead to the new code, by their own name. */
  redirected: Names;
  /** Whether the base cannot tell which functions it has. */
  isStripped?: boolean;
  /** Whether all crates are one executable. */
  isSingle?: boolean;
  /** Whether a loop may be running that has a function's old code in it. */
  mayBeRun?: (name: string) => boolean;
  /** Functions that other crates reach through imports, by their own name. */
  exported: Names;
  /** Functions of which some old version keeps its code, by their own name. */
  lost: ReadonlyMap<string, Loss>;
  /** Functions that some code holds in an old version, by their path. */
  stored: ReadonlyMap<string, OldVersion>;
  /** All that ever made it unsafe to redirect. */
  barriers: readonly string[];
  /** Constructors that the program did not begin with. */
  constructors?: readonly string[];
  /** Sections that the new code has otherwise than the program. */
  sections?: readonly string[];
  /** Edited statics that running code may hold by their address, by path. */
  heldStatics?: readonly string[];
  /** Whether something may hold a function's address, by its own name. */
  isPointedAt?: (name: string) => boolean;
  /** Whether a function has code of its own in the patch, by its own name. */
  isCompiled?: (name: string) => boolean;
}

/** The edited functions: live ones, and those held back. */
export interface Effect {
  live: string[];
  held: Held[];
}

/** What was made of a save. */
export interface WentLive {
  affected: Affected;
  /** Functions that nobody edited, with other code. */
  altered?: readonly AlteredItem[];
  /** Functions that something may hold by their address, by symbol. */
  pointers?: ReadonlySet<string>;
  commit: Commit;
  loaded: Loaded;
}

/** What a report says of code that has just gone live. */
export function reportLive(
  context: Pick<ReloadContext, "images" | "state" | "parsedFiles"> & {
    base: Pick<Base, "shape">;
  },
  { affected, altered = [], pointers, commit, loaded }: WentLive,
) {
  const { items, moved, changes, unusedValues } = affected;
  const { units, offered, takeover, back } = commit;
  const { live, programs, behind } = loaded;
  const { base, images, parsedFiles } = context;
  const others = back?.returns.filter(({ isSame }) => !isSame) ?? [];
  return {
    kind: "live",
    moved,
    epoch: live.epoch,
    back: [...new Set(others.map(({ patch }) => patch))].sort((a, b) => a - b),
    programs,
    behind,
    crates: units.map(({ crateName }) => crateName),
    hotFunctions: live.functions,
    imports: live.imports,
    entries: live.entries,
    removed: removedItems(items),
    unusedValues,
    afresh: takeover.afresh ?? [],
    ...effectOf({
      items,
      altered,
      changes,
      hotFunctions: live.functions,
      redirected: redirectedIn(takeover, live.entries),
      // Inside one executable, nothing is imported.
      exported: base.shape === "split"
        ? namesOf([...offered.keys()])
        : new Set(),
      lost: images.lost,
      stored: images.stored,
      isStripped: units.some((unit) => images.isStripped(unit.id)),
      isSingle: base.shape === "monolithic" && !units.some(hasEntries),
      mayBeRun: runningIn(context, units.filter((unit) => !hasEntries(unit))),
      heldStatics: parsedFiles
        ? heldStatics(
          items.filter(({ name }) => !unusedValues.includes(name)),
          parsedFiles,
          !units.every(hasEntries),
        )
        : [],
      isPointedAt: namesOf([...pointers ?? []]).has,
      isCompiled: (name) =>
        takeover.functions === undefined ||
        namesOf(takeover.functions).has(name),
      barriers: [...new Set([...images.barriers, ...changes.changedTypes])],
      sections: takeover.sections ?? [],
      constructors: takeover.constructors?.map(demangle) ?? [],
    }),
  } as const;
}

/**
 * Tells whether old code of some units may be running a function, as far as is
 * known. The units are read once, when it is first asked.
 */
function runningIn(
  { state, parsedFiles }: Pick<ReloadContext, "state" | "parsedFiles">,
  units: readonly Unit[],
): (name: string) => boolean {
  if (!parsedFiles) return () => units.length > 0;
  const callersOf = (unit: Unit) =>
    [...state.filesOf(unit)].flatMap((file) => {
      const { before, after } = parsedFiles.versions(file);
      return [before, after].filter((each) => each !== undefined);
    }).flatMap(callersIn);
  let crates: Caller[][] | undefined;
  return (name) => {
    crates ??= units.map(callersOf);
    return crates.some((callers) => mayBeRunBy(name, callers));
  };
}

/**
 * The functions that were redirected, by their own names. Where code cannot be
 * written to, the runtime redirects less: which, it does not say.
 */
function redirectedIn(
  { redirections }: Takeover,
  entries: number,
): Names {
  const asked = redirections.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const symbols = redirections.flatMap(({ symbols }) => symbols);
  return namesOf(entries < asked ? [] : symbols);
}

/** The own names of functions: few are asked for, so none is read before. */
function namesOf(symbols: readonly string[]): Names {
  return { has: (name) => symbols.some((symbol) => isNamed(symbol, name)) };
}

/** Sorts the edited functions. */
export function effectOf(evidence: Evidence): Effect {
  const edited = evidence.items.filter(({ kind, changes }) =>
    kind === "function" && !changes.includes("removed")
  );
  const live: string[] = [];
  const held = new Map<HeldReason, Held>();
  const hold = (path: string, reason: HeldReason) => {
    const barriers = barriersOf(reason, evidence);
    const group = held.get(reason) ?? { functions: [], reason, barriers };
    group.functions.push(path);
    held.set(reason, group);
  };
  for (const item of edited) {
    const reason = whyHeld(item, evidence);
    if (reason) hold(item.path, reason);
    else live.push(item.path);
  }
  const { changedTypes } = evidence.changes;
  const others = evidence.items.filter(altersOthers).map(({ path }) => path);
  // A macro, say, changes functions that were not edited.
  if (changedTypes.length > 0 && !held.has("types")) {
    const barriers = [...changedTypes];
    held.set("types", { functions: [], reason: "types", barriers });
  }
  // Code that is out of reach has what it was compiled with.
  const isLost = evidence.lost.values().some((loss) => loss === "types");
  if (changedTypes.length === 0 && others.length > 0 && isLost) {
    const functions = [...held.get("past")?.functions ?? [], ...others];
    const barriers = barriersOf("past", evidence);
    held.set("past", { functions, reason: "past", barriers });
  }
  for (const path of evidence.heldStatics ?? []) hold(path, "address");
  for (const path of evidence.constructors ?? []) hold(path, "initialiser");
  const barriers = [...evidence.sections ?? []];
  if (barriers.length > 0) {
    held.set("section", { functions: [], reason: "section", barriers });
  }
  const { replaced } = evidence.changes;
  if (replaced.length > 0) {
    const functions = [...replaced];
    held.set("replaced", { functions, reason: "replaced", barriers: [] });
  }
  // Whoever is told of an edited function learns nothing more by these.
  const altered = held.size === 0 ? evidence.altered ?? [] : [];
  for (const { item, version } of altered) {
    const reason = whyHeld(item, evidence, version);
    if (reason) hold(item.path, reason);
  }
  return { live, held: [...held.values()] };
}

function barriersOf(
  reason: HeldReason,
  { changes, barriers }: Evidence,
): string[] {
  if (reason === "types") return [...changes.changedTypes];
  return reason === "past" ? [...barriers] : [];
}

/** Whether an item is part of the code of functions that were not edited. */
function altersOthers({ kind, changes }: ChangedItem): boolean {
  switch (kind) {
    case "type":
      return changes.includes("derives");
    case "const":
    case "static":
    case "macro":
      return changes.includes("definition");
    default:
      return false;
  }
}

/** Functions and statics that the sources no longer have. */
export function removedItems(items: readonly ChangedItem[]): string[] {
  const removed = items.filter(({ kind, changes }) =>
    (kind === "function" || kind === "static") && changes.includes("removed")
  );
  return removed.map(({ path }) => path);
}

function whyHeld(
  { path, name, changes }: ChangedItem,
  evidence: Evidence,
  altered?: OldVersion,
): HeldReason | undefined {
  const { hotFunctions, redirected, exported, lost, isCompiled } = evidence;
  const { changedTypes, changedLayouts, oldVersions } = evidence.changes;
  const version = oldVersions.get(path) ?? evidence.stored.get(path) ?? altered;
  if (version && version !== "endless") return version;
  if (hotFunctions.some((hot) => hot.endsWith(`::${path}`))) return undefined;
  // A function of another signature is another one, with callers of its own.
  if (changes.includes("added") || changes.includes("signature")) {
    return undefined;
  }
  const loss = lost.get(name);
  if (loss === "types" && changedTypes.length === 0) return "past";
  if (loss) return loss;
  const { isStripped, isSingle, mayBeRun } = evidence;
  if (isStripped) return "stripped";
  if (redirected.has(name) || changes.includes("generics")) return version;
  if (changedTypes.length > 0) return "types";
  if (changedLayouts.has(name)) return "layout";
  if (mayBeRun?.(name)) return exported.has(name) ? "loop" : "entries";
  if (evidence.isPointedAt?.(name)) return "address";
  if (exported.has(name)) return version;
  if (isSingle) return "single";
  // Its callers have its code in theirs.
  return isCompiled?.(name) === false ? undefined : "entries";
}
