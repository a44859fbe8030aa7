/** Runs cargo: asks it about the workspace, and lets it build and start. */

import { resolve } from "@std/path";
import type { CargoArguments } from "./cargo_arguments.ts";
import { capture, startProgram } from "./process.ts";
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

/** The feature that turns hot reload on in a program. */
export const FEATURE = "unsafe-hot-reload";

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

/** How {@linkcode cargoRun} starts a program. */
export interface CargoRunOptions {
  cargo: string;
  args: CargoArguments;
  cwd: string;
  /** The recording wrappers: for the workspace, and for what is outside. */
  wrappers: { wrapper: string; outside: string | undefined };
  /** The feature to add, e.g. `chaud/unsafe-hot-reload`. */
  feature: string | undefined;
  /** The driver's socket. */
  socket: string;
}

/** Builds and starts the program with the user's own `cargo run`. */
export function cargoRun(options: CargoRunOptions): Deno.ChildProcess {
  const { args, cwd, wrappers, feature, socket } = options;
  const toolchain = args.toolchain === undefined ? [] : [args.toolchain];
  const { wrapper, outside } = wrappers;
  // A TOML basic string is escaped as a JSON string is.
  const config = (key: string, path: string) => [
    "--config",
    `build.${key}=${JSON.stringify(path)}`,
  ];
  return startProgram({
    program: options.cargo,
    args: [
      ...toolchain,
      "run",
      ...config("rustc-workspace-wrapper", wrapper),
      ...outside === undefined ? [] : config("rustc-wrapper", outside),
      ...feature === undefined ? [] : ["--features", feature],
      ...args.cargo,
      ...args.program.length > 0 ? ["--", ...args.program] : [],
    ],
    env: { [SOCKET_VARIABLE]: socket },
    cwd,
  });
}
