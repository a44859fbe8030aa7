/** The flow of one edit: each stage is one module, called here in order. */

import type { Base } from "./base.ts";
import { check } from "./check.ts";
import { compile } from "./compile.ts";
import type { KnownWarnings } from "./diagnostics.ts";
import type { Edits } from "./edits.ts";
import { effectOf } from "./effect.ts";
import { type Images, lastPart } from "./entries.ts";
import { judge } from "./judge.ts";
import { UnfitError } from "./binary_objects.ts";
import { link, LinkError, type Patch, planPatch } from "./link.ts";
import { load } from "./load.ts";
import type { Program } from "./program.ts";
import type { Unit } from "./recording.ts";
import { redirect } from "./redirect.ts";
import type { ReloadBuild } from "./replay.ts";
import type { RefusalReason, Report, Timings } from "./report.ts";
import type { Sources } from "./sources.ts";

/** What a reload works on. */
export interface ReloadOptions {
  base: Base;
  build: ReloadBuild;
  sources: Sources;
  programs: readonly Program[];
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
  /** Files that were saved. */
  files: string[];
  /** When the first of them was noticed, by `performance.now()`. */
  since: number;
  /** Aborted when a newer save makes this reload stale. */
  signal: AbortSignal;
}

/**
 * Makes the saved sources live in the running programs.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted in time.
 * @throws {ProgramGoneError} If the program ended meanwhile.
 */
export async function reload(options: ReloadOptions): Promise<Report> {
  const { base, build, sources, edits, images, programs, number, signal } =
    options;
  const stages = new Stages(options.since);
  const linking = { ...options, debugInfo: build.debugInfo };

  const edited = sources.edited();
  const maySpare = base.shape === "split";
  stages.end("watch");
  const judged = await judge({ sources, edits, maySpare });
  stages.end("classify");
  const compiled = await compile({ ...options, units: judged.units });
  stages.end("rustc");
  const { errors, warnings } = compiled.diagnostics;
  const { timings } = stages;
  const common = { files: options.files, warnings, timings };
  if (!compiled.ok) return { kind: "broken", errors, ...common };
  const settle = () => {
    for (const file of edited) edits?.settle(file);
    sources.settle(edited);
  };
  const changed = sources.changed();
  if (changed.length === 0) {
    settle();
    return { kind: "unchanged", ...common };
  }

  const units = maySpare
    ? changed
    : base.graph.withDependents(sources.touched());
  const refused = (reason: RefusalReason, details: string[]): Report => ({
    kind: "refused",
    reason,
    details,
    ...common,
  });
  const objectsOf = (unit: Unit) => sources.objectsOf(unit);
  let patch: Patch;
  let exported: Set<string>;
  try {
    patch = await planPatch(linking, number, units, objectsOf);
    await link(linking, patch.dylibs);
    stages.end("link");
    const checked = await check(linking, programs, patch);
    stages.end("check");
    if (checked.missing.length > 0) {
      return refused("undefined", checked.missing);
    }
    exported = checked.exported;
  } catch (error) {
    if (error instanceof LinkError) return refused("link", [error.message]);
    if (error instanceof UnfitError) return refused("unfit", error.details);
    throw error;
  }

  signal.throwIfAborted();
  const takeover = await redirect(base, images, patch, judged);
  stages.end("redirect");
  const answer = await load(programs, patch, takeover.redirections);
  stages.end("load");
  if (answer.verb === "refused") {
    return refused(answer.reason, answer.details);
  }
  sources.wentLive(units);
  settle();
  for (const [unit, image] of takeover.images) images.setLatest(unit, image);
  return {
    kind: "live",
    moved: judged.moved,
    epoch: answer.epoch,
    crates: units.map(({ crateName }) => crateName),
    hotFunctions: answer.functions,
    imports: answer.imports,
    entries: answer.entries,
    ...effectOf({
      items: judged.items,
      hotFunctions: answer.functions,
      redirected: new Set(
        takeover.redirections.flatMap(({ names }) => [...names]),
      ),
      exported: new Set(exported.values().map(lastPart)),
      barriers: judged.barriers,
    }),
    ...common,
  };
}

/** Notes how long each stage took. */
class Stages {
  readonly timings: Timings;
  readonly #start: number;
  #last: number;

  constructor(start: number) {
    this.#start = start;
    this.#last = start;
    this.timings = { total: 0, stages: [] };
  }

  end(stage: string): void {
    const now = performance.now();
    this.timings.stages.push([stage, now - this.#last]);
    this.timings.total = now - this.#start;
    this.#last = now;
  }
}
