/**
 * Folders that one process has for itself: new ones, and ones that processes
 * take turns with. A file in them is locked for as long as their owner lives,
 * however it ends. What else is written into them is not its business.
 */

import { basename, dirname, join } from "@std/path";
import {
  exists,
  failure,
  makeFolder,
  namesIn,
  remove,
  removeAll,
} from "./files.ts";
import { capture } from "./process.ts";
import { RightsError } from "./rights.ts";

/** Thrown where there is no place for a private folder. */
export class PlaceError extends Error {
  /** The class's name. */
  override name = "PlaceError";
}

/** A folder that only its owner can enter. */
export interface PrivateFolder {
  /** Without symbolic links. */
  path: string;
  /** Resolves once folders of processes that were killed are removed. */
  tidied: Promise<void>;
  /** Removes it with all that it holds. */
  remove(): Promise<void>;
}

const PREFIX = "chaud-";
/** Told from files that a user may keep in folders of that name. */
const OWNER_LOCK = "driver.lock";

/** The longest path that the address of a socket has room for, in bytes. */
const LONGEST_SOCKET = 103;
/** So much of it is for the socket's own name. */
const SOCKET_NAME = "/socket".length;

/**
 * Makes a new folder that only its owner can enter, where nobody else can put
 * another in its place, and where sockets can be made.
 *
 * @param parent Where to make it, if that will do.
 * @throws {PlaceError} If there is no such place.
 */
export async function makePrivateFolder(
  parent?: string,
): Promise<PrivateFolder> {
  const reasons: string[] = [];
  const places: [name: string, make: () => Promise<string>][] = [
    [parent ?? "TMPDIR", () => makeIn(parent)],
    ["mktemp", makeInSystemFolder],
  ];
  for (const [name, make] of places) {
    const made = await make().catch((error) => error as Error);
    if (made instanceof RightsError) throw made;
    if (made instanceof Error) {
      reasons.push(`\`${name}\`: ${made.message}`);
      continue;
    }
    const path = await Deno.realPath(made);
    const reason = await objectionTo(path);
    if (reason === undefined) {
      return await keepPrivateFolder(path);
    }
    reasons.push(`\`${dirname(path)}\`: ${reason}`);
    await remove(path);
  }
  throw new PlaceError(
    "There is no place for a private folder: let `TMPDIR` name a folder that " +
      "is there, that others than you cannot exchange, and whose path is " +
      `short\n${reasons.join("\n")}`,
  );
}

/**
 * Has the folder that somebody chose for this process, and makes it where it is
 * not there: then it is known beforehand where sockets will be.
 *
 * @throws {PlaceError} If it cannot be private to this process.
 */
