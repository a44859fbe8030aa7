/**
 * What runs while a program is built, as it was recorded: procedural macros,
 * build scripts, and the libraries of both. The program may hold a library of
 * theirs as well, compiled again or the very same. It only reads.
 */

import { basename, dirname, join } from "@std/path";
import type { InputKind } from "../report/report.ts";
import { exists, modified, namesIn, readText } from "../system/files.ts";
import { type Base, readRecordedUnit } from "./base.ts";
import { folderOf } from "./inputs.ts";
import {
  externsOf,
  isCompilerPlugin,
  withoutTwins,
} from "./rustc/arguments.ts";
import { inputFiles } from "./rustc/dep_info.ts";
import { isProcMacro, type Unit } from "./rustc/unit.ts";
import { CHAUD_FOLDER } from "./scripts.ts";

/** A unit that runs while the program is built. */
export interface BuildTimeUnit {
  unit: Unit;
  kind: InputKind;
}

/** The sources of all that runs while a program is built. */
export async function buildTimeFiles(
  { graph }: Pick<Base, "graph">,
): Promise<Map<string, InputKind>> {
  const units = await buildTimeUnits(graph.order);
  const files = new Map<string, InputKind>();
  for (const { unit, kind } of units) {
    const text = await readText(unit.depInfo).catch(() => "");
    const inputs = inputFiles(text, unit.recording.cwd);
    for (const file of [unit.source, ...inputs]) files.set(file, kind);
  }
  return files;
}

/** The units of all that runs while a program is built. */
export async function buildTimeUnits(
  program: readonly Unit[],
): Promise<BuildTimeUnit[]> {
  const found = new Map<string, BuildTimeUnit>();
  const scripts = await Promise.all(program.map(buildScriptOf));
  const pending = [
    ...program.flatMap((unit) => recordingsBehind(unit, isCompilerPlugin)),
    ...scripts.flatMap((script) => script ?? []),
  ];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (found.has(at) || !await exists(join(at, "args"))) continue;
    const unit = await readRecordedUnit(at);
    found.set(at, { unit, kind: kindOf(unit) });
    pending.push(...recordingsBehind(unit, () => true));
  }
  return [...found.values()];
}

/** Where the crates that a call names were recorded: beside their files. */
function recordingsBehind(
  { recording }: Unit,
  isWanted: (path: string) => boolean,
): string[] {
  return externsOf(withoutTwins(recording.args)).flatMap(({ path }) => {
    const unit = /^lib(.+)\.\w+$/.exec(basename(path ?? ""))?.[1];
    if (path === undefined || unit === undefined || !isWanted(path)) return [];
    return [join(dirname(dirname(path)), CHAUD_FOLDER, "units", unit)];
  });
}

function kindOf(unit: Unit): InputKind {
  if (isProcMacro(unit)) return "procedural macro";
  return unit.crateTypes.includes("bin")
    ? "build script"
    : "build-time library";
}

/**
 * The recording of the build script that ran for a unit's package: it lies in
 * the folder of one that was compiled for the machine that builds.
 */
async function buildScriptOf(unit: Unit): Promise<string | undefined> {
  const { OUT_DIR, CARGO_PKG_NAME } = unit.recording.env;
  if (OUT_DIR === undefined || CARGO_PKG_NAME === undefined) return undefined;
  // `<target>/[<triple>/]<profile>/build/<package>-<hash>/out`
  const profile = dirname(dirname(dirname(OUT_DIR)));
  const host = join(dirname(dirname(profile)), basename(profile));
  let newest: { at: string; time: number } | undefined;
  for (const build of [join(profile, "build"), join(host, "build")]) {
    for (const name of await namesIn(build)) {
      if (name.slice(0, -17) !== CARGO_PKG_NAME) continue;
      const units = join(build, name, CHAUD_FOLDER, "units");
      for (const id of await namesIn(units)) {
        const at = join(units, id);
        const time = await modified(join(at, "args")) ?? 0;
        const script = await readRecordedUnit(at).catch(() => undefined);
        if (!script || folderOf(script) !== folderOf(unit)) continue;
        if (!newest || time > newest.time) newest = { at, time };
      }
    }
  }
  return newest?.at;
}
