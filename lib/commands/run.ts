/**
 * The command `chaud run`: arguments in, exit code out. Never builds or starts
 * anything itself.
 */

import { terminalReporter } from "../report/reporter.ts";
import { CargoError, cargoFor } from "../build/cargo/cargo.ts";
import { readCargoArguments } from "../build/cargo/arguments.ts";
import { NoSessionError, startInstance } from "../session/instance.ts";
import { createLog, type Log } from "../report/log.ts";
import { Screen } from "../report/screen.ts";
import { writeToStderr } from "../report/stderr.ts";
import { isTerminalTaken } from "../system/terminal.ts";
import { isSilent } from "../system/mounts.ts";
import { fileSystemOf } from "../system/procfs.ts";
import { PLACES } from "../system/watched_places.ts";
import { traceTo } from "../system/trace.ts";
import { rightsToAsk, rightsToRun } from "../session/rights.ts";
import { run, type Running, SetupError } from "../session/run.ts";
import { demand } from "../system/rights.ts";
import { SocketError } from "../program/socket.ts";
import { FileError } from "../system/files.ts";
import { PlaceError } from "../system/private_folder.ts";
import { objectionOfCargo } from "./cargo_objection.ts";
import { type Arguments, valuesOf } from "./arguments/command_line.ts";
import { RUN } from "./arguments/commands.ts";
import { tellOfCargo, understand } from "./arguments/complaint.ts";
import { FAILURE } from "./exit_code.ts";
import { openEventTarget, rightsToTell } from "./event_target.ts";
import { readSettings } from "./arguments/read_settings.ts";
import {
  commandOf,
  type Settings,
  variablesOf,
  withSettings,
} from "./arguments/settings.ts";
import { callOnReload, rightsToCall } from "./reload_command.ts";
import { logOptions, runOptions } from "./run_arguments.ts";
import { RIGHTS_TO_SAY, rightsToLog } from "./rights.ts";
import * as say from "./messages.ts";

/** What kept it from starting, in words for the user. */
const SELF_EXPLAINING = [NoSessionError, PlaceError, SocketError, FileError];

/**
 * Runs `chaud run`.
 *
 * @param args Arguments after `run`.
 * @returns The exit code: the program's, or cargo's.
 */
export async function runCommand(args: string[]): Promise<number> {
  const asked = understand(RUN, args);
  if (typeof asked === "number") return asked;
  const settings = await readSettings(args, Deno.cwd());
  // One more instance is run as the first one was.
  const found = asked.given.has("--attach")
    ? asked
    : understand(RUN, withSettings(settings, args));
  if (typeof found === "number") return found;
  const { given } = found;
  const last = (name: string) => valuesOf(found, name).at(-1);
  const folder = last("--folder");
  const known = readCargoArguments(found.cargo);
  const cargo = cargoFor(known);
  const isAttaching = given.has("--attach");
  await demand([
    ...RIGHTS_TO_SAY,
    ...isAttaching ? rightsToAsk(cargo) : rightsToRun(cargo, folder),
    ...rightsToLog(last("--log-file")),
    ...rightsToTell(last("--events")),
    ...rightsToCall(commandOf(settings)),
  ]);
  const screen = sharedScreen(given.has("--no-title"));
  const log = createLog({
    ...logOptions(found),
    ...screen ? { write: screen.say } : {},
  });
  if (log.level === "trace") traceTo(log.trace);
  for (const wrong of settings.wrong) log.warn(say.wrongSetting(wrong));
  setVariables(settings);
  const objection = await objectionOfCargo(cargo, known, found);
  if (objection !== undefined) {
    log.raw(objection);
    return FAILURE;
  }
  try {
    if (isAttaching) return await attach(found.cargo);
    return await serve(found, settings, log);
  } catch (error) {
    sayWhy(error, log);
    return error instanceof CargoError ? error.code : FAILURE;
  } finally {
    screen?.release();
  }
}

