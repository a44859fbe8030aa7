/**
 * The storm's workspace without hot reload: an ordinary `cargo build` of the
 * same sources in a folder of its own tells what the program's values must be.
 *
 * @module
 */

import { join } from "@std/path";
import { digestOf } from "../../lib/system/files.ts";
import { cleanEnvironment, finish, succeed } from "../harness/process_tree.ts";
import {
  type ScratchWorkspace,
  writeWorkspace,
} from "../harness/scratch_workspace.ts";
import type { Files } from "./sources.ts";

/** What a program shows, by name. */
export type Values = Record<string, number>;

/** Not for anything else may a build fail. */
const IS_THE_SOURCES = /^error: (?:could not compile|failed to load manifest)/m;

/** The second copy of the workspace. */
export class OrdinaryBuild implements AsyncDisposable {
  readonly #workspace: ScratchWorkspace;
  readonly #known = new Map<string, Promise<Values | undefined>>();
  #files: Files = {};
  #last: Promise<unknown> = Promise.resolve();

  private constructor(workspace: ScratchWorkspace) {
    this.#workspace = workspace;
  }

  /** Makes the folder. */
  static async make(): Promise<OrdinaryBuild> {
    const options = { name: "ordinary" };
    return new OrdinaryBuild(await writeWorkspace({}, options));
  }

  /** The values that these sources come to; undefined if they do not build. */
  async values(files: Files): Promise<Values | undefined> {
    const text = new TextEncoder().encode(JSON.stringify(files));
    const key = await digestOf(text);
    const known = this.#known.get(key) ??
      this.#last.then(() => this.#build(files));
    this.#known.set(key, known);
    this.#last = known.catch(() => {});
    return await known;
  }

  async #build(files: Files): Promise<Values | undefined> {
    await sync(this.#workspace, this.#files, files);
    this.#files = files;
    const cwd = this.#workspace.folder;
    const { success, stderr } = await finish({
      program: "cargo",
      args: ["build", "--quiet"],
      cwd,
      env: { ...cleanEnvironment(), RUSTFLAGS: "-Awarnings" },
    });
    if (!success && IS_THE_SOURCES.test(stderr)) return undefined;
    if (!success) throw new Error(`cargo build failed:\n${stderr}`);
    return await this.#run(join(cwd, "target", "debug", "shop"));
  }

  async #run(program: string): Promise<Values> {
    const task = { program, args: [], input: "values\n" };
    const line = (await succeed(task)).split("\n")[1] ?? "";
    const pairs = line.slice("= ".length).split(" ");
    return Object.fromEntries(pairs.map((pair) => {
      const [name = "", value] = pair.split("=");
      return [name, Number(value)];
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#workspace[Symbol.asyncDispose]();
  }
}

/** Makes a workspace's sources from old to new, touching only what differs. */
async function sync(
  workspace: ScratchWorkspace,
  old: Files,
  files: Files,
): Promise<void> {
  for (const path of Object.keys(old)) {
    if (!(path in files)) await workspace.remove(path);
  }
  for (const [path, text] of Object.entries(files)) {
    if (old[path] !== text) await workspace.save(path, text);
  }
}

/** What is wrong with the values shown; undefined if nothing is. */
export function sayDifference(
  shown: Values,
  values: Values,
): string | undefined {
  const names = new Set([...Object.keys(shown), ...Object.keys(values)]);
  const wrong = [...names].filter((name) => shown[name] !== values[name])
    .map((name) => `${name} is ${shown[name]}, not ${values[name]}`);
  return wrong.length === 0 ? undefined : wrong.join("; ");
}
