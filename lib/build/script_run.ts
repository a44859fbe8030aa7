/**
 * Has cargo run the build scripts that it would run now, and compile nothing;
 * and tells whether they leave something else than they left for the program.
 * What follows from that is for others to decide.
 */

import { basename, dirname, join } from "@std/path";
import { setTimeout } from "node:timers/promises";
import { exists, linkAgain, readText, remove } from "../system/files.ts";
import { OWN_PID } from "../system/process.ts";
import type { Base } from "./base.ts";
import { buildTimeUnits } from "./build_time.ts";
import { type BuildRequest, cargoBuild, planBuild } from "./plan.ts";
import { tripleOf } from "./rebuild.ts";
import type { Unit } from "./rustc/unit.ts";
import { placeScript } from "./script_files.ts";
import {
  differing,
  type ScriptResults,
  scriptResults,
} from "./script_results.ts";

/** What the scripts belong to. */
export interface ScriptRunOptions {
  request: BuildRequest;
  base: Base;
  /** What they left for the program that runs. */
  results: ScriptResults;
  /** A private folder. */
  folder: string;
  /** Ends cargo when aborted. */
  signal: AbortSignal;
}

/**
 * Whether build scripts leave something else now.
 *
 * @param isWide Whether they only run since they may read all there is: then
 *   it does not count what one leaves anew each time it runs, such as the time.
 *   With that, no program would ever go on.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function scriptsLeaveOther(
  options: ScriptRunOptions,
  isWide: boolean,
): Promise<boolean> {
  const { graph: { order } } = options.base;
  if (!await runScripts(options)) return true;
  const now = await scriptResults(order);
  const changed = differing(options.results, now);
  if (changed.length === 0 || !isWide) return changed.length > 0;
  // Once more, with another time on the clock.
  await setTimeout(1000 - Date.now() % 1000);
  await Promise.all(order.map(forgetRun));
  if (!await runScripts(options)) return true;
  const volatile = new Set(differing(now, await scriptResults(order)));
  return changed.some((name) => !volatile.has(name));
}

/**
 * Runs those that cargo would run.
 *
 * @returns Whether all of them could be run without compiling something.
 */
async function runScripts(
  { request, base, folder, signal }: ScriptRunOptions,
): Promise<boolean> {
  const plan = await planBuild(request);
  const uncompiled = join(folder, "uncompiled");
  await remove(uncompiled);
  const restore = await keepArtifacts(base);
  try {
    await cargoBuild(plan, {
      triple: await tripleOf(plan, base),
      runner: await placeScript(join(folder, "built"), "runner", {}),
      color: false,
      onLine: () => {},
      signal,
      uncompiled,
    });
  } finally {
    await restore();
  }
  const names = (await readText(uncompiled).catch(() => "")).split("\n");
  const units = await buildTimeUnits(base.graph.order);
  const ids = new Set(units.map(({ unit }) => unit.id));
  return !names.some((name) => ids.has(name) || /^build_script_/.test(name));
}

/**
 * Cargo removes what it is about to compile anew.
 *
 * @returns Puts that back.
 */
async function keepArtifacts(
  { graph, bin, folder }: Base,
): Promise<() => Promise<void>> {
  const paths = graph.order.flatMap((unit) => {
    const outputs = dirname(unit.depInfo);
    const names = unit === bin ? [unit.id] : [`lib${unit.id}.rlib`];
    return names.map((name) => join(outputs, name));
  });
  const kept: [path: string, copy: string][] = [];
  for (const path of paths) {
    if (!await exists(path)) continue;
    const copy = join(folder, `kept-${OWN_PID}-${basename(path)}`);
    await linkAgain(path, copy);
    kept.push([path, copy]);
  }
  return async () => {
    for (const [path, copy] of kept) {
      if (!await exists(path)) await linkAgain(copy, path);
      await remove(copy);
    }
  };
}

/** Lets cargo run a unit's build script again. */
async function forgetRun({ recording }: Unit): Promise<void> {
  const out = recording.env["OUT_DIR"];
  if (out === undefined) return;
  // `<profile>/build/<package>-<hash>/out`
  const run = dirname(out);
  const profile = dirname(dirname(run));
  await remove(join(profile, ".fingerprint", basename(run)));
}
