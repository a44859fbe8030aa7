/**
 * Goes through an edit that nobody made, once the reload build is there, so
 * that the first real one finds the driver's own code compiled and what the
 * linker reads in memory. Neither the programs nor the sources' state see it.
 */

import { check } from "./check.ts";
import type { ParsedFiles } from "../analysis/parsed_files.ts";
import type { Images } from "./patch/entries.ts";
import { remove } from "../system/files.ts";
import { noAbiChanges, noteAbiChanges } from "../analysis/abi_changes.ts";
import { link, type LinkOptions } from "./link.ts";
import { load } from "./load.ts";
import type { Base } from "../build/base.ts";
import { patchLink } from "../build/rustc/link_line.ts";
import { type ReloadBuild, replay } from "../build/rustc/replay.ts";
import type { Programs } from "../program/programs.ts";
import type { Standby } from "../system/standby.ts";
import { join } from "@std/path";
import type { Unit } from "../build/rustc/unit.ts";
import { redirect } from "./redirect.ts";

/** What is rehearsed with. */
export interface WarmUpOptions extends Omit<LinkOptions, "number"> {
  /** Syntax trees of the sources, once they are there. */
  edits: ParsedFiles | undefined;
  images: Images;
}

/** So often a judgement is made: by then it is ten times as fast. */
const JUDGEMENTS = 24;
/** So many crates are linked. */
const LINKS = 3;

/** They have all that is asked for, and answer at once. */
const NO_PROGRAMS: Pick<Programs, "check" | "load"> = {
  check: () => Promise.resolve([]),
  load: ({ number }) =>
    Promise.resolve({
      live: {
        verb: "live",
        patch: number,
        epoch: 0,
        ...{ imports: 0, entries: 0, loadMicros: 0, commitMicros: 0 },
        functions: [],
      },
      programs: 0,
      behind: [],
    }),
};

/** Rehearses each stage but those of rustc and of the program; ends early if aborted. */
export async function warmUp(options: WarmUpOptions): Promise<void> {
  const { base: { graph: { order } }, edits, signal } = options;
  try {
    if (edits) await rehearseJudging(edits, signal);
    for (const unit of order.toReversed().slice(0, LINKS)) {
      if (!signal.aborted) await rehearsePatch(options, unit);
    }
  } catch {
    // A real edit will say what is wrong.
  }
}

/** Judges edits of what is settled; each is taken back at once. */
export async function rehearseJudging(
  edits: ParsedFiles,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  for (const [file, text] of edits.baselineTexts()) {
    for (const { 0: head, index } of text.matchAll(/\bfn \w[^;{]*\{/g)) {
      if (count++ === JUDGEMENTS) return;
      const body = index + head.length;
      rehearseJudgement(edits, file, [text.slice(0, body), text.slice(body)]);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return;
    }
  }
}

function rehearseJudgement(
  edits: ParsedFiles,
  file: string,
  [before, after]: [before: string, after: string],
): void {
  const text = `${before} ();${after}`;
  const verdict = edits.judge(file, text);
  noteAbiChanges(noAbiChanges(), { file, text, verdict }, edits);
  edits.judge(file, before + after);
  edits.commit(file);
}

async function rehearsePatch(
  options: WarmUpOptions,
  unit: Unit,
): Promise<void> {
  const { base, images } = options;
  // The first edit gets number 1, and the linker that waits.
  const linking = { ...options, number: 0, standby: undefined };
  const patch = await link(linking, [unit]);
  const exported = await check(linking, NO_PROGRAMS, patch);
  const change = { guard: noAbiChanges(), exported };
  const takeover = await redirect(base, images, patch, change);
  await load(NO_PROGRAMS, patch, takeover);
  await Promise.all(patch.dylibs.map(({ path }) => remove(path)));
}

/** What processes are started ahead with. */
export interface StandbyTools {
  base: Base;
  build: ReloadBuild;
  /** The session's folder. */
  folder: string;
  standby: Standby;
}

/** Has rustc wait for an edit of some unit, and the linker for any patch. */
export function expectEdit(
  unit: Unit | undefined,
  { base, build, folder, standby }: StandbyTools,
): void {
  const { debugInfo } = build;
  const output = join(folder, "patch");
  if (unit) standby.prepare(replay(build, unit));
  standby.prepare(patchLink(base.line, { objects: [], output, debugInfo }));
}

/** While nothing is edited: has rustc wait for more units, as many as may. */
export function fillUp({ base, build, standby }: StandbyTools): void {
  for (const unit of base.graph.order.toReversed()) {
    if (standby.isFull) break;
    standby.prepare(replay(build, unit));
  }
}
