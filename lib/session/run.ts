/**
 * `chaud run`: builds the base, starts it, and keeps it up to date. Never talks
 * to a terminal: a listener does.
 */

import { readCargoArguments } from "../build/cargo/arguments.ts";
import { cargoFor } from "../build/cargo/cargo.ts";
import { BUILD_VARIABLES } from "../build/cargo/user_wrappers.ts";
import type { SessionEvent } from "../report/event.ts";
import type { RunListener } from "../report/listener.ts";
import type { FunctionPatches } from "../report/function_patches.ts";
import type { RestartPolicy } from "../report/restart.ts";
import { RunEvents } from "./events.ts";
import { rightsToRun } from "./rights.ts";
import { OWN_PID } from "../system/process.ts";
import { demand } from "../system/rights.ts";
import { Supervisor } from "./supervisor.ts";
import { planBuild } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import type { Shape } from "../build/scripts.ts";

export type { RunListener } from "../report/listener.ts";
export { EndedError } from "./events.ts";
export { SetupError } from "../build/plan.ts";
export { RightsError } from "../system/rights.ts";

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
  /** Give new code statics of its own, which start afresh; off by default. */
  freshStatics?: boolean;
  /** When to compile the edited functions alone; `off` by default. */
  functionPatches?: FunctionPatches;
  /** Keep debug info in patches; off by default, since it costs time. */
  debugInfo?: boolean;
  /**
   * A private folder for the session, to be made and, in the end, removed; by
   * default one of a random name, where temporary files go.
   */
  folder?: string;
  /** What to do when only a restart makes a save run; `auto` by default. */
  restart?: RestartPolicy;
  /** Restart, too, where old code or old values might be left; off by default. */
  strict?: boolean;
  /**
   * After a crash that followed a patch or a restart, wait for the next save
   * and start again; off by default.
   */
  waitAfterCrash?: boolean;
  /** Colour rustc's diagnostics; off by default. */
  color?: boolean;
  /** What the driver has to say; faults go to the console by default. */
  listener?: Partial<RunListener>;
}

/** A program being run; it is stopped when it is disposed of. */
export interface Running extends AsyncDisposable {
  /** How it ended, once it has: the last time, if it was restarted. */
  status: Promise<Deno.CommandStatus>;
  /**
   * The crates that are watched, once saves go live; rejects if the program
   * ends before that.
   */
  watching: Promise<string[]>;
  /**
   * What became of each save from now on, over restarts; ends with the
   * program.
   */
  reports: AsyncIterable<Report>;
  /**
   * Everything that happened so far and that will, over restarts; ends with
   * the program. Each reading of this property gives a stream of its own.
   */
  readonly events: ReadableStream<SessionEvent>;
  /**
   * Sends the program a signal; where it is just not running, or is to end by
   * SIGTERM or SIGKILL, it will not be started again.
   *
   * @param hasReached Whether it has reached the program already, as Ctrl-C
   *   at a terminal has; no by default.
   */
  kill(signal: Deno.Signal, hasReached?: boolean): void;
  /** Builds the program anew, and then stops it and starts it again. */
  restart(): void;
  /**
   * Asks the program to end with SIGTERM, and ends it if it does not.
   *
   * @param patience How long it may take, in milliseconds; 5000 by default.
   */
  stop(patience?: number): Promise<Deno.CommandStatus>;
}

/**
 * Builds a program as `cargo run` would, starts it, and hot-reloads it until
 * it ends.
 *
 * @throws {CargoError} If there is no Cargo workspace here.
 * @throws {SetupError} If the program's package does not depend on `chaud`,
 *   on a platform where that is needed.
 * @throws {RightsError} If Deno was given fewer rights than that takes.
 */
export async function run(options: RunOptions): Promise<Running> {
  const args = readCargoArguments(options.args);
  const cargo = options.cargo ?? cargoFor(args);
  await demand(rightsToRun(cargo, options.folder));
  const cwd = options.cwd ?? Deno.cwd();
  const { os, arch } = Deno.build;
  const buildRequest = {
    cargo,
    args,
    cwd,
    realCwd: await Deno.realPath(cwd),
    variables: Object.fromEntries(
      BUILD_VARIABLES.map((name) => [name, Deno.env.get(name)]),
    ),
    shape: options.shape ?? "split",
    entries: !options.onlyAnnotated,
    machine: arch,
    canLinkRuntime: os === "linux" && /^(?:x86_64|aarch64)$/.test(arch),
  };
  const events = new RunEvents({
    onFault: (error) => console.error(error),
    ...options.listener,
  });
  const restart = options.restart ?? "auto";
  events.journal.add({ event: "session", driver: OWN_PID, root: cwd, restart });
  const plan = await planBuild(buildRequest);
  if (plan.unprepared.length > 0) events.onUnprepared(plan.unprepared);
  if (plan.others.length > 0) events.onOtherChaud(plan.others);
  const supervisor = await Supervisor.start(plan, {
    buildRequest,
    events,
    policy: restart,
    strict: options.strict ?? false,
    functionPatches: options.functionPatches ?? "off",
    waitAfterCrash: options.waitAfterCrash ?? false,
    debugInfo: options.debugInfo ?? false,
    inheritsStatics: !options.freshStatics && os === "linux",
    color: options.color ?? false,
    folder: options.folder,
  });
  return {
    status: supervisor.status,
    watching: events.watching.promise,
    reports: events.reports,
    get events() {
      return events.journal.follow();
    },
    kill: (signal, hasReached = false) => supervisor.kill(signal, hasReached),
    restart: () => supervisor.restart(),
    stop: (patience) => supervisor.stop(patience),
    [Symbol.asyncDispose]: async () => void await supervisor.stop(),
  };
}
