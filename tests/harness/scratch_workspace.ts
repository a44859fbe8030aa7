/**
 * Cargo workspaces in temporary folders, for tests to edit: copies of the
 * demo or of a program under test, or written from a table of files.
 *
 * @module
 */

import { copy, ensureDir } from "@std/fs";
import { dirname, join } from "@std/path";
import { type BuildOptions, CHAUD, fillTarget } from "./prebuilt.ts";
import { listFiles, TOP } from "./tree.ts";

/** The path of the crate `chaud`, in the manifests of programs. */
const OWN_CRATE = /(?<=")(?:\.\.\/)+crates\/chaud(?=")/;

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

  /** Adds to the end of a file. */
  async append(path: string, text: string): Promise<void> {
    await this.save(path, await this.read(path) + text);
  }

  /** Saves a file as many editors do: under another name, then renamed. */
  async saveByRename(path: string, text: string): Promise<void> {
    const fresh = `${path}.new~`;
    await this.save(fresh, text);
    await Deno.rename(this.path(fresh), this.path(path));
  }

  /** Makes a symbolic link; what is there by its name is replaced. */
  async link(path: string, target: string): Promise<void> {
    const fresh = this.path(`${path}.new~`);
    await ensureDir(dirname(fresh));
    await Deno.symlink(target, fresh);
    await Deno.rename(fresh, this.path(path));
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
    await scratch.save(path, text.replace(OWN_CRATE, CHAUD));
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
  await placeLock(scratch);
  return scratch;
}

/** The demo's lock file: nothing depends on what was published since. */
async function placeLock(scratch: ScratchWorkspace): Promise<void> {
  const lock = scratch.path("Cargo.lock");
  await copy(join(TOP, "demo", "Cargo.lock"), lock);
}

/** How a copy of a program differs from it. */
export interface ProgramOptions extends ScratchOptions {
  /** Files that are other ones, or that there are besides, by path. */
  files?: Record<string, string>;
}

/** Copies a program of `tests/programs`. */
export async function copyProgram(
  program: string,
  options: ProgramOptions = {},
): Promise<ScratchWorkspace> {
  const scratch = await ScratchWorkspace.make(options);
  try {
    await copyWorkspace(join(TOP, "tests", "programs", program), scratch);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      await scratch.save(path, text);
    }
    return scratch;
  } catch (error) {
    await scratch[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Copies a workspace of the repository, with its links; what is linked from
 * other workspaces is copied.
 */
export async function copyWorkspace(
  from: string,
  to: ScratchWorkspace,
): Promise<void> {
  await copyFolder(from, to.folder, from);
  await placeLock(to);
}

/** Adds a folder of the repository to a workspace, as a folder there. */
export async function addFolder(
  from: string,
  to: ScratchWorkspace,
  as: string,
): Promise<void> {
  const folder = join(TOP, from);
  await copyFolder(folder, to.path(as), folder);
}

/** What is not part of a workspace: cargo makes it, or a test is told by it. */
const BESIDE = new Set(["target", "Cargo.lock", "case.ts"]);

async function copyFolder(
  from: string,
  to: string,
  top: string,
): Promise<void> {
  await ensureDir(to);
  for await (const { name, isSymlink } of Deno.readDir(from)) {
    if (BESIDE.has(name)) continue;
    const [source, target] = [join(from, name), join(to, name)];
    const link = isSymlink ? await Deno.readLink(source) : undefined;
    if (link !== undefined && join(from, link).startsWith(`${top}/`)) {
      await Deno.symlink(link, target);
    } else if ((await Deno.stat(source)).isDirectory) {
      await copyFolder(source, target, top);
    } else if (name === "Cargo.toml") {
      const text = await Deno.readTextFile(source);
      await Deno.writeTextFile(target, text.replace(OWN_CRATE, CHAUD));
    } else {
      await Deno.copyFile(source, target);
    }
  }
}
