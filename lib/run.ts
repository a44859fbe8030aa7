/** `chaud run`: builds the base, starts it, and keeps it up to date. */

import { join } from "@std/path";
import { findBase, placeScripts } from "./base.ts";
import { cargoRun, FEATURE, readWorkspace } from "./cargo.ts";
import { readCargoArguments } from "./cargo_arguments.ts";
import { makePrivateFolder, remove } from "./files.ts";
import { placeOutsideScript } from "./outside.ts";
import { Program } from "./program.ts";
import type { Report } from "./report.ts";
import { Session } from "./session.ts";
import { Listener } from "./socket.ts";
import type { Workspace } from "./workspace.ts";
import type { Shape } from "./wrapper.ts";

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
  /** Keep debug info in patches; off by default, since it costs time. */
  debugInfo?: boolean;
  /** Colour rustc's diagnostics; off by default. */
  color?: boolean;
  /** What the driver has to say. */
  listener: RunListener;
}

/** Gets what happens while the program runs. */
export interface RunListener {
  /** A program attached, and its crates are being watched. */
  onWatching(crates: string[], pid: number): void;
  /** The reload build of every crate exists: edits are now at full speed. */
  onWarm(): void;
  /** A save ended in this. */
  onReport(report: Report): void;
  /** Hot reload does not work, or no longer; the program goes on. */
  onFault(error: unknown): void;
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
  const wrapper = await placeScripts(targetFolder, options.shape ?? "split");
  const userWrapper = Deno.env.get("RUSTC_WRAPPER") ??
    Deno.env.get("CARGO_BUILD_RUSTC_WRAPPER");
  const finding = { cargo, workspace, wrapper, userWrapper };
  const outside = await placeOutsideScript(finding);

  const folder = await makePrivateFolder();
  const socket = join(folder, "socket");
  const listener = new Listener(socket);
  const wrappers = { wrapper, outside };
  const child = cargoRun({ cargo, args, cwd, wrappers, feature, socket });
  const attending = attend(listener, { ...options, targetFolder, folder })
    .catch(options.listener.onFault);

  const status = child.status.finally(async () => {
    listener.close();
    await attending;
    await remove(folder);
  });
  return { status, kill: (signal) => child.kill(signal) };
}

interface AttendOptions extends RunOptions {
  targetFolder: string;
  folder: string;
}

/** Attaches each program that connects, until the listener is closed. */
async function attend(
  listener: Listener,
  options: AttendOptions,
): Promise<void> {
  let session: Session | undefined;
  for await (const connection of listener.connections()) {
    try {
      const program = await Program.greet(connection);
      if (!program) continue;
      session ??= await startSession(program.executable, options);
      session.attach(program);
      options.listener.onWatching(session.crates, program.pid);
    } catch (error) {
      options.listener.onFault(error);
      connection.close();
    }
  }
  await session?.close();
}

async function startSession(
  executable: string,
  { targetFolder, folder, debugInfo, color, listener }: AttendOptions,
): Promise<Session> {
  const session = await Session.start({
    base: await findBase(executable),
    folder,
    targetFolder,
    debugInfo: debugInfo ?? false,
    color: color ?? false,
    onReport: (report) => listener.onReport(report),
    onFault: (error) => listener.onFault(error),
  });
  session.warm.then(() => listener.onWarm());
  return session;
}

/** The name under which the workspace knows the crate `chaud`. */
function chaudName({ packages }: Workspace): string {
  const name = packages.map(({ chaud }) => chaud).find((each) => each);
  if (name !== undefined) return name;
  throw new SetupError("No package of this workspace depends on `chaud`");
}
