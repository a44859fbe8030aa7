/** The command `chaud run`: arguments in, exit code out. */

import { announcer } from "../announce.ts";
import { CargoError } from "../cargo.ts";
import { values } from "../cargo_arguments.ts";
import { NoSessionError, startInstance } from "../instance.ts";
import { type ColorChoice, createLog } from "../log.ts";
import { run, type Running, SetupError } from "../run.ts";
import * as say from "../sentences.ts";

/** What cargo exits with when it fails. */
const FAILURE = 101;

const OWN = [
  "--attach",
  "--monolithic",
  "--only-annotated",
  "--debuginfo",
  "--timings",
];

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
    console.log(say.RUN_HELP);
    return 0;
  }
  const log = createLog({ verbosity: verbosity(own), color: color(own) });
  const isOwn = (arg: string) => OWN.includes(arg);
  const rest = [
    ...own.filter((arg) => !isOwn(arg)),
    ...split < 0 ? [] : args.slice(split),
  ];
  try {
    if (own.includes("--attach")) return await attach(rest);
    const program = await run({
      args: rest,
      shape: own.includes("--monolithic") ? "monolithic" : "split",
      onlyAnnotated: own.includes("--only-annotated"),
      debugInfo: own.includes("--debuginfo"),
      color: log.color,
      listener: announcer(log, {
        root: Deno.cwd(),
        timings: own.includes("--timings"),
      }),
    });
    return await follow(program);
  } catch (error) {
    if (error instanceof NoSessionError) log.error(error.message);
    else if (error instanceof SetupError) {
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
  return await follow(child);
}

/** Passes signals on and waits for the end; the code is the program's. */
async function follow(
  program: Pick<Running, "kill" | "status">,
): Promise<number> {
  // At a terminal, Ctrl-C reaches the program by itself.
  const passOn = (signal: Deno.Signal) => () => {
    if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
    try {
      program.kill(signal);
    } catch {
      // It has just ended.
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, passOn(signal));
  }
  const { code } = await program.status;
  return code;
}

/** Counts `-v` and `-q`, single or joined as in `-vv`. */
function verbosity(args: string[]): number {
  const count = (short: string, long: string) =>
    args.reduce(
      (sum, arg) =>
        arg === long
          ? sum + 1
          : new RegExp(`^-${short}+$`).test(arg)
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
