/**
 * Turns the rustc call of a unit's reload build into the one that compiles
 * roots alone, from an overlay of its sources. Pure.
 *
 * A library is compiled as `cdylib`: of such a crate rustc compiles only what
 * must be there, the `#[used]` statics, and what they need. An executable stays
 * one, as that is part of every symbol of the crate.
 */

import { dirname, join } from "@std/path";
import type { Call } from "../../system/process.ts";
import { crateRoot } from "./arguments.ts";
import { outputFolder, type ReloadBuild, replay } from "./replay.ts";
import { isLibrary, type Unit } from "./unit.ts";

/** Where the overlay of a unit and what is made of it lie. */
export interface FunctionFolders {
  /** Holds each source file under its absolute path. */
  sources: string;
  objects: string;
  incremental: string;
}

/** The folders of a unit. */
export function functionFolders(
  build: ReloadBuild,
  unit: Unit,
): FunctionFolders {
  const within = (name: string) => join(build.folder, "functions", name);
  return {
    sources: within(`${unit.id}/sources`),
    objects: within(`${unit.id}/objects`),
    incremental: within("incremental"),
  };
}

/** Where the overlay of a source file lies. */
export function overlayPath(folders: FunctionFolders, file: string): string {
  return join(folders.sources, file);
}

/** Makes the rustc call that compiles roots of a unit. */
export function functionCall(build: ReloadBuild, unit: Unit): Call {
  const folders = functionFolders(build, unit);
  const call = replay(build, unit);
  const root = crateRoot(unit.recording.args) ?? unit.source;
  const overlay = overlayPath(folders, unit.source);
  const args: string[] = [];
  for (let i = 0; i < call.args.length; i++) {
    const arg = call.args[i] ?? "";
    const value = call.args[i + 1] ?? "";
    if (arg === root) args.push(overlay);
    else if (arg.startsWith("--emit=")) args.push("--emit=obj");
    else if (arg === "--out-dir" && value === outputFolder(build, unit)) {
      args.push(arg, folders.objects);
      i++;
    } else if (arg === "-C" && value.startsWith("incremental=")) {
      args.push(arg, `incremental=${folders.incremental}`);
      i++;
    } else if (arg === "--crate-type") i++;
    else if (arg === "--cap-lints") i++;
    else if (!arg.startsWith("--cap-lints=")) args.push(arg);
  }
  args.push("--crate-type", isLibrary(unit) ? "cdylib" : "bin");
  // Bodies that are gone leave much unused; the whole crate's compile tells.
  args.push("--cap-lints=allow");
  args.push(
    "--remap-path-prefix",
    `${dirname(overlay)}=${dirname(root)}`,
  );
  return { ...call, args };
}
