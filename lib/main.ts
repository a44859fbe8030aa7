/** The command line: arguments in, exit code out. */

import { runCommand } from "./commands/run.ts";
import { HELP, noSuchCommand } from "./sentences.ts";
import { VERSION } from "./version.ts";

/** Each command takes its arguments and returns an exit code. */
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  run: runCommand,
};

/** What cargo exits with when it fails. */
const FAILURE = 101;

/**
 * Runs the command.
 *
 * @param args Arguments without the program's name.
 * @returns The exit code.
 */
export async function main(args: string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return await command(rest);
  if (name === "-V" || name === "--version") {
    console.log(`chaud ${VERSION}`);
    return 0;
  }
  if (["-h", "--help", "help"].includes(name)) {
    console.log(HELP);
    return 0;
  }
  console.error(name === "" ? HELP : noSuchCommand(name));
  return FAILURE;
}
