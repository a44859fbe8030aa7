/**
 * How the program is built and started, and cargo at work on that. A plan is
 * made anew before each restart, since by then the manifests may say something
 * else; when that is, others decide.
 */

import { DEPENDENCY, FEATURE } from "./cargo/chaud_packages.ts";
import { readWorkspace, SOCKET_VARIABLE } from "./cargo/cargo.ts";
import type { CargoArguments } from "./cargo/arguments.ts";
import { type BuildVariables, userWrappers } from "./cargo/user_wrappers.ts";
import { placeOutsideScript } from "./path_dependencies.ts";
import { selectPackages } from "./cargo/package_selection.ts";
import type { Package, Workspace } from "./cargo/workspace.ts";
import {
  type Call,
  type Outcome,
  runLines,
  startProgram,
} from "../system/process.ts";
import { demand, type Need } from "../system/rights.ts";
import type { OtherChaud } from "../report/report.ts";
import { placeScripts } from "./script_files.ts";
import { forgetUnrecorded } from "./unrecorded.ts";
import type { Shape } from "./scripts.ts";

/** Cargo takes this before any configuration. */
const WORKSPACE_WRAPPER = "RUSTC_WORKSPACE_WRAPPER";

/** What the user asked for. */
export interface BuildRequest {
  /** The cargo to run. */
  cargo: string;
  args: CargoArguments;
  /** The folder to run in. */
  cwd: string;
  /** The same without symbolic links. */
  realCwd: string;
  /** Variables that cargo reads, as far as the build depends on them. */
  variables: BuildVariables;
  shape: Shape;
  /** Whether functions get entries that can be redirected. */
  entries: boolean;
  /** The machine that cargo builds for where it names no target. */
  machine: string;
  /** Whether programs that do not depend on `chaud` can be given the runtime. */
  canLinkRuntime: boolean;
}

/** What cargo is called with. */
export interface BuildPlan {
  cargo: string;
  args: CargoArguments;
  cwd: string;
  workspace: Workspace;
  /** The recording wrappers: for the workspace, and for what is outside. */
  wrappers: { wrapper: string; outside: string | undefined };
  /** A variable that cargo must not see: it would count more than those. */
  hidden: string | undefined;
  /** The feature to add, e.g. `chaud/unsafe-hot-reload`. */
  feature: string | undefined;
  /** Packages of the program that do not depend on `chaud`. */
  unprepared: string[];
  /** Packages of the workspace that depend on something else in its place. */
  others: OtherChaud[];
}

/** Thrown when the program is not set up for hot reload. */
export class SetupError extends Error {
  /** The class's name. */
  override name = "SetupError";
  /** The packages, any of which would have to depend on `chaud`. */
  readonly packages: string[];

  /**
   * Says what is missing where.
   *
   * @param packages The packages that do not depend on `chaud`.
   */
  constructor(packages: string[]) {
    super(`${packages.join(", ")}: does not depend on \`chaud\``);
    this.packages = packages;
  }
}

/**
 * Asks cargo about the workspace, and puts the wrappers in their place.
 *
 * @throws {CargoError} If there is no Cargo workspace here.
 * @throws {SetupError} If the program's package does not depend on `chaud`.
 * @throws {RightsError} If Deno does not let the driver write where cargo does.
 */
