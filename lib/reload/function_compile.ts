/**
 * The stage that compiles the edited functions alone, where an edit is of
 * functions' bodies only: rustc gets their crates with most other bodies
 * emptied. Never makes anything live.
 */

import type { Root, RootDoubt } from "../analysis/overlay.ts";
import { functionFolders, overlayPath } from "../build/rustc/function_call.ts";
import type { Unit } from "../build/rustc/unit.ts";
import type { WholeReason } from "../report/function_patches.ts";
import type { Affected } from "./affected.ts";
import type { CompileOptions } from "./compile.ts";
import type { ReloadContext } from "./context.ts";
import {
  type CompiledOverlay,
  compileOverlay,
  type OverlayContext,
} from "./overlay_compile.ts";
import {
  type EditedFunctions,
  editedFunctions,
} from "./patch/function_edits.ts";
import { type OverlayFile, UnreadError } from "./state/overlays.ts";

/** What the edited functions of one crate were compiled to. */
export interface FunctionObjects {
  unit: Unit;
  objects: string[];
  /** So many statics name an edited function each. */
  roots: number;
  /** Whether a function of this own name may have an emptied body. */
  mayBeEmptied: (name: string) => boolean;
  /** Whether this own name is not only that of a plain function. */
  isAmbiguous: (name: string) => boolean;
  /** Whether an edited body makes closures or futures, or did. */
  hasClosures: boolean;
}

/** What came of it. */
export type FunctionCompile =
  /** By crate, dependencies first. */
  | { kind: "objects"; crates: FunctionObjects[] }
  | { kind: "broken"; errors: string[] }
  /** Why not, if something was edited. */
  | { kind: "whole"; reason?: WholeReason };

/** What the stage works on. */
export type FunctionContext =
  & OverlayContext
  & Pick<ReloadContext, "base" | "parsedFiles" | "functions">;

/**
 * Compiles the edited functions, if nothing else was edited.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function compileFunctions(
  context: FunctionContext,
  { edits }: Pick<Affected, "edits">,
  signal: AbortSignal,
): Promise<FunctionCompile> {
  const { functions, state } = context;
  if (functions.mode === "off" || edits.length === 0) return { kind: "whole" };
  const edited = editedFunctions(edits);
  if (edited.kind === "edit") return whole(edited);
  const units = unitsOf(context, edited);
  for (const unit of units) {
    const reason = functions.whyNot(unit, charactersOf(context, unit));
    if (reason) return whole(reason);
    if (state.isSoundBelow(unit)) continue;
    return whole({ kind: "unprepared", crate: unit.crateName });
  }
  const failure = new AbortController();
  const options = { signal: AbortSignal.any([signal, failure.signal]) };
  const crates: FunctionObjects[] = [];
  const others: FunctionCompile[] = [];
  const ends = await Promise.allSettled(units.map(async (unit, i) => {
    try {
      const end = await compileOf(context, unit, edited, options);
      if ("kind" in end) others.push(end);
      else crates[i] = end;
    } finally {
      if (!crates[i]) failure.abort();
    }
  }));
  signal.throwIfAborted();
  const [other] = others;
  if (other) return other;
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return { kind: "objects", crates };
}

function whole(reason: WholeReason): FunctionCompile {
  return { kind: "whole", reason };
}

function unitsOf({ base, state }: FunctionContext, { roots }: EditedFunctions) {
  const ids = new Set(
    roots.keys().flatMap((file) => state.unitsOf(file)).map(({ id }) => id),
  );
  return base.graph.order.filter(({ id }) => ids.has(id));
}

/** How much text a crate has. */
export function charactersOf(
  { state }: Pick<FunctionContext, "state">,
  unit: Unit,
): number {
  const texts = [...state.filesOf(unit)]
    .map((file) => state.contents.latest(file)?.text?.length ?? 0);
  return texts.reduce((sum, length) => sum + length, 0);
}

