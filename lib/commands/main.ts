/**
 * The command line: finds the command that is meant. Never does its work, and
 * never exits.
 */

import { attachCommand } from "./attach.ts";
import { doctorCommand } from "./doctor/doctor.ts";
import { initCommand } from "./init/init.ts";
import { runCommand } from "./run.ts";
import { statusCommand } from "./status.ts";
import { verifyCommand } from "./verify.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { HELP } from "./help.ts";
import { noSuchCommand, notPermitted } from "./messages.ts";
import { LogFileError } from "../report/log.ts";
import { plain } from "../report/wording.ts";
import { RightsError } from "../system/rights.ts";
import { VERSION } from "../version.ts";

/** Each command takes its arguments and returns an exit code. */
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  run: runCommand,
  status: statusCommand,
  attach: attachCommand,
  init: initCommand,
  doctor: doctorCommand,
  verify: verifyCommand,
};

/**
 * Runs the command.
 *
 * @param args Arguments without the program's name.
 * @returns The exit code.
 */
export async function main(args: string[]): Promise<number> {
  if (args[0] === "chaud") return await asSubcommand(args.slice(1));
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return await permitted(() => command(rest));
  if (name === "-V" || name === "--version") {
    console.log(`chaud ${VERSION}`);
    return SUCCESS;
  }
  if (["-h", "--help", "help"].includes(name)) {
    console.log(HELP);
    return SUCCESS;
  }
  console.error(name === "" ? HELP : noSuchCommand(name));
  return FAILURE;
}

/** Tells what Deno does not let us do, should that be in the way. */
async function permitted(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof RightsError || error instanceof LogFileError) {
      console.error(`error: ${plain(error.message)}`);
      return FAILURE;
    }
    const reason = refusedRight(error);
    if (reason === undefined) throw error;
    console.error(notPermitted(reason));
    return FAILURE;
  }
}

/** What Deno says of a right that an error comes from. */
function refusedRight(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotCapable) return error.message;
  return error instanceof Error ? refusedRight(error.cause) : undefined;
}

/**
 * Cargo names the subcommand first: `cargo chaud -p game` calls `cargo-chaud
 * chaud -p game`. Without a command the arguments are those of `cargo run`.
 */
async function asSubcommand(args: string[]): Promise<number> {
  const [name = ""] = args;
  const isCommand = Object.hasOwn(COMMANDS, name) ||
    ["-V", "--version", "-h", "--help", "help"].includes(name);
  return await main(isCommand ? args : ["run", ...args]);
}
