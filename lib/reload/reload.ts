/** The flow of one edit: each stage is one module, called here in order. */

import type { MissingLibraries } from "./patch/libraries.ts";
import type { Base } from "../build/base.ts";
import { check, type Offer } from "./check.ts";
import { compile } from "./compile.ts";
import type { KnownWarnings } from "../build/rustc/diagnostics.ts";
import type { ParsedFiles } from "../analysis/parsed_files.ts";
import { effectOf, removedItems } from "./report.ts";
import { type Images, ownName } from "./patch/entries.ts";
import { modified, readText } from "../system/files.ts";
import { unitsOfPatch } from "./patch_units.ts";
import { type Affected, findAffected } from "./affected.ts";
import { withheldNames } from "./patch/withheld.ts";
import { link, type Patch } from "./link.ts";
import { load } from "./load.ts";
import type { Newcomers } from "./state/newcomers.ts";
import type { Loaded, Programs } from "../program/programs.ts";
import type { Unit } from "../build/rustc/unit.ts";
import { redirect, type Takeover } from "./redirect.ts";
import { Refusal } from "../report/refusal.ts";
import type { ReloadBuild } from "../build/rustc/replay.ts";
import type { Report, Timings } from "../report/report.ts";
import { keptValue } from "../report/reload_messages.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Standby } from "../system/standby.ts";
import { undo } from "./undo.ts";

/** What a reload works on. */
export interface ReloadOptions {
  base: Base;
  build: ReloadBuild;
  sources: BuildState;
  programs: Programs;
  /** What rustc has warned of before. */
  warnings: KnownWarnings;
  /** Syntax trees of the sources, once they are there. */
  edits: ParsedFiles | undefined;
  /** The functions of what is loaded. */
  images: Images;
  /** The session's folder. */
  folder: string;
  /** Counts the patches: a number that no patch has had. */
  nextNumber: () => number;
  /** Crates, and libraries of others, that the programs do not have. */
  newcomers: Newcomers;
  archives: MissingLibraries;
  /** Where rustc and the linker may be waiting. */
  standby: Standby;
  /** Files that were saved. */
  files: string[];
  /** When the first of them was noticed, by `performance.now()`. */
  since: number;
  /** Aborted when a newer save makes this reload stale. */
  signal: AbortSignal;
  /** Refuse what changes types that the program may hold values of. */
  strict: boolean;
}

/**
 * Makes the saved sources live in the running programs.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted in time.
 * @throws {ProgramGoneError} If the program ended meanwhile.
 */
export async function reload(options: ReloadOptions): Promise<Report> {
  const { base, sources, edits, images, programs, signal } = options;
  const stages = new Stages(options.since);
  const edited = sources.edited();
  const before = sources.files();
  const commit = () => {
    for (const file of edited) edits?.commit(file);
    sources.commit(edited);
  };

  const judged = await stages.time("classify", findAffected(options));
  const gone = await goBack(options, judged, stages);
  if (gone) return gone;
  const compiling = compile({ ...options, units: judged.units });
  const { ok, diagnostics } = await stages.time("rustc", compiling);
  const { errors, warnings } = diagnostics;
  const { timings } = stages;
  const common = { files: options.files, warnings, timings };
  if (!ok) return { kind: "broken", errors, ...common };

  const units = await unitsOfPatch(options, judged);
  if (units.length === 0) {
    commit();
    return { kind: "unchanged", ...common };
  }
  try {
    if (judged.stale.length > 0) {
      throw new Refusal("type", judged.stale.map(keptValue));
    }
    const { barriers } = judged.guard;
    if (options.strict && barriers.length > 0) {
      throw new Refusal("strict", barriers);
    }
    const linking = { ...options, number: options.nextNumber() };
    const patch = await stages.time("link", link(linking, units));
    const checking = check(linking, programs, patch);
    const exported = await stages.time("check", checking);
    const redirecting = redirect(base, images, patch, { ...judged, exported });
    const takeover = await stages.time("redirect", redirecting);
    signal.throwIfAborted();
    const loaded = await stages.time("load", load(programs, patch, takeover));
    await wentLive(options, units, patch);
    commit();
    for (const [unit, image] of takeover.images) {
      images.setLatest(unit, image, judged.guard);
    }
    for (const { id } of units) images.offered.set(id, exported);
    // Where functions have entries, the files of the base tell which were lost.
    if (takeover.images.size === 0) {
      images.lose(withheldNames(takeover.kept, exported), judged.guard);
    }
    await learnNewFiles(options, stages.startedAt, before);
    const end = { ...judged, ...takeover, ...loaded, exported, back: [] };
    return { ...common, ...describe(options, units, end) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason, details } = error;
    return { kind: "refused", reason, details, ...common };
  }
}

