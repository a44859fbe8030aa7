/**
 * The doors by which people come to hot reload, as ways to start a program.
 *
 * @module
 */

import { ensureDir } from "@std/fs";
import { join } from "@std/path";
import { MANUAL_FLAGS } from "../../lib/build/cargo/artifact.ts";
import { type DriveOptions, driverCommand } from "./driven_program.ts";
import type { BuildOptions } from "./prebuilt.ts";
import { succeed } from "./process_tree.ts";
import { TOP } from "./tree.ts";

/** All of them. */
export const DOORS = ["run", "cargo-chaud", "chaud-rustc", "manual"] as const;

/** One of them. */
export type Door = (typeof DOORS)[number];

/** What starting a program needs besides the folder. */
type DoorOptions = Omit<DriveOptions, "cwd">;

const FEATURE = ["--features", "chaud/unsafe-hot-reload"];

/** How a program is started through a door. */
export async function doorOptions(
  door: Door,
  options: BuildOptions & { monolithic?: boolean },
  args: string[],
): Promise<DoorOptions> {
  const { toolchain, ...build } = options;
  if (door === "run") return { ...options, args };
  const { CHAUD, folder } = await placeDriver();
  const binaries = await buildCommands();
  if (door === "cargo-chaud") {
    const PATH = [binaries, folder, Deno.env.get("PATH")].join(":");
    return { ...options, args, command: ["cargo", "chaud"], env: { PATH } };
  }
  const env: Record<string, string> = door === "chaud-rustc"
    ? { RUSTC_WRAPPER: join(binaries, "chaud-rustc") }
    : {
      RUSTFLAGS: MANUAL_FLAGS,
      RUSTC_BOOTSTRAP: "1",
      CHAUD_FEATURE_FLAGS: FEATURE.join(" "),
    };
  return {
    ...build,
    args: [...FEATURE, ...args],
    command: ["cargo", "run"],
    isCargo: true,
    env: {
      ...env,
      CHAUD,
      ...toolchain === undefined ? {} : { RUSTUP_TOOLCHAIN: toolchain },
    },
  };
}

/** Writes a program `chaud` that runs this repository's driver. */
async function placeDriver(): Promise<{ CHAUD: string; folder: string }> {
  const folder = join(TOP, "target", "tests", "driver");
  const path = join(folder, "chaud");
  const words = [Deno.execPath(), ...driverCommand()];
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  // `run` gets this option by itself.
  const text = `#!/bin/sh
case $1 in attach) set -- "$@" --timings ;; esac
exec ${quoted.join(" ")} "$@"
`;
  await ensureDir(folder);
  const old = await Deno.readTextFile(path).catch(() => "");
  if (old !== text) await Deno.writeTextFile(path, text, { mode: 0o755 });
  return { CHAUD: path, folder };
}

let building: Promise<string> | undefined;

/** Builds `cargo-chaud` and `chaud-rustc`; returns their folder. */
export function buildCommands(): Promise<string> {
  return building ??= (async () => {
    const target = join(TOP, "target", "tests", "cli");
    const manifest = join(TOP, "crates", "Cargo.toml");
    const args = [
      ...["build", "--quiet", "--release", "--package", "chaud-live-cli"],
      ...["--manifest-path", manifest, "--target-dir", target],
    ];
    await succeed({ program: "cargo", args });
    return join(target, "release");
  })();
}