export async function planBuild(request: BuildRequest): Promise<BuildPlan> {
  const { cargo, args, cwd, realCwd, variables, shape } = request;
  const workspace = await readWorkspace(cargo, args, cwd);
  await demand([mayWrite(workspace.targetFolder)]);
  const packages = selectPackages(workspace, args, realCwd);
  const chaud = chaudName(packages, request.canLinkRuntime);
  const isUnprepared = packages.length > 0 && chaud === undefined;
  const users = await userWrappers(args, cwd, variables);
  const wrapper = await placeScripts(workspace.targetFolder, {
    shape,
    entries: request.entries,
    machine: request.machine,
    runtime: isUnprepared,
    next: users.workspace,
  });
  const unhashed = workspace.packages.filter((each) => each.isUnhashed);
  await forgetUnrecorded(workspace.targetFolder, wrapper, {
    packages: new Set(unhashed.map(({ name }) => name)),
    isUnhashedOnly: true,
  });
  const finding = { cargo, workspace, wrapper, userWrapper: users.all };
  const outside = await placeOutsideScript(finding);
  return {
    cargo,
    args,
    cwd,
    workspace,
    wrappers: { wrapper, outside },
    hidden: variables[WORKSPACE_WRAPPER] === undefined
      ? undefined
      : WORKSPACE_WRAPPER,
    feature: chaud && `${chaud}/${FEATURE}`,
    unprepared: isUnprepared ? packages.map(({ name }) => name) : [],
    others: workspace.packages.flatMap(({ name, otherChaud }) =>
      otherChaud === undefined
        ? []
        : { name, found: otherChaud, instead: DEPENDENCY }
    ),
  };
}

function mayWrite(path: string): Need {
  const purpose = "to keep what is built for hot reload beside the rest";
  return { right: { name: "write", path }, purpose };
}

/** The name under which the program's package knows the crate `chaud`. */
function chaudName(
  packages: Package[],
  canLinkRuntime: boolean,
): string | undefined {
  const name = packages.map(({ chaud }) => chaud?.key).find((each) => each);
  if (name !== undefined) return name;
  // Where there is nothing to start, cargo says so best.
  if (packages.length === 0 || canLinkRuntime) return undefined;
  throw new SetupError(packages.map(({ name }) => name));
}

/** Nobody debugs or edits the runtime: this saves a third of its build. */
export const LEAN_RUNTIME: Readonly<Record<string, number | boolean>> = {
  "profile.dev.package.chaud-live-runtime.debug": 0,
  "profile.dev.package.chaud-live-runtime.incremental": false,
};

/** Builds and starts the program with the user's own `cargo run`. */
export function cargoRun(plan: BuildPlan, socket: string): Deno.ChildProcess {
  const env = { [SOCKET_VARIABLE]: socket };
  return startProgram(cargoCall(plan, runArguments(plan, {}), env));
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
  /**
   * Only runs build scripts, behind everything else on the machine: what would
   * have to be compiled is written to this file.
   */
  uncompiled?: string;
}

/**
 * Builds what {@linkcode cargoRun} would start: the same command, so that the
 * same is built, but cargo hands the executable to another program.
 */
export async function cargoBuild(
  plan: BuildPlan,
  { triple, runner, color, onLine, signal, uncompiled }: BuildOptions,
): Promise<Outcome> {
  const config = { [`target.${triple}.runner`]: runner };
  const isForScripts = uncompiled !== undefined;
  const args = runArguments(plan, config, isForScripts ? ["--keep-going"] : []);
  const env = {
    CARGO_TERM_COLOR: color ? "always" : "never",
    ...isForScripts ? { CHAUD_ONLY_SCRIPTS: uncompiled } : {},
  };
  const call = cargoCall(plan, args, env);
  return await runLines(call, {
    signal,
    onLine,
    keepEnvironment: true,
    background: isForScripts,
  });
}

function cargoCall(
  { cargo, cwd, hidden }: BuildPlan,
  args: string[],
  env: Record<string, string>,
): Call {
  return hidden === undefined
    ? { program: cargo, args, env, cwd }
    : { program: "env", args: ["-u", hidden, cargo, ...args], env, cwd };
}

function runArguments(
  { args, wrappers, feature }: BuildPlan,
  more: Record<string, string>,
  options: string[] = [],
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
    ...feature === undefined ? [] : ["--features", feature],
    ...args.cargo,
    ...options.filter((each) => !args.cargo.includes(each)),
    // Behind the user's: the last one counts.
    ...Object.entries(config).flatMap(([key, value]) => [
      "--config",
      // A TOML basic string is escaped as a JSON string is.
      `${key}=${JSON.stringify(value)}`,
    ]),
    ...args.program.length > 0 ? ["--", ...args.program] : [],
  ];
}
