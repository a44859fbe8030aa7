/**
 * Builds a program once more as it was built, in a folder of its own, with
 * every call recorded; and tells in what that is another build. It does not
 * touch the program's own artifacts.
 */

import { dirname, join } from "@std/path";
import { namesIn, readText } from "../system/files.ts";
import { runLines } from "../system/process.ts";
import { BaseError } from "./base.ts";
import { readCargoArguments } from "./cargo/arguments.ts";
import {
  type Artifact,
  differences,
  type Fingerprint,
  folderIn,
  parseFingerprint,
} from "./cargo/artifact.ts";
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
  if (code !== 0) throw new BaseError(recordingFailed(said.join("\n")));
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
  const chaud = packages.find((each) => each.name === name)?.chaud?.key;
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

/** Says in which crates a recorded build is another than the program's. */
export async function explainOtherBuild(
  built: BuiltProgram,
  recorded: string,
): Promise<string> {
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
  return otherBuild([...new Set(found)]);
}

/** Said when the driver's build is not the program's. */
function otherBuild(details: string[]): string {
  return `cargo builds another program than the one that runs.\n` +
    details.map((line) => `  ${line}\n`).join("") +
    `  CHAUD_FEATURE_FLAGS must hold the feature arguments that cargo got ` +
    `(such as \`-F chaud/unsafe-hot-reload\`), and toolchain and profile ` +
    `must be the same`;
}

/** Said when cargo cannot build what is running. */
function recordingFailed(output: string): string {
  return `cargo failed to build the program once more, for the recordings:\n` +
    output;
}
