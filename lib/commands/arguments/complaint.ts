/**
 * Says on stderr why a command does not begin: for its arguments, or for what
 * cargo says. Never words anything itself.
 */

import type { CargoError } from "../../build/cargo/cargo.ts";
import { createLog, type Log } from "../../report/log.ts";
import { readVariable } from "../../system/rights.ts";
import {
  type Arguments,
  type Command,
  isSlip,
  readArguments,
} from "./command_line.ts";
import { FAILURE, SUCCESS } from "../exit_code.ts";
import { helpOf } from "./help.ts";
import { outsideOfPackage } from "../messages.ts";
import { slip } from "./slips.ts";

/** Says what is wrong, in a line of its own. */
export function complain(text: string): number {
  const log = createLog({ verbosity: 0, color: "auto", env: readVariable });
  log.error(text);
  return FAILURE;
}

/** The arguments of a command; or, where it has nothing to do, its exit code. */
export function understand(
  command: Command,
  args: readonly string[],
): Arguments | number {
  const found = readArguments(command, args);
  if (isSlip(found)) return complain(slip(found, command));
  if (!found.given.has("--help")) return found;
  console.log(helpOf(command));
  return SUCCESS;
}

/** Says what cargo says, and what to do where there is no package. */
export function tellOfCargo(
  error: CargoError,
  command: string,
  log: Log = createLog({ verbosity: 0, color: "auto", env: readVariable }),
): void {
  log.raw(error.message);
  if (error.message.includes("could not find `Cargo.toml`")) {
    log.note(outsideOfPackage(command));
  }
}
