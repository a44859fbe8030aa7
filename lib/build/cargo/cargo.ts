/**
 * Asks cargo about the workspace. What it is to build, and how, is not decided
 * here.
 */

import { resolve } from "@std/path";
import type { CargoArguments } from "./arguments.ts";
import { capture } from "../../system/process.ts";
import { readVariable } from "../../system/rights.ts";
import { parseWorkspace, type Workspace } from "./workspace.ts";

/** Thrown when cargo does not do what was asked; its words are the message. */
export class CargoError extends Error {
  /** The class's name. */
  override name = "CargoError";
  /** The exit code that cargo ended with. */
  readonly code: number;

  /**
   * Keeps what cargo said and how it ended.
   *
   * @param message What cargo said.
   * @param code The exit code that cargo ended with.
   */
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** The environment variable through which a program finds the driver. */
export const SOCKET_VARIABLE = "CHAUD_SOCKET";

/** Has a program wait for the driver before it begins. */
export const WAIT_VARIABLE = "CHAUD_WAIT";

/**
 * Asks cargo what the workspace holds.
 *
 * @param cargo The cargo to run.
 * @throws {CargoError} If there is no workspace or its manifest is wrong.
 */
export async function readWorkspace(
  cargo: string,
  args: CargoArguments,
  cwd: string,
): Promise<Workspace> {
  const toolchain = args.toolchain === undefined ? [] : [args.toolchain];
  const { code, stdout, stderr } = await capture(cargo, [
    ...toolchain,
    "metadata",
    "--no-deps",
    "--format-version=1",
    ...args.metadata,
  ], cwd);
  if (code !== 0) throw new CargoError(stderr.trimEnd(), code);
  const workspace = parseWorkspace(stdout);
  const { targetFolder } = args;
  return targetFolder === undefined
    ? workspace
    : { ...workspace, targetFolder: resolve(cwd, targetFolder) };
}

/**
 * The cargo to use. As a subcommand of cargo, we are told of one toolchain's
 * own: only rustup's understands `+toolchain`.
 */
export function cargoFor(
  { toolchain }: Pick<CargoArguments, "toolchain">,
): string {
  const ours = toolchain ? undefined : readVariable("CARGO");
  return ours ?? "cargo";
}
