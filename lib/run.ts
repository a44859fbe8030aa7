/** `chaud run`: builds the base, starts it, and keeps it up to date. */

import { join } from "@std/path";
import { attend, type RunListener } from "./attend.ts";
import { findBase, placeScripts } from "./base.ts";
import { cargoRun, FEATURE, readWorkspace } from "./cargo.ts";
import { readCargoArguments } from "./cargo_arguments.ts";
import { makePrivateFolder, remove } from "./files.ts";
import { placeOutsideScript } from "./outside.ts";
import { Listener } from "./socket.ts";
import type { Workspace } from "./workspace.ts";
import type { Shape } from "./wrapper.ts";

export type { RunListener } from "./attend.ts";

/** How {@linkcode run} runs. */
export interface RunOptions {
  /** Arguments as for `cargo run`: `[+toolchain] [options] [-- arguments]`. */
  args: string[];
  /** The folder to run in; by default the current one. */
  cwd?: string;
  /** The cargo to use; by default `$CARGO`, or `cargo`. */
  cargo?: string;
  /** Base of one dylib per crate, or one executable; `split` by default. */
  shape?: Shape;
  /** Leave functions without entries that can be redirected. */
  onlyAnnotated?: boolean;
  /** Keep debug info in patches; off by default, since it costs time. */
  debugInfo?: boolean;
  /** Colour rustc's diagnostics; off by default. */
  color?: boolean;
  /** What the driver has to say. */
  listener: RunListener;
}

/** A program being run. */
export interface Running {
  /** How it ended, once it has. */
  status: Promise<Deno.CommandStatus>;
  /** Sends the program a signal. */
  kill(signal: Deno.Signal): void;
}

/** Thrown when the workspace is not set up for hot reload. */
export class SetupError extends Error {
  /** The class's name. */
  override name = "SetupError";
}

/**
 * Builds a program as `cargo run` would, starts it, and hot-reloads it until
 * it ends.
 *
 * @throws {CargoError} If there is no Cargo workspace here.
 * @throws {SetupError} If no package of it depends on `chaud`.
 */
export async function run(options: RunOptions): Promise<Running> {
  const cwd = options.cwd ?? Deno.cwd();
  const cargo = options.cargo ?? Deno.env.get("CARGO") ?? "cargo";
  const args = readCargoArguments(options.args);
  const workspace = await readWorkspace(cargo, args, cwd);
  const feature = `${chaudName(workspace)}/${FEATURE}`;
  const { targetFolder } = workspace;
  const wrapper = await placeScripts(targetFolder, {
    shape: options.shape ?? "split",
    entries: !options.onlyAnnotated && Deno.build.arch === "x86_64",
  });
  const userWrapper = Deno.env.get("RUSTC_WRAPPER") ??
    Deno.env.get("CARGO_BUILD_RUSTC_WRAPPER");
  const finding = { cargo, workspace, wrapper, userWrapper };
  const outside = await placeOutsideScript(finding);

  const folder = await makePrivateFolder();
  const socket = join(folder, "socket");
  const listener = new Listener(socket);
  const wrappers = { wrapper, outside };
  const child = cargoRun({ cargo, args, cwd, wrappers, feature, socket });
  const attending = attend(listener, {
    findBase: async ({ executable }) => ({
      base: await findBase(executable),
      targetFolder,
    }),
    folder,
    debugInfo: options.debugInfo ?? false,
    color: options.color ?? false,
    listener: options.listener,
  }).catch(options.listener.onFault);

  const status = child.status.finally(async () => {
    listener.close();
    await attending;
    await remove(folder);
  });
  return { status, kill: (signal) => child.kill(signal) };
}

/** The name under which the workspace knows the crate `chaud`. */
function chaudName({ packages }: Workspace): string {
  const name = packages.map(({ chaud }) => chaud).find((each) => each);
  if (name !== undefined) return name;
  throw new SetupError("No package of this workspace depends on `chaud`");
}
