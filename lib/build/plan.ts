/**
 * How the program is built and started. It is asked for anew before each
 * restart, since by then the manifests may say something else.
 */

import { FEATURE, readWorkspace } from "./cargo/cargo.ts";
import type { CargoArguments } from "./cargo/arguments.ts";
import { placeOutsideScript } from "./path_dependencies.ts";
import { selectPackages } from "./cargo/package_selection.ts";
import type { Package, Workspace } from "./cargo/workspace.ts";
import { placeScripts } from "./script_files.ts";
import type { Shape } from "./scripts.ts";

/** What the user asked for. */
export interface BuildRequest {
  /** The cargo to run. */
  cargo: string;
  args: CargoArguments;
  /** The folder to run in. */
  cwd: string;
  /** The same without symbolic links. */
  realCwd: string;
  /** The user's own choice of a rustc wrapper, from the environment. */
  userWrapper: string | undefined;
  shape: Shape;
  /** Whether functions get entries that can be redirected. */
  entries: boolean;
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
  /** The feature to add, e.g. `chaud/unsafe-hot-reload`. */
  feature: string | undefined;
  /** Packages of the program that do not depend on `chaud`. */
  unprepared: string[];
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
 */
export async function planBuild(order: BuildRequest): Promise<BuildPlan> {
  const { cargo, args, cwd, realCwd, userWrapper, shape, entries } = order;
  const workspace = await readWorkspace(cargo, args, cwd);
  const packages = selectPackages(workspace, args, realCwd);
  const chaud = chaudName(packages, order.canLinkRuntime);
  const isUnprepared = packages.length > 0 && chaud === undefined;
  const wrapper = await placeScripts(workspace.targetFolder, {
    shape,
    entries,
    runtime: isUnprepared,
  });
  const finding = { cargo, workspace, wrapper, userWrapper };
  const outside = await placeOutsideScript(finding);
  return {
    cargo,
    args,
    cwd,
    workspace,
    wrappers: { wrapper, outside },
    feature: chaud && `${chaud}/${FEATURE}`,
    unprepared: isUnprepared ? packages.map(({ name }) => name) : [],
  };
}

/** The name under which the program's package knows the crate `chaud`. */
function chaudName(
  packages: Package[],
  canLinkRuntime: boolean,
): string | undefined {
  const name = packages.map(({ chaud }) => chaud).find((each) => each);
  if (name !== undefined) return name;
  // Where there is nothing to start, cargo says so best.
  if (packages.length === 0 || canLinkRuntime) return undefined;
  throw new SetupError(packages.map(({ name }) => name));
}
