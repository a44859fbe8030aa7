/**
 * What every test workspace depends on, built once: the crate `chaud` with
 * hot reload on, and what that needs. Workspaces get a copy, so that tests
 * neither wait for it nor share a target folder.
 *
 * @module
 */

import { ensureDir } from "@std/fs";
import { join } from "@std/path";
import { LEAN_RUNTIME } from "../../lib/build/plan.ts";
import { cleanEnvironment, succeed } from "./process_tree.ts";
import { readFile, TOP } from "./tree.ts";

/** How a workspace is built. */
export interface BuildOptions {
  /** A rustup toolchain; the default one where none is named. */
  toolchain?: string | undefined;
  /** With cargo's release profile. */
  release?: boolean | undefined;
}

/** Where the crate `chaud` is. */
export const CHAUD: string = join(TOP, "crates", "chaud");

const MANIFEST = `[workspace]
[package]
name = "prebuilt"
edition = "2024"
[dependencies]
chaud = { package = "chaud-live", path = ${
  JSON.stringify(CHAUD)
}, features = ["unsafe-hot-reload"] }
`;

const built = new Map<string, Promise<string>>();

/** Fills the target folder of a new workspace. */
export async function fillTarget(
  target: string,
  options: BuildOptions,
): Promise<void> {
  const key = JSON.stringify([options.toolchain, options.release]);
  const building = built.get(key) ?? build(options);
  built.set(key, building);
  await ensureDir(target);
  // cp, because cargo compares times of modification.
  await succeed({ program: "cp", args: ["-a", await building, target] });
}

/** @returns The folder of the profile. */
async function build({ toolchain, release }: BuildOptions): Promise<string> {
  const folder = join(TOP, "target", "tests", toolchain ?? "default");
  await ensureDir(join(folder, "src"));
  await write(join(folder, "Cargo.toml"), MANIFEST);
  await write(join(folder, "src", "lib.rs"), "");
  await write(join(folder, "Cargo.lock"), await readFile("demo/Cargo.lock"));
  const args = [
    ...toolchain === undefined ? [] : [`+${toolchain}`],
    ...["build", "--quiet", "--manifest-path", join(folder, "Cargo.toml")],
    ...release ? ["--release"] : [],
  ];
  const target = join(folder, "target");
  const env = { ...cleanEnvironment(), CARGO_TARGET_DIR: target };
  await succeed({ program: "cargo", args, env });
  if (!release) {
    // `chaud run` builds the runtime in its own way, other doors do not.
    const lean = Object.entries(LEAN_RUNTIME)
      .flatMap(([key, value]) => ["--config", `${key}=${value}`]);
    await succeed({ program: "cargo", args: [...args, ...lean], env });
  }
  return join(target, release ? "release" : "debug");
}

/**
 * Writes a file, unless it is there: cargo would build again what another run
 * of tests may be copying.
 */
async function write(path: string, text: string): Promise<void> {
  const old = await Deno.readTextFile(path).catch(() => undefined);
  if (old !== text) await Deno.writeTextFile(path, text);
}
