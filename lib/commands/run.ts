/**
 * The command `chaud run`: arguments in, exit code out. Never builds or starts
 * anything itself.
 */

import { terminalReporter } from "../report/reporter.ts";
import { CargoError } from "../build/cargo/cargo.ts";
import { readCargoArguments, values } from "../build/cargo/arguments.ts";
import type { FunctionPatches } from "../report/function_patches.ts";
import type { RestartPolicy } from "../report/restart.ts";
import { NoSessionError, startInstance } from "../session/instance.ts";
import {
  type ColorChoice,
  createLog,
  type Log,
  type LogOptions,
} from "../report/log.ts";
import { isSilent } from "../system/mounts.ts";
import { fileSystemOf } from "../system/procfs.ts";
import { PLACES } from "../system/watched_places.ts";
import { traceTo } from "../system/trace.ts";
import { rightsToAsk, rightsToRun } from "../session/rights.ts";
import { cargoFor, run, type Running, SetupError } from "../session/run.ts";
import { demand } from "../system/rights.ts";
import { SocketError } from "../program/socket.ts";
import { PlaceError } from "../system/private_folder.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { RUN_HELP } from "./help.ts";
import { RIGHTS_TO_SAY, rightsToLog } from "./rights.ts";
import * as say from "./messages.ts";

const OWN = [
  "--attach",
  "--monolithic",
  "--only-annotated",
  "--debuginfo",
  "--fresh-statics",
  "--strict",
  "--timings",
];

/** Those with a value behind them, or behind `=`. */
const WITH_VALUE = [
  "--restart",
  "--folder",
  "--log-file",
  "--function-patches",
];

/** What kept it from starting, in words for the user. */
const SELF_EXPLAINING = [NoSessionError, PlaceError, SocketError];

/** How often to look at the sources, where that is asked for and no more said. */
const POLL_MS = 250;

/** What there is; the first is the default. */
const POLICIES: readonly RestartPolicy[] = ["auto", "ask", "never"];
const WHEN: readonly FunctionPatches[] = ["off", "auto", "always"];

/**
 * Runs `chaud run`.
 *
 * @param args Arguments after `run`.
 * @returns The exit code: the program's, or cargo's.
 */
export async function runCommand(args: string[]): Promise<number> {
  const split = args.indexOf("--");
  const own = split < 0 ? args : args.slice(0, split);
  if (own.includes("--help") || own.includes("-h")) {
    console.log(RUN_HELP);
    return SUCCESS;
  }
  const [folder, file] = ["--folder", "--log-file"]
    .map((name) => values(own, name).at(-1));
  const rest = withoutOwn(args, own);
  const cargo = cargoFor(readCargoArguments(rest));
  const isAttaching = own.includes("--attach");
  await demand([
    ...RIGHTS_TO_SAY,
    ...isAttaching ? rightsToAsk(cargo) : rightsToRun(cargo, folder),
    ...rightsToLog(file),
  ]);
  const log = createLog({ ...loudness(own), file });
  if (log.level === "trace") traceTo(log.trace);
  const wish = values(own, "--restart").at(-1);
  const restart = choose(own, "--restart", POLICIES, log);
  const functionPatches = choose(own, "--function-patches", WHEN, log);
  if (restart === undefined || functionPatches === undefined) return FAILURE;
  const poll = readPoll(own);
  if (poll === "unclear") {
    log.error(say.unclearPoll(own.findLast(isPoll) ?? ""));
    return FAILURE;
  }
  PLACES.pollMs = poll;
  if (poll === undefined) warnOfSilence(log);
  try {
    if (isAttaching) return await attach(rest);
    const program = await run({
      args: rest,
      ...folder === undefined ? {} : { folder },
      shape: own.includes("--monolithic") ? "monolithic" : "split",
      onlyAnnotated: own.includes("--only-annotated"),
      debugInfo: own.includes("--debuginfo"),
      freshStatics: own.includes("--fresh-statics"),
      functionPatches,
      strict: own.includes("--strict"),
      restart,
      // Where nobody looks, an end is an end, unless it was asked for.
      waitAfterCrash: wish === "auto" ||
        restart !== "never" && Deno.stdin.isTerminal() &&
          Deno.stderr.isTerminal(),
      color: log.color,
      listener: terminalReporter(log, {
        root: Deno.cwd(),
        timings: own.includes("--timings"),
        restart,
      }),
    });
    Deno.addSignalListener(RESTART, () => program.restart());
    return await follow(program);
  } catch (error) {
    sayWhy(error, log);
    return error instanceof CargoError ? error.code : FAILURE;
  }
}

/** Deno itself opens a port for debuggers when it gets SIGUSR1. */
const RESTART = "SIGUSR2";

/** How much is said, and in which colours. */
function loudness(own: string[]): Pick<LogOptions, "verbosity" | "color"> {
  return { verbosity: verbosity(own), color: color(own) };
}

/** The arguments that are cargo's, and the program's. */
function withoutOwn(args: readonly string[], own: readonly string[]): string[] {
  const isOwn = (arg: string, i: number) =>
    OWN.includes(arg) || isOfPoll(own, i) ||
    WITH_VALUE.some((name) =>
      arg === name || arg.startsWith(`${name}=`) || own[i - 1] === name
    );
  return args.filter((arg, i) => i >= own.length || !isOwn(arg, i));
}

/** What follows an option, or its default; nothing if there is no such thing. */
function choose<T extends string>(
  args: string[],
  option: string,
  words: readonly T[],
  log: Log,
): T | undefined {
  const wish = values(args, option).at(-1) ?? words[0];
  const found = words.find((word) => word === wish);
  if (!found) log.error(say.noSuchWord(option, wish ?? "", words));
  return found;
}

const isPoll = (arg: string) => arg === "--poll" || arg.startsWith("--poll=");

/** Whether an argument is of `--poll`: itself, or the time behind it. */
function isOfPoll(args: readonly string[], i: number): boolean {
  const arg = args[i] ?? "";
  return isPoll(arg) || args[i - 1] === "--poll" && /^\d+$/.test(arg);
}

/** How often to look at the sources, in milliseconds, if that is asked for. */
function readPoll(args: readonly string[]): number | undefined | "unclear" {
  const own = args.filter((_, i) => isOfPoll(args, i));
  if (own.length === 0) return undefined;
  const text = own.at(-1)?.replace(/^--poll=?/, "") ?? "";
  if (own.at(-1) === "--poll") return POLL_MS;
  return /^[1-9]\d{0,6}$/.test(text) ? Number(text) : "unclear";
}

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
    log.raw(error.message);
    if (/could not find `Cargo.toml`/.test(error.message)) {
      log.note(say.NO_PACKAGE);
    }
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

/** Whether an argument is a short option, once or more: `-v`, `-vv`. */
function isRepeated(arg: string, short: string): boolean {
  return arg.length > 1 && arg === `-${short.repeat(arg.length - 1)}`;
}

/** Counts `-v` and `-q`, single or joined as in `-vv`. */
function verbosity(args: string[]): number {
  const count = (short: string, long: string) =>
    args.reduce(
      (sum, arg) =>
        arg === long
          ? sum + 1
          : isRepeated(arg, short)
          ? sum + arg.length - 1
          : sum,
      0,
    );
  return count("v", "--verbose") - count("q", "--quiet");
}

function color(args: string[]): ColorChoice {
  const choice = values(args, "--color").at(-1);
  return choice === "always" || choice === "never" ? choice : "auto";
}
