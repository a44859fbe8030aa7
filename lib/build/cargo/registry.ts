/**
 * Asks cargo whether the registry that it uses has a package, whichever that
 * is: cargo's own configuration counts. Never fetches it.
 */

import { dirname } from "@std/path";
import { capture } from "../../system/process.ts";

/**
 * Why cargo does not get a package from its registry; nothing if it does.
 *
 * @param cargo The cargo to run.
 * @param manifest That of a package which might depend on it.
 * @param name Its name.
 * @param version Its version, or the beginning of it.
 */
export async function whyNotInRegistry(
  cargo: string,
  manifest: string,
  name: string,
  version: string,
): Promise<string | undefined> {
  const { code, stderr } = await capture(cargo, [
    "add",
    "--dry-run",
    "--quiet",
    "--manifest-path",
    manifest,
    `${name}@${version}`,
  ], dirname(manifest));
  if (code === 0) return undefined;
  const lines = stderr.trim().split("\n");
  const error = lines.find((line) => line.startsWith("error: "));
  return error?.slice("error: ".length) ?? lines.at(-1) ?? "";
}
