/**
 * What is in a place that the system does not watch, for comparing one look
 * with the next. Never says when to look.
 */

import { join } from "@std/path";

/** A folder with all that is below it, one without, or a single file. */
export interface Place {
  path: string;
  extent: "below" | "in" | "file";
}

/** Of links that lead out of what is watched, only who watches this is told. */
export const LINKS: Place = { path: "/", extent: "in" };

/** Whether a place is watched for such links alone: all files are there. */
export function isForLinks({ path }: Place): boolean {
  return path === LINKS.path;
}

/** What tells each file of a place from what it was, by path. */
export async function stateOf(
  { path, extent }: Place,
): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  const note = async (file: string) => {
    const info = await Deno.stat(file).catch(() => undefined);
    if (!info || !info.isFile && file !== path) return;
    all.set(file, `${info.ino} ${info.size} ${info.mtime?.getTime()}`);
  };
  if (extent === "file") {
    await note(path);
    return all;
  }
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  for (const { name, isDirectory } of entries) {
    const inside: Place = { path: join(path, name), extent };
    if (!isDirectory) await note(inside.path);
    else if (extent === "below") {
      for (const each of await stateOf(inside)) all.set(...each);
    }
  }
  return all;
}

/** The paths at which there is something else, or nothing any more. */
export function differences(
  a: ReadonlyMap<string, string>,
  b: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path));
}
