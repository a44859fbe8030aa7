/**
 * Makes cargo compile anew what it compiled without recording: where an
 * ordinary build shares artifacts with the base, they may look fresh to it,
 * and then it does not call rustc. It removes cargo's fingerprints, never an
 * artifact.
 */

import { join } from "@std/path";
import {
  exists,
  modified,
  namesIn,
  readText,
  remove,
} from "../system/files.ts";
import { CHAUD_FOLDER } from "./scripts.ts";

/** Which libraries the wrapper is called for. */
export interface RecordedLibraries {
  /** The names of their packages. */
  packages: ReadonlySet<string>;
  /** Whether only those count that have no hash in their name. */
  isUnhashedOnly: boolean;
}

/**
 * Removes the fingerprints of libraries that were last compiled without the
 * wrapper.
 */
export async function forgetUnrecorded(
  targetFolder: string,
  wrapper: string,
  { packages, isUnhashedOnly }: RecordedLibraries,
): Promise<void> {
  if (packages.size === 0) return;
  for (const folder of await profileFolders(targetFolder)) {
    const prints = join(folder, ".fingerprint");
    await Promise.all((await namesIn(prints)).map(async (print) => {
      const owner = print.slice(0, -"-0123456789abcdef".length);
      if (!packages.has(owner)) return;
      const path = join(prints, print);
      const crateName = await libraryIn(path);
      if (crateName === undefined) return;
      const hashed = crateName + print.slice(owner.length);
      const units = join(folder, CHAUD_FOLDER, "units");
      const isThere = (kind: string) =>
        exists(join(folder, "deps", `lib${hashed}.${kind}`));
      if (await isThere("rlib")) {
        const isKnown = await exists(join(units, hashed, "args"));
        if (!isKnown && !isUnhashedOnly) await remove(path);
        return;
      }
      // Of `cargo check`, which the wrapper has no part in.
      if (await isThere("rmeta")) return;
      const unit = join(units, crateName);
      if (!await isLastRecorded(unit, path, wrapper)) await remove(path);
    }));
  }
}

/** Where cargo keeps fingerprints: for each profile, of each target. */
async function profileFolders(targetFolder: string): Promise<string[]> {
  const tops = (await namesIn(targetFolder))
    .map((name) => join(targetFolder, name));
  const below = await Promise.all(
    tops.map(async (top) =>
      await exists(join(top, ".fingerprint"))
        ? [top]
        : (await namesIn(top)).map((name) => join(top, name))
    ),
  );
  return below.flat();
}

/** The crate that a fingerprint is of, if that is a library. */
async function libraryIn(print: string): Promise<string | undefined> {
  const names = await namesIn(print);
  const library = names.find((name) => /^lib-[^.]+$/.test(name));
  return library?.slice("lib-".length).replaceAll("-", "_");
}

/** Cargo notes when it calls rustc; the wrapper records after that. */
async function isLastRecorded(
  unit: string,
  print: string,
  wrapper: string,
): Promise<boolean> {
  const by = await readText(join(unit, "wrapper")).catch(() => undefined);
  const called = await modified(join(print, "invoked.timestamp")) ?? 0;
  return by === wrapper && (await modified(join(unit, "args")) ?? 0) >= called;
}
