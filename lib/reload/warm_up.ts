/**
 * Goes through an edit that nobody made, once the reload build is there, so
 * that the first real one finds the driver's own code compiled and what the
 * linker reads in memory. Neither the programs nor the sources' state see it.
 */

import { check } from "./check.ts";
import type { ParsedFiles } from "../analysis/parsed_files.ts";
import { remove } from "../system/files.ts";
import { abiChanges, noAbiChanges } from "../analysis/abi_changes.ts";
import type { ReloadContext } from "./context.ts";
import { link } from "./link.ts";
import { load } from "./load.ts";
import { patchLink } from "./patch/link_call.ts";
import { replay } from "../build/rustc/replay.ts";
import type { Programs } from "../program/programs.ts";
import { join } from "@std/path";
import { inheritedStatics } from "./patch/inherited_statics.ts";
import type { Unit } from "../build/rustc/unit.ts";
import { redirect } from "./redirect.ts";

/** What is gone through with. */
export type WarmUpContext = Pick<
  ReloadContext,
  | "base"
  | "build"
  | "folder"
  | "state"
  | "libraries"
  | "images"
  | "statics"
  | "parsedFiles"
  | "threadLocals"
>;

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

/** Goes through each stage but those of rustc and of the program; ends early if aborted. */
export async function warmUp(
  context: WarmUpContext,
  signal: AbortSignal,
): Promise<void> {
  const { base: { graph: { order } }, parsedFiles } = context;
  try {
    if (parsedFiles) await warmUpAffected(parsedFiles, signal);
    for (const unit of order.toReversed().slice(0, LINKS)) {
      if (!signal.aborted) await warmUpPatch(context, unit, signal);
    }
  } catch {
    // A real edit will say what is wrong.
  }
}

/** Judges edits of what code agrees with; each is taken back at once. */
export async function warmUpAffected(
  parsedFiles: ParsedFiles,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  for (const [file, text] of parsedFiles.baselineTexts()) {
    for (const { 0: head, index } of text.matchAll(/\bfn \w[^;{]*\{/g)) {
      if (count++ === JUDGEMENTS) return;
      const body = index + head.length;
      judgeOnce(parsedFiles, file, [text.slice(0, body), text.slice(body)]);
      await new Promise((resolve) => setTimeout(resolve));
      if (signal.aborted) return;
    }
  }
}

function judgeOnce(
  parsedFiles: ParsedFiles,
  file: string,
  [before, after]: [before: string, after: string],
): void {
  const text = `${before} ();${after}`;
  const verdict = parsedFiles.judge(file, text);
  abiChanges([{ file, verdict }], parsedFiles);
  parsedFiles.judge(file, before + after);
  parsedFiles.commit(file);
}

async function warmUpPatch(
  { standby: _, ...context }: WarmUpContext & { standby?: unknown },
  unit: Unit,
  signal: AbortSignal,
): Promise<void> {
  const asking = { ...context, programs: NO_PROGRAMS };
  // The first edit gets number 1, and the linker that waits.
  const inherited = inheritedStatics(context, [unit]);
  const plan = { number: 0, inherited, signal };
  const patch = await link(context, [unit], plan);
  const offered = await check(asking, patch, signal);
  const known = { changes: noAbiChanges(), offered, inherited };
  const takeover = await redirect(context, patch, known);
  await load(NO_PROGRAMS, patch, takeover);
  await Promise.all(patch.dylibs.map(({ path }) => remove(path)));
}

/** What processes are started ahead with. */
export type StandbyContext = Pick<
  ReloadContext,
  "base" | "build" | "folder" | "standby"
>;

/** Has rustc wait for an edit of some unit, and the linker for any patch. */
export function expectEdit(
  unit: Unit | undefined,
  { base, build, folder, standby }: StandbyContext,
): void {
  const { debugInfo } = build;
  const output = join(folder, "patch");
  if (unit) standby.prepare(replay(build, unit));
  standby.prepare(patchLink(base.line, { objects: [], output, debugInfo }));
}

/** While nothing is edited: has rustc wait for more units, as many as may. */
export function fillUp({ base, build, standby }: StandbyContext): void {
  for (const unit of base.graph.order.toReversed()) {
    if (standby.isFull) break;
    standby.prepare(replay(build, unit));
  }
}
