/**
 * The command `chaud attach`: what a program starts that has no driver. Never
 * prints but for help: the program's log says the rest.
 */

import { parseArgs } from "@std/cli";
import { attach } from "../session/attach.ts";
import { remove } from "../system/files.ts";
import { SocketError } from "../program/socket.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { ATTACH_HELP } from "./help.ts";

/**
 * Runs `chaud attach`.
 *
 * @param args Arguments after `attach`.
 * @returns The exit code.
 */
export async function attachCommand(args: string[]): Promise<number> {
  const options = parseArgs(args, {
    boolean: ["help", "timings", "debuginfo"],
    string: ["folder", "manifest", "pid", "executable"],
    alias: { h: "help" },
  });
  const { folder, manifest, timings, debuginfo } = options;
  if (options.help || !folder || !manifest) {
    console.log(ATTACH_HELP);
    return options.help ? SUCCESS : FAILURE;
  }
  try {
    await attach({ folder, manifest, timings, debugInfo: debuginfo });
    return SUCCESS;
  } catch (error) {
    if (!(error instanceof SocketError)) throw error;
    // Before it is said: the program may end as soon as it has been.
    await remove(folder);
    console.error(error.message);
    return FAILURE;
  }
}
