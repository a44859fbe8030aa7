/**
 * The command `chaud attach`: what a program starts that has no driver. Never
 * prints but for help: the program's log says the rest.
 */

import { attach } from "../session/attach.ts";
import { remove } from "../system/files.ts";
import { PLACES } from "../system/watched_places.ts";
import { rightsToRun } from "../session/rights.ts";
import { cargoFor } from "../build/cargo/cargo.ts";
import { valuesOf } from "./arguments/command_line.ts";
import { ATTACH } from "./arguments/commands.ts";
import { understand } from "./arguments/complaint.ts";
import { demand, type Need, RightsError } from "../system/rights.ts";
import { SocketError } from "../program/socket.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import { helpOf } from "./arguments/help.ts";

/**
 * Runs `chaud attach`.
 *
 * @param args Arguments after `attach`.
 * @returns The exit code.
 */
export async function attachCommand(args: string[]): Promise<number> {
  const found = understand(ATTACH, args);
  if (typeof found === "number") return found;
  const folder = valuesOf(found, "--folder").at(-1);
  const manifest = valuesOf(found, "--manifest").at(-1);
  const timings = found.given.has("--timings");
  const debugInfo = found.given.has("--debuginfo");
  if (!folder || !manifest) {
    console.log(helpOf(ATTACH));
    return FAILURE;
  }
  try {
    const rights = rightsToRun(cargoFor({ toolchain: undefined }), folder);
    await demand([...rights, ENVIRONMENT]);
    PLACES.endsWithProcess = true;
    await attach({ folder, manifest, timings, debugInfo });
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
