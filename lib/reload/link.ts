/**
 * The stage that links: one dylib per changed crate over a split base, so that
 * a later patch can re-point what crosses crates; one for all of them over a
 * monolithic base, where nothing crosses.
 */

import { join } from "@std/path";
import { fixUp } from "./patch/fixups.ts";
import { Fault, faultOf } from "../report/fault.ts";
import { firstMissing, writeText } from "../system/files.ts";
import { aliasScript, patchLink } from "./patch/link_call.ts";
import { runLines } from "../system/process.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import { Refusal } from "../report/refusal.ts";
import type { ReloadContext } from "./context.ts";
import type { Dylib, Patch } from "./patch/dylib.ts";
import type { Standby } from "../system/standby.ts";

/** What the stage works on. */
export type LinkContext =
  & Pick<ReloadContext, "base" | "build" | "folder" | "state">
  & { standby?: Standby | undefined };

/**
 * Links a patch.
 *
 * @param units The units whose code it brings, dependencies first.
 * @param options Its number, and what ends it.
 * @throws {Refusal} `link` or `unfit`, if their objects make no dylib.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function link(
  context: LinkContext,
  units: readonly Unit[],
  { number, signal }: { number: number; signal: AbortSignal },
): Promise<Patch> {
  const { base, folder, state } = context;
  const parts = await Promise.all(units.map(async (unit) => {
    const objects = state.objectsOf(unit);
    return isLibrary(unit) ? objects : await fixUp(objects, base.executable);
  }));
  const dylib = (unit: Unit, objects: string[]): Dylib => ({
    path: join(folder, `patch-${number}-${unit.id}.so`),
    unit,
    objects,
    aliases: [],
    libraries: [],
  });
  const dylibs = base.shape === "split"
    ? units.map((unit, i) => dylib(unit, parts[i] ?? []))
    : [dylib(base.bin, parts.flat())];
  await linkDylibs(context, dylibs, signal);
  return { number, dylibs };
}

/**
 * Links dylibs of a patch, several at once.
 *
 * @throws {Refusal} `link`, if the linker fails.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function linkDylibs(
  context: LinkContext,
  dylibs: readonly Dylib[],
  signal: AbortSignal,
): Promise<void> {
  for (const dylib of dylibs) delete dylib.elf;
  await Promise.all(dylibs.map((dylib) => linkOne(context, dylib, signal)));
}

async function linkOne(
  { base, build, standby }: LinkContext,
  { path, objects, aliases, libraries }: Dylib,
  signal: AbortSignal,
): Promise<void> {
  const { debugInfo } = build;
  const patch = { objects, archives: libraries, output: path, debugInfo };
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
