/**
 * The command `chaud attach`: what a program starts that has no driver. Never
 * prints but for help: the program's log says the rest.
 */

import { parseArgs } from "@std/cli";
import { attach } from "../session/attach.ts";
import { remove } from "../system/files.ts";
import { rightsToRun } from "../session/rights.ts";
import { cargoFor } from "../session/run.ts";
import { demand, type Need, RightsError } from "../system/rights.ts";
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
    const rights = rightsToRun(cargoFor({ toolchain: undefined }), folder);
    await demand([...rights, ENVIRONMENT]);
    await attach({ folder, manifest, timings, debugInfo: debuginfo });
    return SUCCESS;
  } catch (error) {
    const isKnown = error instanceof SocketError ||
      error instanceof RightsError;
    if (!isKnown) throw error;
    // Before it is said: the program may end as soon as it has been.
    await remove(folder);
    console.error(error.message);
    return FAILURE;
  }
}

/** Cargo gets it as it was when the program was built, whatever is in it. */
const ENVIRONMENT: Need = {
  right: { name: "env" },
  purpose: "to hand the environment on to cargo",
};
