/**
 * Stands in for `@std/fs` where JSR is out of reach.
 *
 * @module
 */

import * as fs from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One file or folder that `walk` came by. */
export interface WalkEntry extends Deno.DirEntry {
  path: string;
}

/** What `walk` visits and yields. */
export interface WalkOptions {
  maxDepth?: number;
  includeFiles?: boolean;
  includeDirs?: boolean;
  includeSymlinks?: boolean;
  exts?: string[];
  match?: RegExp[];
  skip?: RegExp[];
}

/** What `exists` asks of a path, besides being there. */
export interface ExistsOptions {
  isDirectory?: boolean;
  isFile?: boolean;
}

/** How `copy` treats what is there already. */
export interface CopyOptions {
  overwrite?: boolean;
  preserveTimestamps?: boolean;
}

/** Makes sure that a folder is there, with those above it. */
export async function ensureDir(dir: string | URL): Promise<void> {
  await fs.mkdir(dir, { recursive: true });
}

/** Makes sure that a folder is there and has nothing in it. */
export async function emptyDir(dir: string | URL): Promise<void> {
  await fs.mkdir(dir, { recursive: true });
  for (const name of await fs.readdir(dir)) {
    await fs.rm(join(pathOf(dir), name), { recursive: true });
  }
}

/** Whether there is a file or folder at a path. */
export async function exists(
  path: string | URL,
  options: ExistsOptions = {},
): Promise<boolean> {
  try {
    const info = await fs.stat(path);
    return (!options.isFile || info.isFile()) &&
      (!options.isDirectory || info.isDirectory());
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return false;
    throw error;
  }
}

/** Copies a file, or a folder with everything in it. */
export async function copy(
  from: string | URL,
  to: string | URL,
  options: CopyOptions = {},
): Promise<void> {
  await fs.cp(from, to, {
    recursive: true,
    force: options.overwrite ?? false,
    errorOnExist: true,
    preserveTimestamps: options.preserveTimestamps ?? false,
  });
}

/** Yields a folder and all that is under it. */
export async function* walk(
  root: string | URL,
  options: WalkOptions = {},
): AsyncIterableIterator<WalkEntry> {
  const path = pathOf(root);
  const { isFile, isDirectory, isSymlink } = await Deno.stat(path);
  const entry = { path, name: basename(path), isFile, isDirectory, isSymlink };
  yield* visit(entry, options, options.maxDepth ?? Infinity);
}

async function* visit(
  entry: WalkEntry,
  options: WalkOptions,
  depth: number,
): AsyncIterableIterator<WalkEntry> {
  if (options.skip?.some((pattern) => pattern.test(entry.path))) return;
  if (isWanted(entry, options)) yield entry;
  if (!entry.isDirectory || depth < 1) return;
  for await (const inner of Deno.readDir(entry.path)) {
    const path = join(entry.path, inner.name);
    yield* visit({ ...inner, path }, options, depth - 1);
  }
}

function isWanted(entry: WalkEntry, options: WalkOptions): boolean {
  const { path, isFile, isDirectory, isSymlink } = entry;
  if (isFile && options.includeFiles === false) return false;
  if (isDirectory && options.includeDirs === false) return false;
  if (isSymlink && options.includeSymlinks === false) return false;
  if (options.exts && !options.exts.some((end) => path.endsWith(end))) {
    return false;
  }
  return options.match?.some((pattern) => pattern.test(path)) ?? true;
}

function pathOf(path: string | URL): string {
  return path instanceof URL ? fileURLToPath(path) : path;
}