export async function usePrivateFolder(path: string): Promise<PrivateFolder> {
  const unfit = (reason: string) =>
    new PlaceError(`\`${path}\` cannot be a private folder: ${reason}`);
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    const real = await Deno.realPath(path);
    const reason = await objectionTo(real) ?? await objectionToWhatIsIn(real);
    if (reason !== undefined) throw unfit(reason);
    return await keepPrivateFolder(real);
  } catch (error) {
    if (error instanceof PlaceError) throw error;
    throw unfit(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Has a folder that another process has made for this one. Removes those of
 * processes that were killed.
 */
export async function keepPrivateFolder(path: string): Promise<PrivateFolder> {
  const lock = await lockOwn(path);
  const tidied = removeAbandoned(path).catch(() => {});
  return {
    path,
    tidied,
    remove: async () => {
      await tidied;
      await remove(path);
      lock?.close();
    },
  };
}

async function makeIn(parent: string | undefined): Promise<string> {
  const where = parent === undefined ? {} : { dir: parent };
  try {
    return await Deno.makeTempDir({ prefix: PREFIX, ...where });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    const right = { name: "write", path: parent ?? TEMPORARY } as const;
    throw new RightsError([{ right, purpose: "to make patches" }]);
  }
}

/** Where temporary files go, as a shell takes it. */
const TEMPORARY = "$(dirname $(mktemp -u))";

/** Where the system has such folders, whatever `TMPDIR` says. */
async function makeInSystemFolder(): Promise<string> {
  const args = ["-d", "-t", `${PREFIX}XXXXXXXXXX`];
  const env = { TMPDIR: "" };
  const { code, stdout, stderr } = await capture("mktemp", args, "/", env);
  if (code !== 0) throw new Error(stderr.trim());
  return stdout.trimEnd();
}

/** Why a folder cannot stay where it is. */
async function objectionTo(path: string): Promise<string | undefined> {
  const { length } = new TextEncoder().encode(path);
  if (length + SOCKET_NAME > LONGEST_SOCKET) {
    return "its path is too long for a socket";
  }
  const { uid } = await Deno.stat(path);
  for (let place = dirname(path);; place = dirname(place)) {
    // What may not be looked at says nothing.
    const info = await Deno.stat(place).catch(() => undefined);
    const { uid: owner = null, mode } = info ?? {};
    const isOthers = ![uid, ROOT, NOBODY, null].includes(owner);
    const isOpen = ((mode ?? 0) & 0o022) !== 0 && ((mode ?? 0) & STICKY) === 0;
    if (isOthers || isOpen) {
      return `others could exchange what is in \`${place}\``;
    }
    if (place === dirname(place)) return undefined;
  }
}

/** Why a folder is somebody's: it will be removed with all that it holds. */
async function objectionToWhatIsIn(
  folder: string,
): Promise<string | undefined> {
  const names = await namesIn(folder);
  if (names.length === 0) return undefined;
  const locked = await isLocked(folder);
  if (locked === undefined) return "there is something in it";
  if (locked) return "another process has it";
  await removeAll(names.map((name) => join(folder, name)));
  return undefined;
}

/** In such a folder, each removes only what is theirs. */
const STICKY = 0o1000;
const ROOT = 0;
/** Who owns what the system owns, where users have other numbers inside. */
const NOBODY = 65534;

/** Locks the owner's file: it is there only when it is locked. */
async function lockOwn(folder: string): Promise<Deno.FsFile | undefined> {
  const path = join(folder, OWNER_LOCK);
  try {
    await Deno.writeFile(`${path}.new`, new Uint8Array());
    // For reading: what is open for writing keeps a disk from being locked.
    const file = await Deno.open(`${path}.new`);
    await file.lock(true);
    await Deno.rename(`${path}.new`, path);
    return file;
  } catch {
    // Then nobody tidies up after this process, should it be killed.
    return undefined;
  }
}

/** Removes the folders beside one whose owners were killed. */
async function removeAbandoned(own: string): Promise<void> {
  const parent = dirname(own);
  const { uid } = await Deno.stat(own);
  for (const name of await namesIn(parent)) {
    const path = join(parent, name);
    if (!name.startsWith(PREFIX) || name === basename(own)) continue;
    const info = await Deno.lstat(path).catch(() => undefined);
    if (info?.isDirectory && info.uid === uid && await isAbandoned(path)) {
      await remove(path);
    }
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  return await isLocked(folder) === false;
}

/** Whether its owner lives; not known where none has locked it. */
async function isLocked(folder: string): Promise<boolean | undefined> {
  try {
    using file = await Deno.open(join(folder, OWNER_LOCK));
    return !await file.tryLock(true);
  } catch {
    return undefined;
  }
}

/** A folder that one process has for itself, for as long as it lives. */
export interface OwnFolder {
  path: string;
  /** Lets others have it. */
  release(): void;
}

/**
 * Takes a folder that no other process has taken: this one, or one beside it.
 * Its file `lock` is locked meanwhile; the system unlocks it when we end.
 *
 * @throws {FileError} If it cannot be made or locked.
 */
export async function takeFolder(wanted: string): Promise<OwnFolder> {
  for (let number = 1;; number++) {
    const path = number === 1 ? wanted : `${wanted}-${number}`;
    await makeFolder(path);
    try {
      const lock = join(path, "lock");
      if (!await exists(lock)) await Deno.writeFile(lock, new Uint8Array());
      // Not for writing: the disk may be made read-only meanwhile.
      const file = await Deno.open(lock);
      if (await file.tryLock(true)) {
        return {
          path,
          release: () => file.close(),
        };
      }
      file.close();
    } catch (error) {
      throw failure("lock the folder", path, error);
    }
  }
}
