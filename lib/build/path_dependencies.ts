/**
 * Makes path dependencies outside the workspace hot as well. Cargo's
 * workspace wrapper does not see them, so a second wrapper sends their calls,
 * and only theirs, through the first.
 */

import { capture } from "../system/process.ts";
import { CHAUD_PACKAGES } from "./cargo/chaud_packages.ts";
import { parseWorkspace, type Workspace } from "./cargo/workspace.ts";
import { placeScript } from "./script_files.ts";
import { forgetUnrecorded } from "./unrecorded.ts";

/** A package outside the workspace that a crate of it depends on by path. */
interface Outside {
  name: string;
  folder: string;
}

/** What finds the packages, and where cargo builds. */
export interface OutsideOptions {
  cargo: string;
  workspace: Workspace;
  /** The wrapper for crates of the workspace. */
  wrapper: string;
  /** The user's own choice of a wrapper for every crate. */
  userWrapper: string | undefined;
}

/**
 * Writes the second wrapper.
 *
 * @returns Its path; nothing where there is no such package, or where the user
 *   has a wrapper, which cargo would not run beside this one: then those
 *   packages are compiled as ever, and are not hot.
 */
export async function placeOutsideScript(
  options: OutsideOptions,
): Promise<string | undefined> {
  const { workspace, wrapper, userWrapper } = options;
  const packages = await packagesOutside(options);
  if (packages.length === 0 || userWrapper !== undefined) return undefined;
  await forgetUnrecorded(workspace.targetFolder, wrapper, {
    packages: new Set(packages.map(({ name }) => name)),
    isUnhashedOnly: false,
  });
  const folders = packages.map(({ folder }) => folder).join("\n");
  const settings = { wrapper, folders };
  return await placeScript(`${wrapper}-outside`, "outside_wrapper", settings);
}

/** Follows path dependencies from the workspace outwards. */
async function packagesOutside(
  { cargo, workspace }: OutsideOptions,
): Promise<Outside[]> {
  const seen = new Set(workspace.packages.map(({ folder }) => folder));
  const pending = workspace.packages.flatMap((each) => each.pathDependencies);
  const outside: Outside[] = [];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const args = ["metadata", "--no-deps", "--format-version=1"];
    const { code, stdout } = await capture(cargo, args, folder);
    if (code !== 0) continue;
    const found = parseWorkspace(stdout).packages
      .find((each) => each.folder === folder);
    // Chaud's own crates are the ones that must stay as they are.
    if (!found || CHAUD_PACKAGES.includes(found.name)) continue;
    outside.push({ name: found.name, folder });
    pending.push(...found.pathDependencies);
  }
  return outside;
}
