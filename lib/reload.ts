/** The flow of one edit: each stage is one module, called here in order. */

import type { Base } from "./base.ts";
import { check } from "./check.ts";
import { compile } from "./compile.ts";
import { UnfitError } from "./binary_objects.ts";
import { link, LinkError, type Patch, planPatch } from "./link.ts";
import { load } from "./load.ts";
import type { Program } from "./program.ts";
import type { Unit } from "./recording.ts";
import type { ReloadBuild } from "./replay.ts";
import type { RefusalReason, Report, Timings } from "./report.ts";
import type { Sources } from "./sources.ts";

/** What a reload works on. */
export interface ReloadOptions {
  base: Base;
  build: ReloadBuild;
  sources: Sources;
  programs: readonly Program[];
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
  const { base, build, sources, number, signal } = options;
  const stages = new Stages(options.since);
  const linking = { ...options, debugInfo: build.debugInfo };

  const compiled = await compile({ ...options, units: sources.stale() });
  stages.end("rustc");
  const { errors, warnings } = compiled.diagnostics;
  const common = { files: options.files, warnings, timings: stages.timings };
  if (!compiled.ok) return { kind: "broken", errors, ...common };
  const changed = sources.changed();
  if (changed.length === 0) return { kind: "unchanged", ...common };

  const units = base.shape === "split"
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
  try {
    patch = await planPatch(linking, number, units, objectsOf);
    await link(linking, patch.dylibs);
    stages.end("link");
    const missing = await check(linking, options.programs, patch);
    stages.end("check");
    if (missing.length > 0) return refused("undefined", missing);
  } catch (error) {
    if (error instanceof LinkError) return refused("link", [error.message]);
    if (error instanceof UnfitError) return refused("unfit", error.details);
    throw error;
  }

  signal.throwIfAborted();
  const answer = await load(options.programs, patch);
  stages.end("load");
  if (answer.verb === "refused") {
    return refused(answer.reason, answer.details);
  }
  sources.wentLive(units);
  return {
    kind: "live",
    epoch: answer.epoch,
    crates: units.map(({ crateName }) => crateName),
    hotFunctions: answer.functions,
    imports: answer.imports,
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
