/**
 * Folders that one process has for itself: new ones, and ones that processes
 * take turns with. What is written into them is not its business.
 */

import { join } from "@std/path";
import { exists, failure, makeFolder } from "./files.ts";

/** Makes a new folder that only its owner can enter. */
export async function makePrivateFolder(): Promise<string> {
  return await Deno.makeTempDir({ prefix: "chaud-" });
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
