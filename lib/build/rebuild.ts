/**
 * Builds the program anew while the old one runs: what is started later is
 * known to compile.
 */

import { dirname, join, resolve } from "@std/path";
import { stripVTControlCharacters } from "node:util";
import { type Base, baseFolder, readBase } from "./base.ts";
import { CargoError } from "./cargo/cargo.ts";
import { values } from "./cargo/arguments.ts";
import { type Lack, newLacks } from "../object/loader_complaints.ts";
import { readText } from "../system/files.ts";
import { capture, FolderGoneError } from "../system/process.ts";
import {
  type BuildPlan,
  type BuildRequest,
  cargoBuild,
  planBuild,
  SetupError,
} from "./plan.ts";
import { lacksOf } from "./loader_check.ts";
import { rustcOf } from "./rustc/arguments.ts";
import { placeScript } from "./script_files.ts";

/** How {@linkcode rebuild} works. */
export interface RebuildOptions {
  request: BuildRequest;
  /** The base that runs. */
  base: Base;
  /** A private folder. */
  folder: string;
  color: boolean;
  /** What the base has always lacked, if that is known. */
  lacked: readonly Lack[] | undefined;
  /** Gets cargo's lines of progress. */
  onProgress: (line: string) => void;
  /** Ends cargo when aborted. */
  signal: AbortSignal;
}

/** What came of it. */
export type Rebuilt =
  | { ok: true; plan: BuildPlan; base: Base | undefined }
  /** What cargo said. */
  | { ok: false; errors: string[] }
  /** It could not run, for want of these. */
  | { ok: false; lacks: Lack[] };

/**
 * Builds with the user's own command.
 *
 * @throws {DOMException} `AbortError` if the signal was aborted.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  const { request, base, folder, color, signal, onProgress } = options;
  let plan: BuildPlan;
  try {
    plan = await planBuild(request);
  } catch (error) {
    const isUsers = error instanceof CargoError ||
      error instanceof SetupError || error instanceof FolderGoneError;
    if (!isUsers) throw error;
    return { ok: false, errors: [error.message] };
  }
  const runner = await placeScript(join(folder, "built"), "runner", {});
  const triple = await tripleOf(plan, base);
  const said: string[] = [];
  const onLine = (line: string) => {
    if (isProgress(line)) onProgress(line);
    else if (!isRunning(line)) said.push(line);
  };
  const building = { triple, runner, color, onLine, signal };
  const { code } = await cargoBuild(plan, building);
  if (code !== 0) return { ok: false, errors: [said.join("\n")] };
  const path = await readText(`${runner}.executable`);
  const executable = resolve(request.cwd, path);
  const libraries = await readText(`${runner}.libraries`);
  const lacks = newLacks(
    options.lacked,
    await lacksOf(executable, libraries),
  );
  if (lacks.length > 0) return { ok: false, lacks };
  const built = await baseFolder(executable).catch(() => undefined);
  return {
    ok: true,
    plan,
    base: built === undefined
      ? undefined
      : await readBase(built, executable).catch(() => undefined),
  };
}

/** A status line of cargo's: a verb, aligned to the right. */
function isProgress(line: string): boolean {
  return /^ {2,}(?!Finished|Running)[A-Z][a-z]+ /
    .test(stripVTControlCharacters(line));
}

function isRunning(line: string): boolean {
  return /^ {2,}(?:Finished|Running) /.test(stripVTControlCharacters(line));
}

/** The target of a build: cargo keeps the runner of each by itself. */
export async function tripleOf(
  { args }: BuildPlan,
  base: Base,
): Promise<string> {
  const { args: recorded } = base.bin.recording;
  const target = values(args.cargo, "--target").at(-1) ??
    values(recorded, "--target").at(-1);
  if (target !== undefined) return target.replace(/^.*\/|\.json$/g, "");
  const rustc = rustcOf(recorded);
  const { stdout } = await capture(rustc, ["-vV"], dirname(base.folder));
  return stdout.match(/^host: (\S+)$/m)?.[1] ?? "";
}
