/**
 * Where a package gets the crate `chaud` from: as the others of its workspace
 * do, from cargo's registry or, where that does not have it, from what the
 * driver carries. Never changes anything.
 */

import { join, relative } from "@std/path";
import {
  CHAUD_PACKAGE,
  REQUIREMENT,
} from "../../build/cargo/chaud_packages.ts";
import { whyNotInRegistry } from "../../build/cargo/registry.ts";
import { readTable, valueAt } from "../../build/cargo/toml.ts";
import type { Package, Workspace } from "../../build/cargo/workspace.ts";
import { type Placement, planPlacement } from "./placed_crates.ts";
import type { DependencyLine } from "./plan.ts";

/** What goes into a manifest, and what has to be there for it. */
export interface Source {
  line: DependencyLine;
  /** The crates to be placed, and why cargo does not find them. */
  placement?: Placement & { why: string };
}

/** What to go by. */
export interface SourceOptions {
  cargo: string;
  workspace: Workspace;
  package: Package;
  /** The text of the workspace's manifest. */
  workspaceManifest: string;
}

/**
 * Finds the source.
 *
 * @throws {InitError} If the crates have to be placed, and cannot be.
 */
export async function findSource(options: SourceOptions): Promise<Source> {
  const { cargo, workspace, workspaceManifest } = options;
  const { folder, chaud } = options.package;
  const shared = sharedName(workspaceManifest);
  if (shared !== undefined) {
    return { line: { key: shared, value: ".workspace = true" } };
  }
  const line = (source: string, value: string): DependencyLine => ({
    key: chaud?.key ?? "chaud",
    // A TOML basic string is escaped as a JSON string is.
    value: ` = { package = "${CHAUD_PACKAGE}", ${source} = ${
      JSON.stringify(value)
    } }`,
  });
  const peer = workspace.packages.find((each) =>
    each.chaud !== undefined && each.otherChaud === undefined
  )?.chaud;
  if (peer?.path !== undefined) {
    return { line: line("path", relative(folder, peer.path)) };
  }
  const why = peer ? undefined : await whyNotInRegistry(
    cargo,
    join(folder, "Cargo.toml"),
    CHAUD_PACKAGE,
    REQUIREMENT,
  );
  if (why === undefined) return { line: line("version", REQUIREMENT) };
  const placement = await planPlacement(workspace);
  return {
    line: line("path", relative(folder, placement.crate)),
    placement: { ...placement, why },
  };
}

/**
 * The name of the dependency on `chaud` that a workspace has for all of its
 * packages, if it has one.
 *
 * @param manifest The text of the workspace's manifest.
 */
export function sharedName(manifest: string): string | undefined {
  const table = readTable(manifest);
  const path = ["workspace", "dependencies"];
  const names = Object.keys(valueAt(table, ...path) ?? {});
  return names.find((name) =>
    (valueAt(table, ...path, name, "package") ?? name) === CHAUD_PACKAGE
  );
}
