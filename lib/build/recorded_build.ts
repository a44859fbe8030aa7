/**
 * Builds a program once more as it was built, in a folder of its own, with
 * every call recorded. It does not touch the program's own artifacts, and never
 * judges whether that is the same build.
 */

import { dirname, join } from "@std/path";
import { runLines } from "../system/process.ts";
import { BaseError } from "./base.ts";
import { readCargoArguments } from "./cargo/arguments.ts";
import { flagWords } from "./cargo/flag_words.ts";
import { type Artifact, type Fingerprint, folderIn } from "./cargo/artifact.ts";
import { FEATURE } from "./cargo/chaud_packages.ts";
import { readWorkspace } from "./cargo/cargo.ts";
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

/** A program as cargo keeps it. */
export interface BuiltProgram {
  artifact: Artifact;
  /** `<crate>-<hash>`. */
  unit: string;
  package: string;
  fingerprint: Fingerprint;
}

/**
 * Builds the program as it was built, with every call recorded.
 *
 * @returns The folder of the base, if the program is the same.
 * @throws {BaseError} If cargo fails.
 */
export async function recordBuild(
  { artifact, unit, package: name, fingerprint }: BuiltProgram,
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
  const chaud = await chaudFeature(name, { cargo, options, folder });
  const flags = flagWords(env["CHAUD_FEATURE_FLAGS"] ?? "");
  const given = flags.length > 0
    ? flags
    : ["--no-default-features", "--features", fingerprint.features.join(",")];
  const args = [
    ...["build", "--package", name, `--${kind}`, artifact.name],
    ...["--profile", profile, "--target-dir", target, "--color", "never"],
    ...triple === undefined ? [] : ["--target", triple],
    ...options,
    ...given,
    ...chaud === undefined ? [] : ["--features", chaud],
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
  if (code !== 0) throw new BaseError(recordingFailed(said.join("\n")));
  return join(folderIn(target, artifact), CHAUD_FOLDER, unit);
}

/** Hot reload, which a program with a driver of its own has. */
async function chaudFeature(
  name: string,
  { cargo, options, folder }: {
    cargo: string;
    options: string[];
    folder: string;
  },
): Promise<string | undefined> {
  const args = readCargoArguments(options);
  const { packages } = await readWorkspace(cargo, args, folder);
  const chaud = packages.find((each) => each.name === name)?.chaud;
  return chaud && `${chaud.key}/${FEATURE}`;
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

/** Said when cargo cannot build what is running. */
function recordingFailed(output: string): string {
  return `cargo failed to build the program once more, for the recordings:\n` +
    output;
}
