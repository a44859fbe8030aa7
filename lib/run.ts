/** `chaud run`: builds the base, starts it, and keeps it up to date. */

import { join } from "@std/path";
import { attend, type RunListener } from "./attend.ts";
import { findBase, placeScripts } from "./base.ts";
import { cargoRun, FEATURE, readWorkspace } from "./cargo.ts";
import { readCargoArguments } from "./cargo_arguments.ts";
import { makePrivateFolder, remove } from "./files.ts";
import { placeOutsideScript } from "./outside.ts";
import type { Joined } from "./programs.ts";
import type { Report } from "./report.ts";
import { Reports } from "./reports.ts";
import { selectPackages } from "./selection.ts";
import { Listener } from "./socket.ts";
import type { Package } from "./workspace.ts";
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
  /** What the driver has to say; faults go to the console by default. */
  listener?: Partial<RunListener>;
}

/** A program being run; it is stopped when it is disposed of. */
export interface Running extends AsyncDisposable {
  /** How it ended, once it has. */
  status: Promise<Deno.CommandStatus>;
  /**
   * The crates that are watched, once saves go live; rejects if the program
   * ends before that.
   */
  watching: Promise<string[]>;
  /** What became of each save from now on; ends with the program. */
  reports: AsyncIterable<Report>;
  /** Sends the program a signal. */
  kill(signal: Deno.Signal): void;
  /**
   * Asks the program to end with SIGTERM, and ends it if it does not.
   *
   * @param patience How long it may take, in milliseconds; 5000 by default.
   */
  stop(patience?: number): Promise<Deno.CommandStatus>;
}

/** Thrown when the program is not set up for hot reload. */
export class SetupError extends Error {
  /** The class's name. */
  override name = "SetupError";
  /** The packages, any of which would have to depend on `chaud`. */
  readonly packages: string[];

  /**
   * Says what is missing where.
   *
   * @param packages The packages that do not depend on `chaud`.
   */
  constructor(packages: string[]) {
    super(`${packages.join(", ")}: does not depend on \`chaud\``);
    this.packages = packages;
  }
}

/** Thrown when a program ended before its code was watched. */
export class EndedError extends Error {
  /** The class's name. */
  override name = "EndedError";
}

/**
 * Builds a program as `cargo run` would, starts it, and hot-reloads it until
 * it ends.
 *
 * @throws {CargoError} If there is no Cargo workspace here.
 * @throws {SetupError} If the program's package does not depend on `chaud`,
 *   on a platform where that is needed.
 */
export async function run(options: RunOptions): Promise<Running> {
  const cwd = options.cwd ?? Deno.cwd();
  const args = readCargoArguments(options.args);
  // As a subcommand of cargo, we are told of one toolchain's own cargo: only
  // rustup's understands `+toolchain`.
  const ours = args.toolchain ? undefined : Deno.env.get("CARGO");
  const cargo = options.cargo ?? ours ?? "cargo";
  const workspace = await readWorkspace(cargo, args, cwd);
  const packages = selectPackages(workspace, args, await Deno.realPath(cwd));
  const chaud = chaudName(packages);
  const feature = chaud && `${chaud}/${FEATURE}`;
  const isUnprepared = packages.length > 0 && chaud === undefined;
  if (isUnprepared) {
    options.listener?.onUnprepared?.(packages.map(({ name }) => name));
  }
  const { targetFolder } = workspace;
  const wrapper = await placeScripts(targetFolder, {
    shape: options.shape ?? "split",
    entries: !options.onlyAnnotated && Deno.build.arch === "x86_64",
    runtime: isUnprepared,
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
  const heard = new Heard(options.listener ?? {});
  const attending = attend(listener, {
    findBase: async ({ executable }) => ({
      base: await findBase(executable),
      targetFolder,
    }),
    folder,
    debugInfo: options.debugInfo ?? false,
    color: options.color ?? false,
    listener: heard,
  }).catch(heard.onFault);

  const status = child.status.finally(async () => {
    listener.close();
    await attending;
    heard.end();
    await remove(folder);
  });
  return running(child, status, heard);
}

function running(
  child: Deno.ChildProcess,
  status: Promise<Deno.CommandStatus>,
  { watching, reports }: Heard,
): Running {
  const stop = async (patience = 5000) => {
    const kill = (signal: Deno.Signal) => {
      try {
        child.kill(signal);
      } catch {
        // It has ended.
      }
    };
    kill("SIGTERM");
    const timer = setTimeout(() => kill("SIGKILL"), patience);
    return await status.finally(() => clearTimeout(timer));
  };
  return {
    status,
    watching: watching.promise,
    reports,
    kill: (signal) => child.kill(signal),
    stop,
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}

/** Hears what a session says, and passes it on to all who want it. */
class Heard implements RunListener {
  readonly watching: PromiseWithResolvers<string[]> = Promise.withResolvers();
  readonly reports: Reports = new Reports();
  readonly #listener: Partial<RunListener>;

  constructor(listener: Partial<RunListener>) {
    this.#listener = listener;
    this.watching.promise.catch(() => {});
  }

  onUnprepared = (packages: string[]): void =>
    this.#listener.onUnprepared?.(packages);

  onWatching = (crates: string[], pid: number): void => {
    this.watching.resolve(crates);
    this.#listener.onWatching?.(crates, pid);
  };

  onJoined = (joined: Joined): void => this.#listener.onJoined?.(joined);

  onWarm = (): void => this.#listener.onWarm?.();

  onReport = (report: Report): void => {
    this.reports.add(report);
    this.#listener.onReport?.(report);
  };

  onSettled = (): void => this.#listener.onSettled?.();

  onFault = (error: unknown): void => {
    if (this.#listener.onFault) this.#listener.onFault(error);
    else console.error(error);
  };

  end(): void {
    this.reports.end();
    this.watching.reject(new EndedError("The program ended before"));
  }
}

/** The name under which the program's package knows the crate `chaud`. */
function chaudName(packages: Package[]): string | undefined {
  const name = packages.map(({ chaud }) => chaud).find((each) => each);
  if (name !== undefined) return name;
  // Where there is nothing to start, cargo says so best.
  if (packages.length === 0 || canLinkRuntime(Deno.build)) return undefined;
  throw new SetupError(packages.map(({ name }) => name));
}

/** Whether programs that do not depend on `chaud` can be given the runtime. */
function canLinkRuntime({ os, arch }: typeof Deno.build): boolean {
  return os === "linux" && (arch === "x86_64" || arch === "aarch64");
}
