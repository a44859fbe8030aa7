/**
 * The stage that links: one dylib per changed crate over a split base, so that
 * a later patch can re-point what crosses crates; one for all of them over a
 * monolithic base, where nothing crosses.
 */

import { join } from "@std/path";
import { ownerOf } from "../build/base.ts";
import {
  fixUp,
  type RoutedObjects,
  routeStatics,
  shareThreadLocals,
} from "./patch/fixups.ts";
import { Fault, faultOf } from "../report/fault.ts";
import { withoutInitialisers } from "../object/initialisers.ts";
import { firstMissing, writeBytes, writeText } from "../system/files.ts";
import {
  aliasScript,
  ALL_SYMBOLS,
  hidingScript,
  type PatchLink,
  patchLink,
} from "./patch/link_call.ts";
import { runLines } from "../system/process.ts";
import { isLibrary, type Unit } from "../build/rustc/unit.ts";
import { Refusal } from "../report/refusal.ts";
import type { ReloadContext } from "./context.ts";
import {
  type Dylib,
  type LinkedFile,
  type Patch,
  readDylib,
} from "./patch/dylib.ts";
import type { InheritedStatics } from "./patch/inherited_statics.ts";
import type { Standby } from "../system/standby.ts";

/** What the stage works on. */
export type LinkContext =
  & Pick<ReloadContext, "base" | "build" | "folder" | "state" | "threadLocals">
  & { standby?: Standby | undefined };

/** What is known of a patch before it is linked. */
export interface PatchPlan {
  number: number;
  /** By unit, statics whose values the new code goes on with. */
  inherited: ReadonlyMap<string, InheritedStatics>;
  /** Ends the link. */
  signal: AbortSignal;
  /** By unit, objects of some functions alone: nobody else finds what they define. */
  functions?: ReadonlyMap<string, string[]>;
}

/**
 * Links a patch.
 *
 * @param units The units whose code it brings, dependencies first.
 * @throws {Refusal} `link` or `unfit`, if their objects make no dylib.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function link(
  context: LinkContext,
  units: readonly Unit[],
  { number, inherited, signal, functions }: PatchPlan,
): Promise<Patch> {
  const { base, folder, state, threadLocals } = context;
  const parts = await Promise.all(units.map(async (unit) => {
    const objects = functions?.get(unit.id) ?? state.objectsOf(unit);
    const statics = inherited.get(ownerOf(base, unit).id);
    const fitting = isLibrary(unit)
      ? await shareThreadLocals(objects, statics?.threadLocals() ?? new Map())
      : await fixUp(objects, threadLocals);
    return statics ? await routeStatics(fitting) : { objects: fitting };
  }));
  const dylib = (unit: Unit, routed: readonly RoutedObjects[]): Dylib => ({
    path: join(folder, `patch-${number}-${unit.id}.so`),
    unit,
    objects: routed.flatMap(({ objects }) => objects),
    ...routed.some(({ direct }) => direct)
      ? { direct: routed.flatMap(({ direct = [] }) => direct) }
      : {},
    archives: [],
    aliases: [],
    hidden: functions?.has(unit.id)
      ? ALL_SYMBOLS
      : [...inherited.get(unit.id)?.symbols ?? []],
  });
  const dylibs = base.shape === "split"
    ? units.map((unit, i) => dylib(unit, parts.slice(i, i + 1)))
    : [dylib(base.bin, parts)];
  await linkDylibs(context, dylibs, signal);
  return { number, dylibs };
}

/**
 * Links files of a patch, several at once.
 *
 * @throws {Refusal} `link`, if the linker fails.
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function linkDylibs(
  context: LinkContext,
  files: readonly LinkedFile[],
  signal: AbortSignal,
): Promise<void> {
  for (const file of files) delete file.elf;
  await Promise.all(files.map((file) => linkOne(context, file, signal)));
}

async function linkOne(
  { base, build, standby }: LinkContext,
  file: LinkedFile,
  signal: AbortSignal,
): Promise<void> {
  const { debugInfo } = build;
  const { path, objects, archives, aliases, hidden = [] } = file;
  const patch: PatchLink = { objects, archives, output: path, debugInfo };
  if (file.direct) patch.keepsWords = true;
  if (aliases.length > 0) {
    patch.aliases = `${path}.aliases`;
    await writeText(patch.aliases, aliasScript(aliases));
  }
  if (hidden === ALL_SYMBOLS || hidden.length > 0) {
    patch.hidden = `${path}.hidden`;
    await writeText(patch.hidden, hidingScript(hidden));
  }
  const call = patchLink(base.line, patch);
  // A linker that waits is not taken for nothing.
  signal.throwIfAborted();
  const said: string[] = [];
  const ended = await runLines(call, {
    signal,
    onLine: (line) => said.push(line),
    child: await standby?.take(call, signal),
  });
  if (ended.code === 0) return await disarm(file);
  const missing = await firstMissing(objects);
  if (missing) throw new Fault("gone", [missing]);
  throw faultOf("the linker", { ...ended, said }) ??
    new Refusal("link", [said.join("\n")]);
}

/**
 * Constructors and destructors of the program's own code have run, or will,
 * with the program: loading newer code does not run them again.
 */
async function disarm(file: LinkedFile): Promise<void> {
  // Nothing of these has run before.
  if (file.archives.length > 0) return;
  const { bytes } = await readDylib(file);
  const disarmed = withoutInitialisers(bytes);
  file.hasInitialisers = disarmed !== undefined;
  if (disarmed) await writeBytes(file.path, disarmed);
}