/** Notes that the programs have the code of a patch. */
async function wentLive(
  { sources, newcomers, archives }: ReloadOptions,
  units: readonly Unit[],
  patch: Patch,
): Promise<void> {
  sources.wentLive(units, patch);
  newcomers.wentLive(units);
  await archives.wentLive(patch.dylibs.flatMap(({ archives }) => archives));
}

/**
 * Makes code the newest that was live when the sources were as they are now.
 *
 * @returns Nothing if there is no such code, or no program takes it.
 */
async function goBack(
  options: ReloadOptions,
  judged: Affected,
  stages: Stages,
): Promise<Report | undefined> {
  const { base, sources, edits, images, programs, signal, files } = options;
  const found = await stages.time("undo", undo(options, judged));
  const isDoubtful = judged.stale.length > 0 ||
    options.strict && judged.guard.barriers.length > 0;
  if (!found || isDoubtful) return undefined;
  const { returns, contents, offered, kept } = found;
  const others = returns.filter(({ isSame }) => !isSame);
  const redirections = others.flatMap(({ unit, path }) =>
    images.restorations(unit, path, judged.guard)
  );
  const number = options.nextNumber();
  const before = sources.files();
  signal.throwIfAborted();
  try {
    const takeover = { redirections, kept };
    const loading = load(programs, { number, dylibs: returns }, takeover);
    const loaded = await stages.time("load", loading);
    sources.wentBack(number, returns, contents);
    for (const file of contents.keys()) edits?.commit(file);
    for (const { unit, path } of others) {
      images.setBack(unit, path, judged.guard);
    }
    if (redirections.length === 0) {
      images.lose(withheldNames(kept, offered), judged.guard);
    }
    const units = base.graph.order.filter(({ id }) =>
      others.some(({ unit }) => unit === id)
    );
    const back = [...new Set(others.map(({ patch }) => patch))]
      .sort((a, b) => a - b);
    const end = { ...takeover, ...loaded, exported: offered, back };
    await learnNewFiles(options, stages.startedAt, before);
    const { timings } = stages;
    const report = describe(options, units, { ...judged, ...end });
    return { files, warnings: [], timings, ...report };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * Learns the text of source files that have become part of a crate, so that
 * their first edit can be judged. One saved meanwhile stays unknown.
 *
 * @param before The files that were part of some crate before.
 */
async function learnNewFiles(
  { sources, edits }: ReloadOptions,
  startedAt: number,
  before: ReadonlySet<string>,
): Promise<void> {
  for (const file of sources.files()) {
    // What is known of one that was gone for a while may be of before that.
    const isKnown = edits?.knows(file) && before.has(file);
    if (!edits || isKnown || !file.endsWith(".rs")) continue;
    const text = await readText(file).catch(() => undefined);
    const time = await modified(file);
    const isOld = time !== undefined && time < startedAt;
    edits.learn(file, isOld ? text : undefined);
  }
}

type Commit =
  & Affected
  & Omit<Takeover, "images">
  & Loaded
  & { exported: Offer; back: number[] };

function describe(
  { base, images }: ReloadOptions,
  units: readonly Unit[],
  commit: Commit,
) {
  const { moved, guard, redirections, exported, live, behind } = commit;
  const asked = redirections.reduce((sum, { pairs }) => sum + pairs.length, 0);
  // Where code cannot be written to, the runtime redirects less: which, it does not say.
  const redirected = live.entries < asked
    ? []
    : redirections.flatMap(({ names }) => [...names]);
  return {
    kind: "live",
    moved,
    epoch: live.epoch,
    back: commit.back,
    programs: commit.programs,
    behind,
    crates: units.map(({ crateName }) => crateName),
    hotFunctions: live.functions,
    imports: live.imports,
    entries: live.entries,
    removed: removedItems(commit.items),
    ...effectOf({
      ...commit,
      hotFunctions: live.functions,
      redirected: new Set(redirected),
      // Inside one executable, nothing is imported.
      exported: base.shape === "split"
        ? new Set(exported.keys().map(ownName))
        : new Set(),
      lost: images.lost,
      isCompiled: (name) =>
        commit.functions === undefined ||
        commit.functions.some((symbol) =>
          symbol.includes(name) && ownName(symbol) === name
        ),
      barriers: [...new Set([...images.barriers, ...guard.barriers])],
    }),
  } as const;
}

/** Notes how long each stage took. */
class Stages {
  /** When the first began, by the clock that stamps files. */
  readonly startedAt = Date.now();
  readonly timings: Timings;
  readonly #start: number;
  #last = performance.now();

  constructor(start: number) {
    this.#start = start;
    this.timings = { total: 0, stages: [["watch", this.#last - start]] };
  }

  async time<T>(stage: string, work: Promise<T>): Promise<T> {
    const result = await work;
    const now = performance.now();
    this.timings.stages.push([stage, now - this.#last]);
    this.timings.total = now - this.#start;
    this.#last = now;
    return result;
  }
}