/** Writes what has changed of a crate's overlay, and compiles it. */
async function compileOf(
  context: FunctionContext,
  unit: Unit,
  { roots, haveClosures: hasClosures }: EditedFunctions,
  options: CompileOptions,
): Promise<FunctionObjects | FunctionCompile> {
  const { functions, state, parsedFiles } = context;
  const { crateName: crate } = unit;
  const overlay = overlayFiles(context, unit, roots);
  if (!overlay) return whole({ kind: "unprepared", crate });
  const startedAt = performance.now();
  let compiled;
  try {
    compiled = await writeAndCompile(context, unit, overlay, options);
  } catch (error) {
    if (!(error instanceof UnreadError)) throw error;
    return whole({ kind: "unprepared", crate });
  }
  if ("doubt" in compiled) {
    const { root: { name }, doubt } = compiled;
    return whole({ kind: "function", name, doubt });
  }
  const { ok, objects, errors, isOfEdit } = compiled;
  if (!ok) {
    if (isOfEdit) return { kind: "broken", errors };
    functions.forget(unit);
    functions.overlays.forgetWritten();
    return whole({ kind: "failed", crate, errors });
  }
  functions.costs.note("functions", unit.id, performance.now() - startedAt);
  const files = [...state.filesOf(unit)];
  const own = files.flatMap((file) => roots.get(file) ?? []);
  const fresh = new Set(
    own.filter(({ isNew }) => isNew).map(({ name }) => name),
  );
  let plain: Set<string> | undefined;
  return {
    unit,
    objects,
    roots: own.filter(({ isNew }) => !isNew).length,
    mayBeEmptied: (name) =>
      !fresh.has(name) && functions.overlays.mayBeEmptied(files, name),
    isAmbiguous: (name) =>
      !(plain ??= parsedFiles?.plainFunctions() ?? new Set()).has(name),
    hasClosures,
  };
}

/**
 * Writes what has changed of a crate's overlay, and has rustc compile it:
 * without what nobody names, if that comes to the same.
 *
 * @returns What rustc made of it, or a function that cannot be compiled so.
 * @throws {UnreadError} If a file was not read before.
 */
export async function writeAndCompile(
  context: FunctionContext,
  unit: Unit,
  files: readonly OverlayFile[],
  options: CompileOptions,
): Promise<CompiledOverlay | { root: Root; doubt: RootDoubt }> {
  const { functions } = context;
  const attempt = async (leavesOut: boolean) => {
    const [doubtful] = await functions.overlays.write(files, leavesOut);
    return doubtful ?? await compileOverlay(context, unit, options);
  };
  if (!functions.mayLeaveOut(unit)) return await attempt(false);
  const first = await attempt(true);
  if ("doubt" in first || first.ok) return first;
  if (!options.background && first.isTelling) return first;
  const second = await attempt(false);
  // Something names what no text names: a macro of another crate, say.
  if ("ok" in second && second.ok) functions.keepAll(unit);
  return second;
}

/** The files of a crate's overlay; nothing if one is not known. */
export function overlayFiles(
  { build, state, parsedFiles }: FunctionContext,
  unit: Unit,
  roots: ReadonlyMap<string, readonly Root[]> = new Map(),
): OverlayFile[] | undefined {
  const folders = functionFolders(build, unit);
  const edited = new Set(state.edited());
  const files: OverlayFile[] = [];
  for (const file of state.filesOf(unit)) {
    const path = overlayPath(folders, file);
    const { digest, text } = state.contents.latest(file) ?? {};
    const versions = parsedFiles?.versions(file);
    const source = edited.has(file) ? versions?.after : versions?.before;
    if (!file.endsWith(".rs")) {
      if (digest === undefined) return undefined;
      files.push({ file, path, content: { digest } });
    } else if (source && source.text === text && versions?.before) {
      const base = versions.before.text;
      const own = { source, base, roots: roots.get(file) ?? [] };
      files.push({ file, path, content: own });
    } else return undefined;
  }
  return files;
}
