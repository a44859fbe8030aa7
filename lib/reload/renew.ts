/**
 * What another process of the base begins with: all that differs from the base,
 * as one patch that it takes before `main`. No value of any type exists there,
 * so old code gets nothing withheld, and no static goes on. Never starts a
 * process, nor lets one begin.
 */

import { noAbiChanges } from "../analysis/abi_changes.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import type { Diagnostics } from "../build/rustc/diagnostics.ts";
import { Elf } from "../object/elf.ts";
import { gatheredSections } from "../object/gathered_sections.ts";
import { staticsOf } from "../object/statics.ts";
import { otherThreadLocals } from "../object/thread_local_values.ts";
import type { Beginning } from "../program/patch_log.ts";
import { Refusal } from "../report/refusal.ts";
import type { RenewObstacle } from "../report/restart.ts";
import { readBytes } from "../system/files.ts";
import { findAffected } from "./affected.ts";
import { check } from "./check.ts";
import { compile } from "./compile.ts";
import type { Commit, ReloadContext } from "./context.ts";
import { link } from "./link.ts";
import { load } from "./load.ts";
import { type Patch, readDylib } from "./patch/dylib.ts";
import { mainOf } from "./patch/executable_start.ts";
import { redirect } from "./redirect.ts";

/** Thrown where only cargo can start the program afresh. */
export class RenewError extends Error {
  override name = "RenewError";
  readonly reason: RenewObstacle;
  readonly details: readonly string[];

  /** Says what stands in the way, and where. */
  constructor(reason: RenewObstacle, details: readonly string[] = []) {
    super(`Cannot start the program without cargo: ${reason}`);
    this.reason = reason;
    this.details = details;
  }
}

/** What a process shall begin with. */
export interface NewBeginning {
  units: readonly Unit[];
  /** The files that held something else when this was compiled. */
  edited: readonly string[];
  warnings: readonly string[];
}

/**
 * Compiles what is not yet as the sources say.
 *
 * @throws {RenewError} If no process of the base can begin with it.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function prepareBeginning(
  context: ReloadContext,
  signal: AbortSignal,
): Promise<NewBeginning | { errors: string[]; warnings: string[] }> {
  const { base, state, start } = context;
  if (!start.isThere) throw new RenewError("executable", [base.executable]);
  // Of what several crates put there, a dylib would have a part.
  const { together = [] } = base;
  if (together.length > 0) throw new RenewError("together");
  const edited = state.edited();
  const { units } = findAffected(context);
  const { unfinished } = state.unlikeBase();
  const compiling = stale(context, [...units, ...unfinished]);
  const { ok, diagnostics } = await compile(context, compiling, { signal });
  if (!ok) return said(diagnostics);
  const { warnings } = diagnostics;
  const unlike = base.shape === "split"
    ? state.unlikeBase().units
    : base.graph.withDependents(state.touched());
  return { units: unlike, edited, warnings };
}

function said({ errors, warnings }: Diagnostics) {
  return { errors, warnings };
}

/** Of some units, and those below that they need, those to be compiled. */
function stale(
  { base, state }: ReloadContext,
  units: readonly Unit[],
): Unit[] {
  const wanted = new Set(units.map(({ id }) => id));
  const stale = new Set(state.stale().map(({ id }) => id));
  for (const { id, dependencies } of base.graph.order.toReversed()) {
    if (!wanted.has(id)) continue;
    for (const other of dependencies) if (stale.has(other)) wanted.add(other);
  }
  return base.graph.order.filter(({ id }) => wanted.has(id) && stale.has(id));
}

/**
 * Gives a process that waits what it shall begin with.
 *
 * @param context What is known of that process.
 * @returns What is to be committed once it has begun.
 * @throws {RenewError} If it cannot begin with that.
 * @throws {ProgramGoneError} If it has ended.
 * @throws {DOMException} `AbortError` if the signal was aborted in time.
 */
