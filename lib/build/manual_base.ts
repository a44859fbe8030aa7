/**
 * The base of a program that another than `chaud run` started: one linked by
 * `chaud-rustc`, or with switches set by hand. What was not recorded when it
 * was built is recorded now, by building it once more in a folder of its own
 * (`recorded_build.ts`); cargo names crates the same there, so the symbols are
 * the same as well.
 */

import { basename, dirname, join } from "@std/path";
import {
  copyTime,
  exists,
  isSameFile,
  namesIn,
  readText,
  writeText,
} from "../system/files.ts";
import {
  BaseError,
  baseFolder,
  type FoundBase,
  readBase,
  unitFolder,
} from "./base.ts";
import {
  type Artifact,
  artifactAt,
  missingFlags,
  parseFingerprint,
} from "./cargo/artifact.ts";
import {
  type BuiltProgram,
  type ManualOptions,
  recordBuild,
} from "./recorded_build.ts";
import { explainOtherBuild } from "./other_build.ts";

/**
 * Finds the base of a program that was not started by the driver.
 *
 * @throws {BaseError} If it was not built so that it can be patched.
 */
export async function findManualBase(
  options: ManualOptions,
): Promise<FoundBase> {
  const { executable } = options;
  const folder = await baseFolder(executable);
  const built = await readBuilt(folder, executable);
  const { targetFolder } = built.artifact;
  if (folder !== undefined) {
    if (await lacksRecordings(folder)) await complete(folder, built, options);
    return { base: await readBase(folder, executable), targetFolder };
  }
  const missing = missingFlags(built.fingerprint.rustflags);
  if (missing.length > 0) throw new BaseError(flagsMissing(missing));
  const recorded = await recordBuild(built, options);
  const units = dirname(unitFolder(recorded, built.unit));
  if (!await exists(join(units, built.unit, "args"))) {
    throw new BaseError(await explainOtherBuild(built, recorded));
  }
  // What was saved since the program was built is an edit.
  for (const id of await namesIn(units)) {
    await copyTime(executable, join(units, id, "args"));
  }
  return { base: await readBase(recorded, executable), targetFolder };
}

/** Finds what cargo knows of an executable. */
async function readBuilt(
  folder: string | undefined,
  executable: string,
): Promise<BuiltProgram> {
  // The base's folder is beside cargo's own, wherever the executable is.
  const path = folder === undefined
    ? executable
    : join(dirname(dirname(folder)), basename(executable));
  const tops = [dirname, (p: string) => dirname(dirname(p))]
    .map((up) => up(dirname(path)))
    .flatMap((top) => [top, dirname(top)]);
  const marks = await Promise.all(
    tops.map((top) => exists(join(top, ".rustc_info.json"))),
  );
  const artifact = artifactAt(path, (top) => marks[tops.indexOf(top)] ?? false);
  const unit = folder === undefined
    ? artifact && await unitOf(artifact, executable)
    : basename(folder);
  const hash = unit?.match(/-([0-9a-f]{16})$/)?.[1];
  if (!artifact || unit === undefined || hash === undefined) {
    throw new BaseError(notCargos(executable));
  }
  const prints = join(artifact.folder, ".fingerprint");
  const print =
    (await namesIn(prints)).find((name) => name.endsWith(`-${hash}`)) ?? "";
  const kinds = [`bin-${artifact.name}`, `example-${artifact.name}`];
  for (const kind of kinds) {
    const json = await readText(join(prints, print, `${kind}.json`))
      .catch(() => undefined);
    if (json === undefined) continue;
    const fingerprint = parseFingerprint(json);
    if (kind === kinds[1]) artifact.kind = "example";
    return { artifact, unit, package: print.slice(0, -17), fingerprint };
  }
  throw new BaseError(notCargos(executable));
}

/** The unit whose artifact an executable is: cargo links or copies it. */
async function unitOf(
  { name, kind, folder }: Artifact,
  executable: string,
): Promise<string | undefined> {
  const outputs = join(folder, kind === "bin" ? "deps" : "examples");
  const prefix = `${kind === "bin" ? name.replaceAll("-", "_") : name}-`;
  for (const file of await namesIn(outputs)) {
    const hash = file.startsWith(prefix) ? file.slice(prefix.length) : "";
    if (!/^[0-9a-f]{16}$/.test(hash)) continue;
    if (await isSameFile(join(outputs, file), executable)) {
      return `${name.replaceAll("-", "_")}-${hash}`;
    }
  }
  return undefined;
}

/** Whether cargo found crates fresh that had been built without recording. */
async function lacksRecordings(folder: string): Promise<boolean> {
  const dylibs = (await namesIn(folder))
    .flatMap((name) => name.match(/^(.+)\.so$/)?.[1] ?? []);
  const known = await Promise.all(
    dylibs.map((id) => exists(join(unitFolder(folder, id), "args"))),
  );
  return known.includes(false);
}

/** Fills in the recordings that are missing from those of another build. */
async function complete(
  folder: string,
  built: BuiltProgram,
  options: ManualOptions,
): Promise<void> {
  const recorded = await recordBuild(built, options);
  const here = built.artifact.folder;
  const there = dirname(dirname(recorded));
  for (const id of await namesIn(dirname(unitFolder(folder, built.unit)))) {
    const [to, from] = [unitFolder(folder, id), unitFolder(recorded, id)];
    if (await exists(join(to, "args"))) continue;
    if (!await exists(join(from, "args"))) continue;
    for (const file of ["env", "cwd", "args"]) {
      const text = await readText(join(from, file));
      const moved = text.replaceAll(`${there}/`, `${here}/`);
      await writeText(join(to, file), moved, 0o600);
    }
    const rlib = join(here, "deps", `lib${id}.rlib`);
    if (await exists(rlib)) await copyTime(rlib, join(to, "args"));
  }
}

/** Said about an executable that is not where cargo put it. */
function notCargos(executable: string): string {
  return `\`${executable}\` is not (or no longer) what cargo built there: ` +
    `start it where cargo put it, or with \`chaud run\``;
}

/** Said when a program was built without switches that a reload needs. */
function flagsMissing(flags: string[]): string {
  return `the program was built without switches that hot reload needs.\n` +
    `  Missing in RUSTFLAGS: ${flags.join(" ")}\n` +
    `  Or start it with \`chaud run\`, or with RUSTC_WRAPPER=chaud-rustc`;
}
