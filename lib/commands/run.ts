/**
 * The command `chaud run`: arguments in, exit code out. Never builds or starts
 * anything itself.
 */

import { terminalReporter } from "../report/reporter.ts";
import { CargoError } from "../build/cargo/cargo.ts";
import { values } from "../build/cargo/arguments.ts";
import type { RestartPolicy } from "../report/restart.ts";
import { NoSessionError, startInstance } from "../session/instance.ts";
import { type ColorChoice, createLog } from "../report/log.ts";
import { traceTo } from "../system/trace.ts";
import { run, type Running, SetupError } from "../session/run.ts";
import { SocketError } from "../program/socket.ts";
import { PlaceError } from "../system/private_folder.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { RUN_HELP } from "./help.ts";
import * as say from "./messages.ts";

const OWN = [
  "--attach",
  "--monolithic",
  "--only-annotated",
  "--debuginfo",
  "--strict",
  "--timings",
];

/** What kept it from starting, in words for the user. */
const SELF_EXPLAINING = [NoSessionError, PlaceError, SocketError];

const POLICIES: readonly RestartPolicy[] = ["auto", "ask", "never"];

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
  const log = createLog({ verbosity: verbosity(own), color: color(own) });
  if (log.level === "trace") traceTo(log.trace);
  const wish = values(own, "--restart").at(-1);
  const restart = POLICIES.find((policy) => policy === (wish ?? "auto"));
  if (restart === undefined) {
    log.error(say.noSuchPolicy(wish ?? "", POLICIES));
    return FAILURE;
  }
  const isOwn = (arg: string, i: number) =>
    OWN.includes(arg) || /^--restart(?:=|$)/.test(arg) ||
    own[i - 1] === "--restart";
  const rest = [
    ...own.filter((arg, i) => !isOwn(arg, i)),
    ...split < 0 ? [] : args.slice(split),
  ];
  try {
    if (own.includes("--attach")) return await attach(rest);
    const program = await run({
      args: rest,
      shape: own.includes("--monolithic") ? "monolithic" : "split",
      onlyAnnotated: own.includes("--only-annotated"),
      debugInfo: own.includes("--debuginfo"),
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
    // Deno itself opens a port for debuggers when it gets SIGUSR1.
    Deno.addSignalListener("SIGUSR2", () => program.restart());
    return await follow(program);
  } catch (error) {
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
    return error instanceof CargoError ? error.code : FAILURE;
  }
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

/** Passes signals on and waits for the end; the code is the program's. */
async function follow(
  program: Pick<Running, "kill" | "status">,
): Promise<number> {
  // At a terminal, Ctrl-C reaches the program by itself.
  const passOn = (signal: Deno.Signal) => () =>
    program.kill(signal, signal === "SIGINT" && Deno.stdin.isTerminal());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, passOn(signal));
  }
  const { code } = await program.status;
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
