/**
 * The stage that links: one dylib per changed crate over a split base, so that
 * a later patch can re-point what crosses crates; one for all of them over a
 * monolithic base, where nothing crosses.
 */

import { join } from "@std/path";
import { fitForDylib } from "./binary_objects.ts";
import { writeText } from "./files.ts";
import { aliasScript, patchLink } from "./link_line.ts";
import { runLines } from "./process.ts";
import type { Base } from "./base.ts";
import type { Unit } from "./recording.ts";
import { isLibrary } from "./replay.ts";

/** Thrown when the linker fails; the message is what it said. */
export class LinkError extends Error {
  override name = "LinkError";
}

/** One dylib of a patch. */
export interface Dylib {
  path: string;
  /** The unit whose code it holds; the binary's for a monolithic base. */
  unit: Unit;
  objects: string[];
  /** New items that the link gives their process-wide names. */
  aliases: string[];
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
  debugInfo: boolean;
  signal: AbortSignal;
}

/**
 * Says which objects go into which dylib of a patch.
 *
 * @throws {UnfitError} If the binary's objects cannot become a dylib.
 */
export async function planPatch(
  { base, folder }: LinkOptions,
  number: number,
  units: readonly Unit[],
  objectsOf: (unit: Unit) => string[],
): Promise<Patch> {
  const of = async (unit: Unit) => {
    const all = objectsOf(unit);
    return isLibrary(unit) ? all : await fitForDylib(all, base.executable);
  };
  const parts = await Promise.all(units.map(of));
  const dylib = (unit: Unit, objects: string[]): Dylib => ({
    path: join(folder, `patch-${number}-${unit.id}.so`),
    unit,
    objects,
    aliases: [],
  });
  const dylibs = base.shape === "split"
    ? units.map((unit, i) => dylib(unit, parts[i] ?? []))
    : [dylib(base.bin, parts.flat())];
  return { number, dylibs };
}

/**
 * Links the dylibs of a patch, several at once.
 *
 * @throws {LinkError} If the linker refuses one.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function link(
  options: LinkOptions,
  dylibs: readonly Dylib[],
): Promise<void> {
  await Promise.all(dylibs.map((dylib) => linkOne(options, dylib)));
}

async function linkOne(
  { base, debugInfo, signal }: LinkOptions,
  { path, objects, aliases }: Dylib,
): Promise<void> {
  const patch = { objects, output: path, debugInfo };
  const script = `${path}.aliases`;
  if (aliases.length > 0) await writeText(script, aliasScript(aliases));
  const call = patchLink(
    base.line,
    aliases.length > 0 ? { ...patch, aliases: script } : patch,
  );
  const said: string[] = [];
  const { code } = await runLines(call, {
    signal,
    onLine: (line) => said.push(line),
  });
  if (code !== 0) throw new LinkError(said.join("\n"));
}
