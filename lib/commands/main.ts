/**
 * The command line: finds the command that is meant. Never does its work, and
 * never exits.
 */

import { commandNamed, COMMANDS } from "./arguments/commands.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { help, helpOf } from "./arguments/help.ts";
import { notPermitted } from "./rights.ts";
import { LogFileError } from "../report/log_file_error.ts";
import { RightsError } from "../system/rights.ts";
import { VERSION } from "../version.ts";

/** Takes its arguments and returns an exit code. */
type Work = (args: string[]) => Promise<number>;

/** Each command is loaded when it is wanted: `--help` is there at once. */
const LOADERS: Record<string, () => Promise<Work>> = {
  run: async () => (await import("./run.ts")).runCommand,
  test: async () => (await import("./test_command.ts")).testCommand,
  status: async () => (await import("./status.ts")).statusCommand,
  attach: async () => (await import("./attach.ts")).attachCommand,
  init: async () => (await import("./init/init.ts")).initCommand,
  doctor: async () => (await import("./doctor/doctor.ts")).doctorCommand,
  verify: async () => (await import("./verify.ts")).verifyCommand,
  restart: async () => (await sessionCommands()).restartCommand,
  pause: async () => (await sessionCommands()).pauseCommand,
  resume: async () => (await sessionCommands()).resumeCommand,
  log: async () => (await sessionCommands()).logCommand,
  events: async () => (await sessionCommands()).eventsCommand,
  completions: async () => (await import("./completions.ts")).printCompletions,
};

const sessionCommands = () => import("./session_commands.ts");

/**
 * Runs the command.
 *
 * @param args Arguments without the program's name.
 * @returns The exit code.
 */
export async function main(args: string[]): Promise<number> {
  if (args[0] === "chaud") return await asSubcommand(args.slice(1));
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
  if (load) return await permitted(async () => await (await load())(rest));
  if (name === "-V" || name === "--version") {
    console.log(`chaud ${VERSION}`);
    return SUCCESS;
  }
  if (name === "") {
    console.error(help());
    return FAILURE;
  }
  if (!["-h", "--help", "help"].includes(name)) return await unknown(name);
  const [topic] = rest;
  const command = topic === undefined ? undefined : commandNamed(topic);
  if (topic !== undefined && !command && name === "help") {
    return await unknown(topic);
  }
  console.log(command ? helpOf(command) : help());
  return SUCCESS;
}

async function unknown(name: string): Promise<number> {
  const { complain } = await import("./arguments/complaint.ts");
  const { noSuchCommand } = await import("./arguments/slips.ts");
  return complain(noSuchCommand(name));
}

/** Tells what Deno does not let us do, should that be in the way. */
async function permitted(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof RightsError || error instanceof LogFileError) {
      const { plain } = await import("../report/wording.ts");
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
  const isCommand = COMMANDS.some((command) => command.name === name) ||
    ["-V", "--version", "-h", "--help", "help"].includes(name);
  return await main(isCommand ? args : ["run", ...args]);
}
