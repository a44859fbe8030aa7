/**
 * The rustc wrappers that the user has chosen, as cargo would find them: in
 * variables, arguments and configuration files. It only reads.
 */

import { join } from "@std/path";
import { type CargoArguments, values } from "./arguments.ts";
import { configuredProgram, readConfiguration } from "./configuration.ts";

/** Variables that cargo reads and that matter to a build with wrappers. */
export const BUILD_VARIABLES = [
  "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
  "CARGO_BUILD_RUSTC_WRAPPER",
  "CARGO_HOME",
  "HOME",
  "RUSTC_WORKSPACE_WRAPPER",
  "RUSTC_WRAPPER",
] as const;

/** Their values, as far as they are set. */
export type BuildVariables = Partial<
  Record<typeof BUILD_VARIABLES[number], string | undefined>
>;

/** Wrappers, as paths or as names of programs. */
export interface UserWrappers {
  /** For every crate. */
  all: string | undefined;
  /** For the workspace's crates; called inside the other. */
  workspace: string | undefined;
}

/** Finds the wrappers of the user. */
export async function userWrappers(
  { cargo }: Pick<CargoArguments, "cargo">,
  cwd: string,
  variables: BuildVariables,
): Promise<UserWrappers> {
  const { HOME = "/", CARGO_HOME: cargoHome = join(HOME, ".cargo") } =
    variables;
  const given = values(cargo, "--config");
  const places = { cwd, cargoHome, given };
  const configuration = await readConfiguration(places);
  // Variables stand between arguments and files.
  const inArguments = configuration.slice(0, given.length);
  const inFiles = configuration.slice(given.length);
  const find = (
    first: string | undefined,
    second: string | undefined,
    key: string,
  ) => {
    const found = first ?? configuredProgram(inArguments, "build", key) ??
      second ?? configuredProgram(inFiles, "build", key);
    return found === "" ? undefined : found;
  };
  return {
    all: find(
      variables.RUSTC_WRAPPER,
      variables.CARGO_BUILD_RUSTC_WRAPPER,
      "rustc-wrapper",
    ),
    workspace: find(
      variables.RUSTC_WORKSPACE_WRAPPER,
      variables.CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER,
      "rustc-workspace-wrapper",
    ),
  };
}