export async function beginWith(
  context: ReloadContext,
  { units, edited }: NewBeginning,
  signal: AbortSignal,
): Promise<Commit> {
  if (units.length === 0) {
    const nothing = { redirections: [], withheld: [], bindings: [] };
    const takeover = { ...nothing, images: new Map(), brought: [] };
    const changes = noAbiChanges();
    const none = { number: 0, dylibs: [], units, offered: new Map() };
    return { ...none, edited, changes, takeover };
  }
  try {
    return await takeAll(context, { units, edited, warnings: [] }, signal);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new RenewError("refused", [error.reason, ...error.details]);
  }
}

async function takeAll(
  context: ReloadContext,
  { units, edited }: NewBeginning,
  signal: AbortSignal,
): Promise<Commit> {
  await checkThreadLocals(context, units);
  const number = context.nextNumber();
  const inherited = new Map();
  const patch = await link(context, units, { number, inherited, signal });
  const armed = patch.dylibs.filter((each) => each.hasInitialisers);
  if (armed.length > 0) {
    const names = armed.map(({ unit }) => unit.crateName);
    throw new RenewError("initialisers", names);
  }
  const gathered = await gatheredBy(context, patch);
  if (gathered.length > 0) throw new RenewError("sections", gathered);
  const offered = await check(context, patch, signal);
  const changes = noAbiChanges();
  const known = { changes, offered, inherited };
  const takeover = await redirect(context, patch, known);
  if (context.build.inheritsStatics) {
    for (const dylib of patch.dylibs) {
      const statics = staticsOf(await readDylib(dylib));
      const fresh = new Set(statics.map(({ name }) => name));
      const { unit: { id: unit }, path: image } = dylib;
      takeover.brought.push({ unit, image, statics, fresh });
    }
  }
  const beginning = await beginningOf(context, patch);
  signal.throwIfAborted();
  await load(
    context.programs,
    { ...patch, isFirst: true, beginning },
    takeover,
  );
  return { ...patch, edited, units, changes, takeover, offered };
}

/**
 * Sections whose entries the linker has gathered in the base: what reads them
 * there finds the entries of the base.
 */
async function gatheredBy(
  { images }: ReloadContext,
  { dylibs }: Patch,
): Promise<string[]> {
  const all = await Promise.all(dylibs.map(async (dylib) => {
    const elf = await readDylib(dylib);
    const own = gatheredSections(elf, elf.symbols());
    return [...own, ...images.gatheredOf(dylib.unit.id)];
  }));
  const filled = all.flat().filter(([, { entries }]) => entries.size > 0);
  return [...new Set(filled.map(([name]) => name))];
}

/** So long is the jump that is written over C's `main`. */
const JUMP = 14;

/** What leads to the `main` of the patch, if it has the program's own crate. */
async function beginningOf(
  { base, start }: ReloadContext,
  { dylibs }: Patch,
): Promise<Beginning | undefined> {
  const dylib = dylibs.find(({ unit }) => unit === base.bin);
  if (!dylib) return undefined;
  const { main: from } = await start.read();
  const to = mainOf((await readDylib(dylib)).symbols());
  if (!from || !to || from.size < JUMP) throw new RenewError("main");
  const pairs: Beginning["pairs"] = [[from.address, to.address]];
  return { image: base.executable, patch: dylib.path, pairs };
}

/**
 * Thread-locals of the program's own crate are the executable's: these begin
 * with what it was linked with.
 */
async function checkThreadLocals(
  { state, start }: ReloadContext,
  units: readonly Unit[],
): Promise<void> {
  const objects = units.filter((unit) => !isLibrary(unit))
    .flatMap((unit) => state.objectsOf(unit));
  if (objects.length === 0) return;
  const { threadLocals } = await start.read();
  const others = await Promise.all(
    objects.map(async (path) =>
      otherThreadLocals(new Elf(await readBytes(path)), threadLocals)
    ),
  );
  const all = others.flat();
  if (all.length > 0) throw new RenewError("thread-locals", all);
}
