/** Runs cargo: asks it about the workspace, and lets it build and start. */

import { resolve } from "@std/path";
import type { CargoArguments } from "./arguments.ts";
import {
  capture,
  type Outcome,
  runLines,
  startProgram,
} from "../../system/process.ts";
import type { BuildPlan } from "../plan.ts";
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

/** Nobody debugs or edits the runtime: this saves a third of its build. */
export const LEAN_RUNTIME: Readonly<Record<string, number | boolean>> = {
  "profile.dev.package.chaud-runtime.debug": 0,
  "profile.dev.package.chaud-runtime.incremental": false,
};

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

/** Builds and starts the program with the user's own `cargo run`. */
export function cargoRun(recipe: BuildPlan, socket: string): Deno.ChildProcess {
  const { cargo: program, cwd } = recipe;
  const env = { [SOCKET_VARIABLE]: socket };
  return startProgram({ program, args: runArguments(recipe, {}), env, cwd });
}

/** How {@linkcode cargoBuild} builds. */
export interface BuildOptions {
  /** The triple that the program is built for. */
  triple: string;
  /** A program that cargo starts in place of the one it built. */
  runner: string;
  /** Whether cargo colours what it says. */
  color: boolean;
  /** Gets what cargo says. */
  onLine: (line: string) => void;
  /** Ends cargo when aborted. */
  signal: AbortSignal;
}

/**
 * Builds what {@linkcode cargoRun} would start: the same command, so that the
 * same is built, but cargo hands the executable to another program.
 */
export async function cargoBuild(
  recipe: BuildPlan,
  { triple, runner, color, onLine, signal }: BuildOptions,
): Promise<Outcome> {
  const { cargo: program, cwd } = recipe;
  const args = runArguments(recipe, { [`target.${triple}.runner`]: runner });
  const env = { CARGO_TERM_COLOR: color ? "always" : "never" };
  const call = { program, args, env, cwd };
  return await runLines(call, { signal, onLine, keepEnvironment: true });
}

function runArguments(
  { args, wrappers, feature }: BuildPlan,
  more: Record<string, string>,
): string[] {
  const { wrapper, outside } = wrappers;
  const config: Record<string, string | number | boolean> = {
    "build.rustc-workspace-wrapper": wrapper,
    ...outside === undefined ? {} : { "build.rustc-wrapper": outside },
    ...feature !== undefined && args.isDev ? LEAN_RUNTIME : {},
    ...more,
  };
  return [
    ...args.toolchain === undefined ? [] : [args.toolchain],
    "run",
    ...Object.entries(config).flatMap(([key, value]) => [
      "--config",
      // A TOML basic string is escaped as a JSON string is.
      `${key}=${JSON.stringify(value)}`,
    ]),
    ...feature === undefined ? [] : ["--features", feature],
    ...args.cargo,
    ...args.program.length > 0 ? ["--", ...args.program] : [],
  ];
}
