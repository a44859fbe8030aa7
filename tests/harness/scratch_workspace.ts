/**
 * Cargo workspaces in temporary folders, for tests to edit: copies of the
 * demo, or written from a table of files.
 *
 * @module
 */

import { copy, ensureDir } from "@std/fs";
import { dirname, join } from "@std/path";
import { type BuildOptions, CHAUD, fillTarget } from "./prebuilt.ts";
import { listFiles, TOP } from "./tree.ts";

/** How a workspace is made. */
export interface ScratchOptions extends BuildOptions {
  /** The name of the workspace's folder. */
  name?: string;
}

/** A workspace that is removed when it is disposed of. */
export class ScratchWorkspace implements AsyncDisposable {
  /** Its top folder, without symbolic links. */
  readonly folder: string;
  readonly #parent: string;

  private constructor(parent: string, name: string) {
    this.#parent = parent;
    this.folder = join(parent, name);
  }

  /** Makes one with nothing in it but a filled target folder. */
  static async make(options: ScratchOptions): Promise<ScratchWorkspace> {
    const parent = await Deno.makeTempDir({ prefix: "ws-" });
    const name = options.name ?? "workspace";
    const scratch = new ScratchWorkspace(await Deno.realPath(parent), name);
    await fillTarget(scratch.path("target"), options);
    return scratch;
  }

  /** The absolute path of something in it. */
  path(relative: string): string {
    return join(this.folder, relative);
  }

  /** Reads a file. */
  async read(path: string): Promise<string> {
    return await Deno.readTextFile(this.path(path));
  }

  /** Saves a file in place, making its folder where there is none. */
  async save(path: string, text: string): Promise<void> {
    await ensureDir(dirname(this.path(path)));
    await Deno.writeTextFile(this.path(path), text);
  }

  /** Saves a file as many editors do: under another name, then renamed. */
  async saveByRename(path: string, text: string): Promise<void> {
    const fresh = `${path}.new~`;
    await this.save(fresh, text);
    await Deno.rename(this.path(fresh), this.path(path));
  }

  /** Writes a file's own bytes over it: saves without a change. */
  async saveUnchanged(path: string): Promise<void> {
    const bytes = await Deno.readFile(this.path(path));
    using file = await Deno.open(this.path(path), { write: true });
    await file.write(bytes);
  }

  /** Deletes a file. */
  async remove(path: string): Promise<void> {
    await Deno.remove(this.path(path));
  }

  /** A file's text with replacements, each of which must occur just once. */
  async edited(
    path: string,
    ...replacements: [from: string, to: string][]
  ): Promise<string> {
    let text = await this.read(path);
    for (const [from, to] of replacements) {
      const parts = text.split(from);
      if (parts.length !== 2) {
        const times = parts.length - 1;
        throw new Error(`${path} holds ${times} times: ${from}\n${text}`);
      }
      text = parts.join(to);
    }
    return text;
  }

  /** Replaces text in a file and saves it in place. */
  async edit(
    path: string,
    ...replacements: [from: string, to: string][]
  ): Promise<void> {
    await this.save(path, await this.edited(path, ...replacements));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#parent, { recursive: true });
  }
}

/** Copies the demo. */
export async function copyDemo(
  options: ScratchOptions,
): Promise<ScratchWorkspace> {
  const scratch = await ScratchWorkspace.make(options);
  const files = (await listFiles()).filter((path) => path.startsWith("demo/"));
  for (const file of files) {
    const path = file.slice("demo/".length);
    await ensureDir(dirname(scratch.path(path)));
    await copy(join(TOP, file), scratch.path(path));
    if (!path.endsWith("/Cargo.toml")) continue;
    const text = await scratch.read(path);
    await scratch.save(path, text.replaceAll("../../crates/chaud", CHAUD));
  }
  return scratch;
}

/** Writes a workspace: path to text, where `{chaud}` stands for its path. */
export async function writeWorkspace(
  files: Record<string, string>,
  options: ScratchOptions,
): Promise<ScratchWorkspace> {
  const scratch = await ScratchWorkspace.make(options);
  for (const [path, text] of Object.entries(files)) {
    await scratch.save(path, text.replaceAll("{chaud}", CHAUD));
  }
  const lock = scratch.path("Cargo.lock");
  await copy(join(TOP, "demo", "Cargo.lock"), lock);
  return scratch;
}
