/** The flow of one edit: each stage is one module, called here in order. */

import type { AlteredItem } from "../analysis/altered_functions.ts";
import { type Affected, findAffected } from "./affected.ts";
import { alteredCode, heldByAddress } from "./altered.ts";
import { check } from "./check.ts";
import { compile } from "./compile.ts";
import type { Edit, ReloadContext } from "./context.ts";
import { compileFunctions } from "./function_compile.ts";
import { functionPatch } from "./function_patch.ts";
import { link } from "./link.ts";
import { load } from "./load.ts";
import { unitsOfPatch } from "./patch_units.ts";
import { redirect } from "./redirect.ts";
import { reportLive } from "./report.ts";
import { surelyHeld } from "./surely_held.ts";
import type { Return } from "./state/undo_history.ts";
import { undo } from "./undo.ts";
import { inheritedStatics } from "./patch/inherited_statics.ts";
import type { Unit } from "../build/rustc/unit.ts";
import { persistentValue } from "../report/reload_messages.ts";
import { Refusal } from "../report/refusal.ts";
import type { Report, Timings } from "../report/report.ts";

/**
 * Makes the saved sources live in the running programs.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted in time.
 * @throws {ProgramGoneError} If the program ended meanwhile.
 */
export async function reload(
  context: ReloadContext,
  edit: Edit,
): Promise<Report> {
  const stages = new Stages(edit.since);
  const { files } = edit;
  const { timings } = stages;
  const { state } = context;
  const edited = state.edited();
  const affected = await stages.time("affected", findAffected(context));
  const flow = { affected, edited, stages };
  const back = await goBack(context, edit, flow);
  if (back) return { files, warnings: [], timings, ...back };
  const alone = await functionsAlone(context, edit, flow);
  if (alone.kind !== "whole") return { files, warnings: [], timings, ...alone };
  const whole = alone.reason ? { whole: alone.reason } : {};
  const compiling = compile(context, affected.units, edit);
  const { ok, diagnostics } = await stages.time("compile", compiling);
  const { errors, warnings } = diagnostics;
  const end = { files, warnings, timings, ...whole };
  if (!ok) return { kind: "broken", errors, ...end };

  const units = await unitsOfPatch(context, affected.changes);
  if (units.length === 0) {
    context.agree(edited);
    return { kind: "unchanged", ...end };
  }
  try {
    return { ...end, ...await goLive(context, edit, flow, units) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason, details, held } = error;
    return { kind: "refused", reason, details, held, ...end };
  }
}

/** Compiles the edited functions alone and makes them live, where that can be. */
async function functionsAlone(
  context: ReloadContext,
  { signal }: Edit,
  { affected, stages }: Flow,
) {
  const { functions } = context;
  const isOff = functions.mode === "off" || isInVain(context, affected);
  if (isOff) return { kind: "whole" } as const;
  const compiling = compileFunctions(context, affected, signal);
  const compiled = await stages.time("functions", compiling);
  if (compiled.kind !== "objects") return compiled;
  const flow = { affected, stages, signal };
  const end = await functionPatch(context, flow, compiled.crates);
  if (end.kind === "live") return end;
  const { kind: what, symbols } = end.obstacle;
  // What cannot be linked, or written to, will not be the next time either.
  if (what === "refused") functions.giveUp();
  return {
    kind: "whole",
    reason: { kind: "obstacle", what, symbols },
  } as const;
}

/** What is known of an edit after the first stage. */
interface Flow {
  affected: Affected;
  /** The files that held something else when it began. */
  edited: string[];
  stages: Stages;
}

/**
 * Makes what was compiled live.
 *
 * @throws {Refusal} If that cannot be.
 */
async function goLive(
  context: ReloadContext,
  { signal, onLoad }: Edit,
  { affected, edited, stages }: Flow,
  units: readonly Unit[],
) {
  const { programs, strict } = context;
  const { changes, changedStatics } = affected;
  if (changedStatics.length > 0) {
    throw new Refusal("type", changedStatics.map(persistentValue));
  }
  if (strict && changes.changedTypes.length > 0) {
    throw new Refusal("strict", changes.changedTypes);
  }
  refuseHeld(context, affected, units);
  const number = context.nextNumber();
  const inherited = inheritedStatics(context, units, affected.startsAfresh);
  const linking = link(context, units, { number, inherited, signal });
  const [patch, altered, pointers] = await stages.time(
    "link",
    Promise.all([
      linking,
      alteredCode(context, units, affected),
      heldByAddress(context, units),
    ]),
  );
  refuseHeld(context, affected, units, altered);
  const offered = await stages.time("check", check(context, patch, signal));
  const known = { changes, offered, inherited };
  const redirecting = redirect(context, patch, known);
  const takeover = await stages.time("redirect", redirecting);
  signal.throwIfAborted();
  onLoad?.();
  const loaded = await stages.time("load", load(programs, patch, takeover));
  const commit = { ...patch, edited, units, changes, takeover, offered };
  await context.commit(commit);
  return reportLive(context, { affected, altered, pointers, commit, loaded });
}

/** Whether an edit is not for the running program, functions alone neither. */
function isInVain(context: ReloadContext, affected: Affected): boolean {
  return context.refusesHeld && surelyHeld(context, affected, []).length > 0;
}

/** @throws {Refusal} `held`, if another process is to begin with it. */
function refuseHeld(
  context: ReloadContext,
  ...edit: [Affected, readonly Unit[], AlteredItem[]?]
): void {
  const held = context.refusesHeld ? surelyHeld(context, ...edit) : [];
  if (held.length > 0) throw new Refusal("held", [], held);
}

/**
 * Makes code the newest that was live when the sources were as they are now.
 *
 * @returns Nothing if there is no such code, or no program takes it.
 */
async function goBack(
  context: ReloadContext,
  { signal, onLoad }: Edit,
  { affected, stages }: Flow,
) {
  const { changes, changedStatics } = affected;
  const found = await stages.time("undo", undo(context, affected));
  const isDoubtful = changedStatics.length > 0 ||
    context.strict && changes.changedTypes.length > 0;
  if (!found || isDoubtful) return undefined;
  const { returns, units, takeover } = found;
  const number = context.nextNumber();
  signal.throwIfAborted();
  try {
    const patch = { number, dylibs: filesOf(context, returns) };
    onLoad?.();
    const loading = load(context.programs, patch, takeover);
    const loaded = await stages.time("load", loading);
    const { contents, offered } = found;
    const back = { returns, contents };
    const edited = [...contents.keys()];
    const code = { units, dylibs: [], back, takeover, offered };
    const commit = { ...code, number, edited, changes };
    await context.commit(commit);
    return reportLive(context, { affected, commit, loaded });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The files that hold the code; what is the newest may be in several. */
function filesOf(
  { images }: Pick<ReloadContext, "images">,
  returns: readonly Return[],
): { path: string }[] {
  return returns.flatMap(({ unit, path, isSame }) => {
    const parts = isSame ? images.newestParts(unit) : [];
    return (parts.length > 0 ? parts : [path]).map((path) => ({ path }));
  });
}

/** Notes how long each stage took. */
class Stages {
  readonly timings: Timings;
  readonly #start: number;
  #last = performance.now();

  constructor(start: number) {
    this.#start = start;
    this.timings = { total: 0, stages: [["watch", this.#last - start]] };
  }

  async time<T>(stage: string, work: T | Promise<T>): Promise<T> {
    const result = await work;
    const now = performance.now();
    this.timings.stages.push([stage, now - this.#last]);
    this.timings.total = now - this.#start;
    this.#last = now;
    return result;
  }
}