/** Runs the program, and tells of it to all who want to know. */
async function serve(
  found: Arguments,
  settings: Settings,
  log: Log,
): Promise<number> {
  const { restart, poll, ...options } = runOptions(found);
  PLACES.pollMs = poll;
  PLACES.endsWithProcess = true;
  if (poll === undefined) warnOfSilence(log);
  const target = valuesOf(found, "--events").at(-1);
  const tellEvents = target && await openEventTarget(target);
  const wish = valuesOf(found, "--restart").at(-1);
  const isWatched = Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  const program = await run({
    ...options,
    restart,
    // Where nobody looks, an end is an end, unless it was asked for.
    waitAfterCrash: wish === "auto" || restart !== "never" && isWatched,
    color: log.color,
    listener: terminalReporter(log, {
      root: Deno.cwd(),
      timings: found.given.has("--timings"),
      restart,
    }),
  });
  Deno.addSignalListener(RESTART, () => program.restart());
  const command = commandOf(settings);
  if (command) callOnReload(command, program.events).catch(() => {});
  const telling = tellEvents && tellEvents(program.events);
  const code = await follow(program);
  await telling;
  return code;
}

/** A terminal is shared with the program, and written to while it is free. */
function sharedScreen(isUntitled: boolean): Screen | undefined {
  if (!Deno.stderr.isTerminal()) return undefined;
  const screen = new Screen({
    isTaken: isTerminalTaken,
    write: writeToStderr,
    isUntitled: isUntitled || Deno.env.get("TERM") === "dumb",
  });
  // Whoever stopped the program may have had the terminal.
  Deno.addSignalListener("SIGCONT", () => screen.look());
  return screen;
}

/** What is set gives way to what the environment has. */
function setVariables(settings: Settings): void {
  for (const [name, value] of Object.entries(variablesOf(settings))) {
    if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
  }
}

/** Deno itself opens a port for debuggers when it gets SIGUSR1. */
const RESTART = "SIGUSR2";

/** Says so where saves may not be noticed. */
async function warnOfSilence(log: Log): Promise<void> {
  const kind = await fileSystemOf(Deno.cwd());
  if (kind && isSilent(kind)) log.warn(say.silentFileSystem(kind));
}

/** Says why nothing was started, unless the driver itself is to blame. */
function sayWhy(error: unknown, log: Log): void {
  if (SELF_EXPLAINING.some((each) => error instanceof each)) {
    log.error((error as Error).message);
  } else if (error instanceof SetupError) {
    log.error(say.noDependency(error.packages));
  } else if (error instanceof CargoError) {
    tellOfCargo(error, "run", log);
  } else throw error;
}

/** Starts one more instance of what a session runs. */
async function attach(args: string[]): Promise<number> {
  const cargo = Deno.env.get("CARGO") ?? "cargo";
  const child = await startInstance(args, cargo, Deno.cwd());
  const kill = (signal: Deno.Signal, hasReached?: boolean) => {
    try {
      if (!hasReached) child.kill(signal);
    } catch {
      // It has just ended.
    }
  };
  return await follow({ kill, status: child.status });
}

/** So long a program may take to end when it is asked to, in milliseconds. */
const PATIENCE_MS = 10_000;
/** So long everything else may take then. */
const CLOSING_MS = 10_000;
/** What a shell takes for the end by SIGTERM. */
const TERMINATED = 128 + 15;

/**
 * Passes signals on and waits for the end; the code is the program's. SIGTERM
 * ends it in any case.
 */
async function follow(
  program: Pick<Running, "kill" | "status">,
): Promise<number> {
  // At a terminal, Ctrl-C reaches the program by itself.
  const passOn = (signal: Deno.Signal) => () =>
    program.kill(signal, signal === "SIGINT" && Deno.stdin.isTerminal());
  for (const signal of ["SIGINT", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, passOn(signal));
  }
  const over = Promise.withResolvers<Pick<Deno.CommandStatus, "code">>();
  Deno.addSignalListener("SIGTERM", () => {
    program.kill("SIGTERM");
    // One that is stopped hears it only when it goes on.
    program.kill("SIGCONT");
    setTimeout(() => program.kill("SIGKILL"), PATIENCE_MS);
    const end = () => over.resolve({ code: TERMINATED });
    setTimeout(end, PATIENCE_MS + CLOSING_MS);
  });
  const { code } = await Promise.race([program.status, over.promise]);
  return code;
}
