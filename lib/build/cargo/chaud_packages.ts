/**
 * Chaud's own packages: their names, and how others depend on them. Never asks
 * cargo. Pure.
 */

import { VERSION } from "../../version.ts";

/** The package of the crate `chaud`. */
export const CHAUD_PACKAGE = "chaud-live";

/** The packages that are part of a program with hot reload. */
export const CHAUD_PACKAGES: readonly string[] = [
  CHAUD_PACKAGE,
  `${CHAUD_PACKAGE}-macros`,
  `${CHAUD_PACKAGE}-runtime`,
];

/** The feature that turns hot reload on in a program. */
export const FEATURE = "unsafe-hot-reload";

/** What goes with this driver. */
export const REQUIREMENT: string = series(VERSION);

/** How a package is to depend on the crate `chaud`, as its manifest has it. */
export const DEPENDENCY =
  `chaud = { package = "${CHAUD_PACKAGE}", version = "${REQUIREMENT}" }`;

/** A dependency, as `cargo metadata` has it. */
export interface Dependency {
  /** The package's own name. */
  name: string;
  /** Its name in the manifest, where that is another. */
  rename: string | null;
  kind: string | null;
  /** Which versions will do. */
  req?: string;
  path?: string;
  features?: string[];
}

/** A dependency on the crate `chaud`. */
export interface ChaudDependency {
  /** Its name in the manifest: features go by it. */
  key: string;
  /** Its name in code. */
  crate: string;
  /** Where it is, if that is no registry. */
  path: string | undefined;
  /** Whether hot reload is on in each build. */
  isAlwaysHot: boolean;
}

/** Finds an ordinary dependency on the crate `chaud`. */
export function chaudDependency(
  dependencies: readonly Dependency[],
): ChaudDependency | undefined {
  const found = dependencies.find(({ name, kind }) =>
    name === CHAUD_PACKAGE && kind === null
  );
  return found && {
    key: found.rename ?? found.name,
    // The library is not called as its package is.
    crate: found.rename?.replaceAll("-", "_") ?? "chaud",
    path: found.path,
    isAlwaysHot: found.features?.includes(FEATURE) ?? false,
  };
}

/**
 * Finds a dependency that is taken for the crate `chaud` and is not: somebody
 * else's package of that name, or one of another version than the driver's.
 *
 * @returns The package and its requirement, e.g. `chaud ^0.1`.
 */
export function otherChaud(
  dependencies: readonly Dependency[],
): string | undefined {
  const found = dependencies.find(({ name, kind, req = "*" }) =>
    kind === null &&
    (name === "chaud" || name === CHAUD_PACKAGE && isOther(req))
  );
  return found && `${found.name} ${found.req ?? "*"}`;
}

/** Whether a requirement surely leads to other versions than the driver's. */
function isOther(requirement: string): boolean {
  const version = /^[\^=~]?(\d[\w.+-]*)$/.exec(requirement)?.[1];
  return version !== undefined && series(version) !== REQUIREMENT;
}

/** What of a version may not change: `0.1` of `0.1.7`, `2` of `2.3.4`. */
export function series(version: string): string {
  return /^(?:0\.)?\d+/.exec(version)?.[0] ?? version;
}
