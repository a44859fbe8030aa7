/**
 * The crates that the driver carries, as a folder of somebody's workspace that
 * can be committed: where it belongs, and its files. Never decides whether it
 * is needed.
 */

import { join } from "@std/path";
import { BUNDLED_CRATES } from "../../build/bundled_crates.ts";
import type { Workspace } from "../../build/cargo/workspace.ts";
import { exists, readText, remove, writeText } from "../../system/files.ts";
import { InitError } from "./plan.ts";

/** The folder's name. */
export const CRATES_FOLDER = "chaud-live";
/** The crate that others depend on, within the folder. */
const CRATE = "chaud";

/** A folder of crates. */
export interface Placement {
  /** Absolute. */
  folder: string;
  /** The crate to depend on. */
  crate: string;
  /** How many files there are. */
  count: number;
  /** Whether the folder is there already. */
  isThere: boolean;
}

/**
 * Where the crates belong in a workspace.
 *
 * @throws {InitError} If something else is there.
 */
export async function planPlacement(
  workspace: Pick<Workspace, "folder">,
): Promise<Placement> {
  const folder = join(workspace.folder, CRATES_FOLDER);
  const isThere = await exists(folder);
  if (isThere && !await isOurs(folder)) {
    throw new InitError(
      `\`${folder}\` is there already, and the crates of Chaud belong there: ` +
        "give it another name",
    );
  }
  const count = Object.keys(BUNDLED_CRATES).length;
  return { folder, crate: join(folder, CRATE), count, isThere };
}

/** Writes the files. */
export async function place({ folder }: Placement): Promise<void> {
  for (const [path, lines] of Object.entries(BUNDLED_CRATES)) {
    await writeText(join(folder, path), lines.join("\n"));
  }
}

/** Takes back what was placed. */
export async function takeBack(placement: Placement): Promise<void> {
  if (!placement.isThere) await remove(placement.folder);
}

/** Whether a folder holds these crates, of whatever version. */
async function isOurs(folder: string): Promise<boolean> {
  const path = `${CRATE}/Cargo.toml`;
  const [, name] = BUNDLED_CRATES[path] ?? [];
  const text = await readText(join(folder, path)).catch(() => "");
  return name !== undefined && text.split("\n").includes(name);
}
