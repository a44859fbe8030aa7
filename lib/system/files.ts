/**
 * The one place that reads and writes files for the driver's stages. Errors
 * name what was being done and the path.
 */

import { ensureDir } from "@std/fs";
import { dirname, join } from "@std/path";
import { failure } from "./file_error.ts";

export { failure, FileError } from "./file_error.ts";

/** What a file holds, by a digest; nothing where there is none. */
export type Digest = string | undefined;

/**
 * Reads a whole file.
 *
 * @throws {FileError} If it cannot be read.
 */
export async function readBytes(
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readWhole(path);
  } catch (error) {
    throw failure("read", path, error);
  }
}

/** A named pipe or a device might never come to an end. */
async function readWhole(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { isFile, isDirectory } = await Deno.stat(path);
  if (!isFile && !isDirectory) throw new TypeError("it is no regular file");
  return await Deno.readFile(path);
}

/**
 * Reads a whole file as UTF-8.
 * @throws {FileError} If it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/**
 * Writes a file that other processes may be reading: it appears whole, and is
 * left alone when it already has this text.
 *
 * @throws {FileError} If it cannot be written.
 */
export async function writeText(
  path: string,
  text: string,
  mode = 0o644,
): Promise<void> {
  try {
    const old = await Deno.readTextFile(path).catch(() => undefined);
    if (old === text) return;
    await ensureDir(dirname(path));
    const fresh = `${path}.${Deno.pid}`;
    await Deno.writeTextFile(fresh, text, { mode });
    await Deno.rename(fresh, path);
  } catch (error) {
    throw failure("write", path, error);
  }
}

/**
 * Writes a whole file.
 *
 * @throws {FileError} If it cannot be written.
 */
export async function writeBytes(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  try {
    await Deno.writeFile(path, bytes);
  } catch (error) {
    throw failure("write", path, error);
  }
}

/**
 * Makes a folder and those above it.
 *
 * @throws {FileError} If it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await ensureDir(path);
  } catch (error) {
    throw failure("make the folder", path, error);
  }
}

/** When the file was last changed, in ms since the epoch, or undefined. */
export async function modified(path: string): Promise<number | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  return info?.mtime?.getTime();
}

/**
 * Makes a file look as old as another.
 *
 * @throws {FileError} If it cannot be changed.
 */
export async function copyTime(from: string, to: string): Promise<void> {
  try {
    const { mtime } = await Deno.stat(from);
    if (mtime) await Deno.utime(to, mtime, mtime);
  } catch (error) {
    throw failure("change the time of", to, error);
  }
}

/**
 * Makes a path lead to the file of another path, or to a copy of that.
 *
 * @throws {FileError} If that cannot be.
 */
export async function linkAgain(from: string, to: string): Promise<void> {
  try {
    const fresh = `${to}.${Deno.pid}`;
    // What an earlier one left may be a link to something that is in use.
    await Deno.remove(fresh).catch(() => {});
    await Deno.link(from, fresh).catch(() => Deno.copyFile(from, fresh));
    await Deno.rename(fresh, to);
    // Of two links to one file, renaming one leaves both.
    await Deno.remove(fresh).catch(() => {});
  } catch (error) {
    throw failure("link", to, error);
  }
}

/**
 * Gives a file another path, in place of what is there.
 *
 * @throws {FileError} If that cannot be.
 */
export async function move(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    throw failure("write", to, error);
  }
}

/** Whether two paths lead to one file, or to copies that cargo made of it. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const infos = await Promise.all(
    [a, b].map((path) => Deno.stat(path).catch(() => undefined)),
  );
  const [one, two] = infos;
  if (!one || !two) return false;
  if (one.ino === two.ino && one.dev === two.dev) return true;
  const digests = one.size === two.size
    ? await Promise.all([digest(a), digest(b)])
    : [];
  return digests[0] !== undefined && digests[0] === digests[1];
}

/** Whether something is there; where one may not look, `@std/fs` throws. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** The first of some files that is not there. */
export async function firstMissing(
  paths: readonly string[],
): Promise<string | undefined> {
  const are = await Promise.all(paths.map(exists));
  return paths.find((_, i) => !are[i]);
}

/** A digest of a file's bytes; undefined when it cannot be read. */
export async function digest(path: string): Promise<Digest> {
  try {
    return await digestOf(await readWhole(path));
  } catch {
    return undefined;
  }
}

/** A digest of some bytes. */
export async function digestOf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}

/** A digest of a text as it stands in a file. */
export async function digestOfText(text: string): Promise<string> {
  return await digestOf(new TextEncoder().encode(text));
}

/**
 * Tells a file from all others, and from itself before it was changed. Links
 * to one file have the same identity.
 *
 * @throws {FileError} If there is no such file.
 */
export function fileIdentity(path: string): string {
  try {
    const { dev, ino, size, mtime } = Deno.statSync(path);
    return `${dev}:${ino}:${size}:${mtime?.getTime()}`;
  } catch (error) {
    throw failure("look at", path, error);
  }
}

/** Makes a folder, without the files in it; `emptyDir` takes folders as well. */
export async function emptyFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await removeAll((await namesIn(folder)).map((name) => join(folder, name)));
}

/** Removes files that nobody needs any more. */
export async function removeAll(paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => Deno.remove(path).catch(() => {})));
}

/** Names in a folder; none when there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name);
  } catch {
    return [];
  }
}

/**
 * The Rust files at a path: itself, or all in the folder that it is. A folder
 * made together with its files may be the only thing that a watcher sees.
 */
export async function rustFilesAt(path: string): Promise<string[]> {
  if (path.endsWith(".rs")) return await exists(path) ? [path] : [];
  const inside = (await namesIn(path)).map((name) => join(path, name));
  return (await Promise.all(inside.map(rustFilesAt))).flat();
}

/**
 * All files at a path: itself, or what is in the folder that it is.
 * (`walk` of `@std/fs` stops at links, and where something goes meanwhile.)
 *
 * @param isWanted Whether to look at a file or into a folder.
 */
export async function filesAt(
  path: string,
  isWanted: (path: string) => boolean,
): Promise<string[]> {
  if (!isWanted(path)) return [];
  if (!await isFolder(path)) return await exists(path) ? [path] : [];
  const inside = (await namesIn(path)).map((name) => join(path, name));
  return (await Promise.all(inside.map((each) => filesAt(each, isWanted))))
    .flat();
}

/**
 * What tells a folder from one that has its name later, as long as somebody is
 * in it; nothing if there is none.
 */
export function folderIdentity(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Whether there is a folder at the path. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

/** The same, for those who cannot wait. */
export function isFolderSync(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Removes a file or folder with all it holds, if it is there. */
export async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(() => {});
}
