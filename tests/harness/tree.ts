/**
 * The repository's files as a commit of everything would hold them: tracked
 * ones and new ones, without what git ignores.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import { succeed } from "./process_tree.ts";

/** The top of the repository. */
export const TOP: string = fromFileUrl(new URL("../../", import.meta.url));

/** Paths below `TOP`, sorted. */
export async function listFiles(): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const stdout = await succeed({ program: "git", args, cwd: TOP });
  const paths = stdout.split("\0").filter((path) => path !== "");
  const present = await Promise.all(paths.map(isFile));
  return [...new Set(paths.filter((_, i) => present[i]))].sort();
}

/** Reads one of them. */
export async function readFile(path: string): Promise<string> {
  return await Deno.readTextFile(join(TOP, path));
}

/** A file may be deleted in the work tree and still be in git's index. */
async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.lstat(join(TOP, path))).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
