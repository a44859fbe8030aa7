/**
 * Finds the manifests that say how a program is run, and what they say. Never
 * acts on it.
 */

import { dirname, join, relative, resolve } from "@std/path";
import { values } from "../../build/cargo/arguments.ts";
import { readTable } from "../../build/cargo/toml.ts";
import { readText } from "../../system/files.ts";
import { type Manifest, type Settings, settingsOf } from "./settings.ts";

/**
 * Reads the manifest of the folder, or the one that is named, and those above
 * it, up to the workspace's.
 *
 * @param args Arguments as for `cargo run`.
 */
export async function readSettings(
  args: readonly string[],
  cwd: string,
): Promise<Settings> {
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const named = values([...own], "--manifest-path").at(-1);
  const start = named === undefined ? cwd : dirname(resolve(cwd, named));
  const manifests: Manifest[] = [];
  for (const folder of foldersAbove(start)) {
    const path = join(folder, "Cargo.toml");
    const text = await readText(path).catch(() => undefined);
    if (text === undefined) continue;
    const table = readTable(text);
    manifests.push({ path: relative(cwd, path), table });
    if ("workspace" in table) break;
  }
  return settingsOf(manifests);
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersAbove(above)];
}
