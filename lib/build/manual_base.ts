/**
 * The base of a program that another than `chaud run` started: one linked by
 * `chaud-rustc`, or with switches set by hand. What was not recorded when it
 * was built is recorded now, by building it once more in a folder of its own;
 * cargo names crates the same there, so the symbols are the same as well.
 */

import { basename, dirname, join } from "@std/path";
import {
  type Artifact,
  artifactAt,
  differences,
  type Fingerprint,
  folderIn,
  missingFlags,
  parseFingerprint,
} from "./cargo/artifact.ts";
import type { Found } from "../session/server.ts";
import { BaseError, baseFolder, readBase, unitFolder } from "./base.ts";
import { FEATURE, readWorkspace } from "./cargo/cargo.ts";
import { readCargoArguments } from "./cargo/arguments.ts";
import {
  copyTime,
  exists,
  isSameFile,
  namesIn,
  readText,
  writeText,
} from "../system/files.ts";
import { runLines } from "../system/process.ts";
import * as say from "../report/reload_messages.ts";
import { placeLocalScript } from "./script_files.ts";
import { CHAUD_FOLDER } from "./scripts.ts";

/** What is known of the program, and how to build it. */
export interface ManualOptions {
  executable: string;
  /** The manifest that the program named to `chaud::init`. */
  manifest: string;
  /** The driver's environment, which it has from the program. */
  env: Record<string, string>;
  cwd: string;
  /** Aborted when the program has ended. */
  signal: AbortSignal;
  /** Told before cargo builds. */
  onRecording: () => void;
}

/** A unit as cargo keeps it. */
interface Built {
  artifact: Artifact;
  /** `<crate>-<hash>`. */
  unit: string;
  package: string;
  fingerprint: Fingerprint;
}

/**
 * Finds the base of a program that was not started by the driver.
 *
 * @throws {BaseError} If it was not built so that it can be patched.
 */
export async function findManualBase(options: ManualOptions): Promise<Found> {
  const { executable } = options;
  const folder = await baseFolder(executable);
  const built = await readBuilt(folder, executable);
  const { targetFolder } = built.artifact;
  if (folder !== undefined) {
    if (await lacksRecordings(folder)) await complete(folder, built, options);
    return { base: await readBase(folder, executable), targetFolder };
  }
  const missing = missingFlags(built.fingerprint.rustflags);
  if (missing.length > 0) throw new BaseError(say.flagsMissing(missing));
  const recorded = await record(built, options);
  const units = dirname(unitFolder(recorded, built.unit));
  if (!await exists(join(units, built.unit, "args"))) {
    throw new BaseError(say.otherBuild(await compare(built, recorded)));
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
): Promise<Built> {
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
    throw new BaseError(say.notCargos(executable));
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
  throw new BaseError(say.notCargos(executable));
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
    .flatMap((name) => name.match(/^lib(.+)\.so$/)?.[1] ?? []);
  const known = await Promise.all(
    dylibs.map((id) => exists(join(unitFolder(folder, id), "args"))),
  );
  return known.includes(false);
}

/** Fills in the recordings that are missing from those of another build. */
async function complete(
  folder: string,
  built: Built,
  options: ManualOptions,
): Promise<void> {
  const recorded = await record(built, options);
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

/**
 * Builds the program as it was built, with every call recorded.
 *
 * @returns The folder of the base, if the program is the same.
 * @throws {BaseError} If cargo fails.
 */
async function record(
  { artifact, unit, package: name, fingerprint }: Built,
  { manifest, env, cwd, signal, onRecording }: ManualOptions,
): Promise<string> {
  onRecording();
  const { targetFolder, kind, profile, triple } = artifact;
  const cargo = env["CARGO"] ?? "cargo";
  const target = join(targetFolder, CHAUD_FOLDER, "manual");
  const folder = `${dirname(manifest)}/`.startsWith(`${cwd}/`)
    ? cwd
    : dirname(manifest);
  const options = ["--manifest-path", manifest];
  const features = env["CHAUD_FEATURE_FLAGS"]?.match(/\S+/g) ??
    await featuresOf(fingerprint, name, { cargo, options, folder });
  const args = [
    ...["build", "--package", name, `--${kind}`, artifact.name],
    ...["--profile", profile, "--target-dir", target, "--color", "never"],
    ...triple === undefined ? [] : ["--target", triple],
    ...options,
    ...features,
  ];
  const said: string[] = [];
  const wrapper = await placeLocalScript(targetFolder);
  const call = {
    program: cargo,
    args,
    cwd: folder,
    env: buildEnvironment(env, wrapper, fingerprint.rustflags),
  };
  const onLine = (line: string) => said.push(line);
  const { code } = await runLines(call, { signal, onLine });
  if (code !== 0) throw new BaseError(say.recordingFailed(said.join("\n")));
  return join(folderIn(target, artifact), CHAUD_FOLDER, unit);
}

/** The feature arguments that make the program's package what it is. */
async function featuresOf(
  { features }: Fingerprint,
  name: string,
  { cargo, options, folder }: {
    cargo: string;
    options: string[];
    folder: string;
  },
): Promise<string[]> {
  const args = readCargoArguments(options);
  const { packages } = await readWorkspace(cargo, args, folder);
  const chaud = packages.find((each) => each.name === name)?.chaud;
  const all = chaud === undefined ? features : [
    ...features,
    `${chaud}/${FEATURE}`,
  ];
  return ["--no-default-features", "--features", all.join(",")];
}

/** The program's environment with its own switches, whoever set them. */
function buildEnvironment(
  env: Record<string, string>,
  wrapper: string,
  rustflags: string[],
): Record<string, string> {
  const isUnstable = rustflags.some((flag) => flag.startsWith("-Z"));
  const kept = Object.entries(env).filter(([name]) =>
    !/^(?:LD_LIBRARY_PATH$|DYLD_|CHAUD_|CARGO_(?:PKG|BIN|MANIFEST|PRIMARY)_)/
      .test(name)
  );
  return {
    ...isUnstable ? { RUSTC_BOOTSTRAP: "1" } : {},
    ...Object.fromEntries(kept),
    RUSTC_WRAPPER: wrapper,
    CARGO_ENCODED_RUSTFLAGS: rustflags.join("\x1f"),
  };
}

/** Says which crates cargo builds otherwise now. */
async function compare(built: Built, recorded: string): Promise<string[]> {
  const prints = (top: string) => join(top, ".fingerprint");
  const here = prints(built.artifact.folder);
  const there = prints(dirname(dirname(recorded)));
  const found: string[] = [];
  const known = await namesIn(here);
  const read = async (folder: string, unit: string) => {
    const files = await namesIn(join(folder, unit));
    const json = files.find((name) => /^(?:lib|bin)-.*\.json$/.test(name));
    return json && parseFingerprint(await readText(join(folder, unit, json)));
  };
  for (const unit of await namesIn(there)) {
    if (known.includes(unit)) continue;
    const name = unit.slice(0, -17);
    const others = known.filter((each) => each.slice(0, -17) === name);
    const now = await read(there, unit);
    for (const other of others) {
      const running = await read(here, other);
      if (!now || !running) continue;
      const list = differences(running, now).join("; ");
      if (list !== "") found.push(`${name}: ${list}`);
    }
  }
  return [...new Set(found)];
}
