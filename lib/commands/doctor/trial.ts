/**
 * Tries whether programs can be built for hot reload here: compiles, links and
 * starts an empty one, with the user's own toolchain and configuration. Never
 * touches the user's workspace, and judges nothing.
 */

import { join } from "@std/path";
import { placeScripts } from "../../build/script_files.ts";
import { namesIn, readBytes, writeText } from "../../system/files.ts";
import { makePrivateFolder } from "../../system/private_folder.ts";
import { capture, ProcessError } from "../../system/process.ts";
import { splitNul } from "../../build/rustc/unit.ts";
import { CHAUD_FOLDER } from "../../build/scripts.ts";
import type { Trial } from "./findings.ts";

const SOURCES: Record<string, string> = {
  "Cargo.toml": '[workspace]\n[package]\nname = "trial"\nedition = "2021"\n',
  "src/lib.rs": "pub fn run() {}\n",
  "src/main.rs": "fn main() {\n    trial::run();\n}\n",
};

/** What the trial goes by. */
export interface TrialOptions {
  cargo: string;
  /** The folder whose configuration counts. */
  cwd: string;
  /** `+nightly`, say. */
  toolchain: string | undefined;
}

/** Builds and starts the program in a folder that is removed afterwards. */
export async function tryOut(options: TrialOptions): Promise<Trial> {
  const { path: folder, remove } = await makePrivateFolder();
  try {
    for (const [path, text] of Object.entries(SOURCES)) {
      await writeText(join(folder, path), text);
    }
    return { ...await build(options, folder), folder: join(folder, "..") };
  } finally {
    await remove();
  }
}

async function build(
  { cargo, cwd, toolchain }: TrialOptions,
  folder: string,
): Promise<Omit<Trial, "folder">> {
  const target = join(folder, "target");
  const shape = { shape: "split", entries: false } as const;
  const wrapper = await placeScripts(target, shape);
  const { code, stdout, stderr } = await capture(cargo, [
    ...toolchain === undefined ? [] : [toolchain],
    "build",
    "--offline",
    "--quiet",
    "--message-format=json-render-diagnostics",
    "--manifest-path",
    join(folder, "Cargo.toml"),
    "--target-dir",
    target,
    "--config",
    `build.rustc-workspace-wrapper=${JSON.stringify(wrapper)}`,
  ], cwd);
  const executable = stdout.match(/"executable":"([^"]+)"/)?.[1];
  const rustcArgs = await recordedCall(target);
  if (code !== 0 || executable === undefined) {
    const lines = stderr.trim().split("\n").slice(-MOST_LINES);
    const failure = lines.filter((line) => line.length < LONG).join("\n");
    return { rustcArgs, failure, start: "not tried" };
  }
  return { rustcArgs, failure: undefined, start: await start(executable) };
}

/** Linkers are wordy: the cause stands at the end, behind the whole call. */
const MOST_LINES = 12;
const LONG = 300;

async function start(executable: string): Promise<Trial["start"]> {
  try {
    const { code } = await capture(executable, [], "/");
    return code === 0 ? "well" : "failed";
  } catch (error) {
    const isDenied = error instanceof ProcessError &&
      error.cause instanceof Error && error.cause.name === "PermissionDenied";
    return isDenied ? "denied" : "failed";
  }
}

/** The rustc call of the program, wherever the target folder has it. */
async function recordedCall(target: string): Promise<string[] | undefined> {
  for (const platform of [".", ...await namesIn(target)]) {
    const units = join(target, platform, "debug", CHAUD_FOLDER, "units");
    for (const unit of await namesIn(units)) {
      const args = splitNul(await readBytes(join(units, unit, "args")));
      if (args.includes("bin")) return args;
    }
  }
  return undefined;
}

/** What `rustc --version` says; nothing if it does not run. */
export async function rustcVersion(
  { cwd, toolchain }: TrialOptions,
): Promise<string | undefined> {
  const args = toolchain === undefined ? [] : [toolchain];
  try {
    const { code, stdout } = await capture(
      "rustc",
      [...args, "--version"],
      cwd,
    );
    return code === 0 ? stdout.trim() : undefined;
  } catch (error) {
    if (error instanceof ProcessError) return undefined;
    throw error;
  }
}
