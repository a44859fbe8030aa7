/**
 * Puts the scripts that build a base in their place, and the sources of the
 * runtime where a program does not depend on `chaud`. What they record is read
 * by `base.ts`.
 */

import { join } from "@std/path";
import { digestOfText, writeText } from "../system/files.ts";
import { VERSION } from "../version.ts";
import { BUNDLED_SOURCES } from "./bundled_runtime.ts";
import {
  CHAUD_FOLDER,
  ENTRY_FLAGS,
  IMPORT_FLAGS,
  LEGACY_NAMES,
  type ScriptName,
  type ScriptSettings,
  scriptText,
  type Shape,
} from "./scripts.ts";

/** How a base is built. */
export interface BaseOptions {
  shape: Shape;
  /** Whether functions get entries that can be redirected. */
  entries: boolean;
  /** The machine that cargo builds for where it names no target. */
  machine?: string | undefined;
  /** Whether the runtime is linked to it, for want of the crate `chaud`. */
  runtime?: boolean;
  /** A wrapper of the user's, which is called in between. */
  next?: string | undefined;
}

/**
 * Writes the wrapper and the linker script for a target folder.
 *
 * Their path is the same in every session, since cargo counts the wrapper's
 * path as part of a workspace crate's identity: the base stays fresh, and the
 * artifacts of an ordinary `cargo build` stay apart and fresh as well.
 *
 * @returns The path of the wrapper.
 */
export async function placeScripts(
  targetFolder: string,
  { shape, entries, machine = "", runtime, next }: BaseOptions,
): Promise<string> {
  const kind = [
    shape,
    ...entries ? [] : ["plain"],
    ...runtime ? ["runtime"] : [],
    ...next ? [(await digestOfText(next)).slice(0, 8)] : [],
  ].join("-");
  const folder = join(targetFolder, CHAUD_FOLDER, `${VERSION}-${kind}`);
  // rustc guesses from the name how to talk to a linker.
  const linker = await placeScript(join(folder, "chaud-cc"), "linker", {});
  return await placeScript(join(folder, "chaud-rustc"), "rustc_wrapper", {
    next: next ?? "",
    linker,
    shape,
    machine,
    x86_64_entries: entries ? ENTRY_FLAGS.x86_64.join(" ") : "",
    aarch64_entries: entries ? ENTRY_FLAGS.aarch64.join(" ") : "",
    import_flags: shape === "split" ? IMPORT_FLAGS.join(" ") : "",
    legacy_names: LEGACY_NAMES.join(" "),
    runtime: runtime ? await placeRuntime(targetFolder) : "",
  });
}

/** Writes the runtime's sources, and the script that builds them. */
async function placeRuntime(targetFolder: string): Promise<string> {
  const folder = join(targetFolder, CHAUD_FOLDER, `${VERSION}-runtime`);
  for (const [path, lines] of Object.entries(BUNDLED_SOURCES)) {
    await writeText(join(folder, path), lines.join("\n"));
  }
  const settings = { version: VERSION };
  return await placeScript(join(folder, "build"), "build_runtime", settings);
}

/**
 * Writes the scripts that record a build which shares its artifacts with an
 * ordinary one.
 *
 * @returns The path of the wrapper for every crate.
 */
export async function placeLocalScript(targetFolder: string): Promise<string> {
  const options = { shape: "monolithic", entries: false } as const;
  const wrapper = await placeScripts(targetFolder, options);
  return await placeScript(`${wrapper}-local`, "local_wrapper", { wrapper });
}

/**
 * Writes the scripts that record how tests are built: with the switches of an
 * ordinary build, since nothing is redirected.
 *
 * @param next A wrapper of the user's, which is called in between.
 * @returns The path of the wrapper for the workspace's crates.
 */
export async function placeTestScripts(
  targetFolder: string,
  next: string | undefined,
): Promise<string> {
  const digest = next ? `-${(await digestOfText(next)).slice(0, 8)}` : "";
  const name = `${VERSION}-tests${digest}`;
  const folder = join(targetFolder, CHAUD_FOLDER, name);
  // rustc guesses from the name how to talk to a linker.
  const path = join(folder, "chaud-cc");
  const linker = await placeScript(path, "test_linker", {});
  return await placeScript(join(folder, "chaud-rustc"), "rustc_wrapper", {
    next: next ?? "",
    linker,
    shape: "tests",
    machine: "",
    x86_64_entries: "",
    aarch64_entries: "",
    import_flags: "",
    legacy_names: "",
    runtime: "",
  });
}

/**
 * Writes a script.
 *
 * @returns Its path.
 */
export async function placeScript<Name extends ScriptName>(
  path: string,
  name: Name,
  settings: ScriptSettings[Name],
): Promise<string> {
  await writeText(path, scriptText(name, settings), 0o755);
  return path;
}
