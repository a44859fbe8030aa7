/**
 * The stage that links: one dylib per changed crate over a split base, so that
 * a later patch can re-point what crosses crates; one for all of them over a
 * monolithic base, where nothing crosses.
 */

import { join } from "@std/path";
import { fixUp } from "./patch/fixups.ts";
import { Elf } from "../object/elf.ts";
import { Fault, faultOf } from "../report/fault.ts";
import { firstMissing, readBytes, writeText } from "../system/files.ts";
import { aliasScript, patchLink } from "../build/rustc/link_line.ts";
import { runLines } from "../system/process.ts";
import type { MissingLibraries } from "./patch/libraries.ts";
import type { Base } from "../build/base.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import { Refusal } from "../report/refusal.ts";
import type { ReloadBuild } from "../build/rustc/replay.ts";
import type { BuildState } from "./state/build_state.ts";
import type { Standby } from "../system/standby.ts";

/** One dylib of a patch. */
export interface Dylib {
  path: string;
  /** The unit whose code it holds; the binary's for a monolithic base. */
  unit: Unit;
  objects: string[];
  /** New items that the link gives their process-wide names. */
  aliases: string[];
  /** Libraries of others that the program does not have yet. */
  archives: readonly string[];
  /** What was linked last, once it was read. */
  elf?: Elf;
}

/** Reads a dylib, once for all who ask. */
export async function readDylib(dylib: Dylib): Promise<Elf> {
  return dylib.elf ??= new Elf(await readBytes(dylib.path));
}

/** The dylibs of one patch, dependencies first. */
export interface Patch {
  number: number;
  dylibs: Dylib[];
}

/** What the stage works on. */
export interface LinkOptions {
  base: Base;
  /** The session's folder: the runtime loads from nowhere else. */
  folder: string;
  /** The number of the patch. */
  number: number;
  build: ReloadBuild;
  sources: BuildState;
  signal: AbortSignal;
  /** Where the linker may be waiting. */
  standby?: Standby | undefined;
  /** Libraries that the programs do not have. */
  archives?: MissingLibraries;
}

/**
 * Links a patch.
 *
 * @param units The units whose code it brings, dependencies first.
 * @throws {Refusal} `link` or `unfit`, if their objects make no dylib.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function link(
  options: LinkOptions,
  units: readonly Unit[],
): Promise<Patch> {
  const { base, folder, number, sources } = options;
  const parts = await Promise.all(units.map(async (unit) => {
    const objects = sources.objectsOf(unit);
    return isLibrary(unit) ? objects : await fixUp(objects, base.executable);
  }));
  const dylib = (unit: Unit, objects: string[]): Dylib => ({
    path: join(folder, `patch-${number}-${unit.id}.so`),
    unit,
    objects,
    aliases: [],
    archives: [],
  });
  const dylibs = base.shape === "split"
    ? units.map((unit, i) => dylib(unit, parts[i] ?? []))
    : [dylib(base.bin, parts.flat())];
  await linkDylibs(options, dylibs);
  return { number, dylibs };
}

/**
 * Links dylibs of a patch, several at once.
 *
 * @throws {Refusal} `link`, if the linker fails.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function linkDylibs(
  options: LinkOptions,
  dylibs: readonly Dylib[],
): Promise<void> {
  for (const dylib of dylibs) delete dylib.elf;
  await Promise.all(dylibs.map((dylib) => linkOne(options, dylib)));
}

async function linkOne(
  { base, build, signal, standby }: LinkOptions,
  { path, objects, aliases, archives }: Dylib,
): Promise<void> {
  const { debugInfo } = build;
  const patch = { objects, archives, output: path, debugInfo };
  const script = `${path}.aliases`;
  if (aliases.length > 0) await writeText(script, aliasScript(aliases));
  const call = patchLink(
    base.line,
    aliases.length > 0 ? { ...patch, aliases: script } : patch,
  );
  const said: string[] = [];
  const ended = await runLines(call, {
    signal,
    onLine: (line) => said.push(line),
    child: await standby?.take(call),
  });
  if (ended.code === 0) return;
  const missing = await firstMissing(objects);
  if (missing) throw new Fault("gone", [missing]);
  throw faultOf("the linker", { ...ended, said }) ??
    new Refusal("link", [said.join("\n")]);
}
