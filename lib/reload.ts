/** The flow of one edit: each stage is one module, called here in order. */

import type { Base } from "./base.ts";
import { check, type Offer } from "./check.ts";
import { compile } from "./compile.ts";
import type { KnownWarnings } from "./diagnostics.ts";
import type { Edits } from "./edits.ts";
import { effectOf } from "./effect.ts";
import { type Images, lastPart } from "./entries.ts";
import { modified, readText } from "./files.ts";
import { gather } from "./gather.ts";
import { judge, type Judgement } from "./judge.ts";
import { keptNames } from "./keep.ts";
import { link } from "./link.ts";
import { load } from "./load.ts";
import type { Loaded, Programs } from "./programs.ts";
import type { Unit } from "./recording.ts";
import { redirect, type Takeover } from "./redirect.ts";
import { Refusal } from "./refusal.ts";
import type { ReloadBuild } from "./replay.ts";
import type { Report, Timings } from "./report.ts";
import { keptValue } from "./sentences.ts";
import type { Sources } from "./sources.ts";
import type { Standby } from "./standby.ts";

/** What a reload works on. */
export interface ReloadOptions {
  base: Base;
  build: ReloadBuild;
  sources: Sources;
  programs: Programs;
  /** What rustc has warned of before. */
  warnings: KnownWarnings;
  /** Syntax trees of the sources, once they are there. */
  edits: Edits | undefined;
  /** The functions of what is loaded. */
  images: Images;
  /** The session's folder. */
  folder: string;
  /** The number of the patch. */
  number: number;
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
  const startedAt = Date.now();
  const edited = sources.edited();
  const settle = () => {
    for (const file of edited) edits?.settle(file);
    sources.settle(edited);
  };

  const judged = await stages.time("classify", judge(options));
  const compiling = compile({ ...options, units: judged.units });
  const { ok, diagnostics } = await stages.time("rustc", compiling);
  const { errors, warnings } = diagnostics;
  const { timings } = stages;
  const common = { files: options.files, warnings, timings };
  if (!ok) return { kind: "broken", errors, ...common };

  const units = await gather(options, judged);
  if (units.length === 0) {
    settle();
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
    const patch = await stages.time("link", link(options, units));
    const checking = check(options, programs, patch);
    const exported = await stages.time("check", checking);
    const redirecting = redirect(base, images, patch, { ...judged, exported });
    const takeover = await stages.time("redirect", redirecting);
    signal.throwIfAborted();
    const loading = load(programs, patch, takeover);
    const loaded = await stages.time("load", loading);
    sources.wentLive(units);
    settle();
    for (const [unit, image] of takeover.images) {
      images.setLatest(unit, image, judged.guard);
    }
    // Where functions have entries, the files of the base tell which were lost.
    if (takeover.images.size === 0) {
      images.lose(keptNames(takeover.kept, exported), judged.guard);
    }
    await learnNewFiles(options, startedAt);
    const commit = { ...judged, ...takeover, ...loaded, exported };
    return { ...common, ...describe(options, units, commit) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason, details } = error;
    return { kind: "refused", reason, details, ...common };
  }
}

/**
 * Learns the text of source files that have become part of a crate, so that
 * their first edit can be judged. One saved meanwhile stays unknown.
 */
async function learnNewFiles(
  { sources, edits }: ReloadOptions,
  startedAt: number,
): Promise<void> {
  for (const file of sources.files()) {
    if (!edits || edits.knows(file) || !file.endsWith(".rs")) continue;
    const text = await readText(file).catch(() => undefined);
    const time = await modified(file);
    if (text === undefined || time === undefined || time >= startedAt) continue;
    edits.learn(file, text);
  }
}

type Commit = Judgement & Takeover & Loaded & { exported: Offer };

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
    programs: commit.programs,
    behind,
    crates: units.map(({ crateName }) => crateName),
    hotFunctions: live.functions,
    imports: live.imports,
    entries: live.entries,
    ...effectOf({
      ...commit,
      hotFunctions: live.functions,
      redirected: new Set(redirected),
      // Inside one executable, nothing is imported.
      exported: base.shape === "split"
        ? new Set(exported.keys().map(lastPart))
        : new Set(),
      lost: images.lost,
      barriers: [...new Set([...images.barriers, ...guard.barriers])],
    }),
  } as const;
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

  async time<T>(stage: string, work: Promise<T>): Promise<T> {
    const result = await work;
    const now = performance.now();
    this.timings.stages.push([stage, now - this.#last]);
    this.timings.total = now - this.#start;
    this.#last = now;
    return result;
  }
}
