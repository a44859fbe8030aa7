/**
 * The command `chaud status`: how the sessions of a workspace are. Never
 * disturbs one: it only asks.
 */

import { CargoError, cargoFor, readWorkspace } from "../build/cargo/cargo.ts";
import { readCargoArguments } from "../build/cargo/arguments.ts";
import { memoryOf } from "../system/procfs.ts";
import { demand } from "../system/rights.ts";
import { sessionsOver } from "../session/discovery.ts";
import { rightsToAsk } from "../session/rights.ts";
import { STATUS } from "./arguments/commands.ts";
import { tellOfCargo, understand } from "./arguments/complaint.ts";
import { FAILURE, SUCCESS } from "./exit_code.ts";
import * as say from "./messages.ts";
import type { SessionState } from "../session/status.ts";

/**
 * Runs `chaud status`.
 *
 * @param args Arguments after `status`.
 * @returns The exit code: 0 if a session runs, 1 if none does.
 */
export async function statusCommand(args: string[]): Promise<number> {
  const found = understand(STATUS, args);
  if (typeof found === "number") return found;
  const cargo = cargoFor({ toolchain: undefined });
  await demand(rightsToAsk(cargo));
  const command = "cat";
  await demand([{ right: { name: "run", command }, purpose: MEASURING }]);
  try {
    const known = readCargoArguments(args);
    const { folder, targetFolder } = await readWorkspace(
      cargo,
      known,
      Deno.cwd(),
    );
    const sessions = await sessionsOver(targetFolder);
    if (sessions.length === 0) {
      console.error(say.noSession(folder));
      return 1;
    }
    const measured = await Promise.all(sessions.map(measure));
    console.log(
      found.given.has("--json")
        ? JSON.stringify(measured)
        : measured.map((session) => say.status(session, folder)).join("\n\n"),
    );
    return SUCCESS;
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
    tellOfCargo(error, "status");
    return FAILURE;
  }
}

const MEASURING = "to see how much memory processes take";

/** Adds what the system knows of the processes. */
async function measure(state: SessionState): Promise<say.Measured> {
  const { driver, folder, programs } = state;
  return {
    ...state,
    driverMemory: await memoryOf(driver, folder),
    programs: await Promise.all(programs.map(async (program) => ({
      ...program,
      memory: await memoryOf(program.pid, folder),
    }))),
  };
}
