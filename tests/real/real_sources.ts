/**
 * Programs that others wrote, as they are published: fetched by cargo, copied
 * to a temporary folder, and otherwise left as they are.
 *
 * @module
 */

import { copy, ensureDir, exists } from "@std/fs";
import { dirname, join } from "@std/path";
import { cleanEnvironment, succeed } from "../harness/process_tree.ts";

/** A package, and the workspace that it comes from. */
export interface Published {
  name: string;
  version: string;
  /**
   * Folders of the workspace, and the packages that are published from them.
   * Together they are what their authors work on.
   */
  members?: Record<string, string>;
}

/** What cargo tells of a package. */
interface Known {
  name: string;
  manifest_path: string;
}

/** Lays a program's sources out in a folder. */
export async function layOut(
  published: Published,
  folder: string,
): Promise<void> {
  const { name, version, members } = published;
  const fetching = join(folder, ".fetch");
  await ensureDir(join(fetching, "src"));
  await Deno.writeTextFile(join(fetching, "src", "lib.rs"), "");
  await Deno.writeTextFile(
    join(fetching, "Cargo.toml"),
    `[workspace]\n[package]\nname = "fetch"\n[dependencies]\n` +
      `${name} = "=${version}"\n`,
  );
  const source = await sourceOf(fetching, published);
  await Deno.remove(fetching, { recursive: true });
  await copyFiles(source, folder);
  if (members === undefined) return;
  // With the versions that its own lock file names.
  const packages = await fetch(folder, ["--locked"]);
  for (const [path, member] of Object.entries(members)) {
    const found = packages.find((each) => each.name === member);
    if (!found) throw new Error(`${name} does not depend on ${member}`);
    await copyFiles(dirname(found.manifest_path), join(folder, path));
  }
  // Cargo publishes the manifest without what concerns the workspace, and the
  // original beside it.
  for (const path of ["", ...Object.keys(members)]) {
    const manifest = join(folder, path, "Cargo.toml");
    await Deno.rename(`${manifest}.orig`, manifest);
  }
}

/** Cargo does not tell of packages without a library, but keeps them too. */
async function sourceOf(
  folder: string,
  { name, version }: Published,
): Promise<string> {
  await fetch(folder, []);
  const home = Deno.env.get("CARGO_HOME") ??
    join(Deno.env.get("HOME") ?? "", ".cargo");
  const registries = join(home, "registry", "src");
  for await (const registry of Deno.readDir(registries)) {
    const source = join(registries, registry.name, `${name}-${version}`);
    if (await exists(source)) return source;
  }
  throw new Error(`cargo did not fetch ${name}`);
}

async function fetch(folder: string, args: string[]): Promise<Known[]> {
  const options = { program: "cargo", cwd: folder, env: cleanEnvironment() };
  await succeed({ ...options, args: ["fetch", ...args] });
  // Parts of a workspace may be optional.
  const metadata = ["metadata", "--format-version=1", "--all-features"];
  const text = await succeed({ ...options, args: [...metadata, ...args] });
  return (JSON.parse(text) as { packages: Known[] }).packages;
}

/** Without what cargo notes beside them. */
async function copyFiles(from: string, to: string): Promise<void> {
  await ensureDir(to);
  for await (const { name } of Deno.readDir(from)) {
    if (/^\.cargo[-_]/.test(name)) continue;
    await copy(join(from, name), join(to, name), { overwrite: true });
  }
}
