/**
 * The files that decide how the program is built, besides the sources of its
 * crates: cargo reads them, or the compiler runs them, so that a change of one
 * needs cargo. Pure.
 */

import { dirname, join, resolve } from "@std/path";
import type { InputKind } from "../report/report.ts";
import type { Unit } from "./rustc/unit.ts";
import type { Package, Workspace } from "./cargo/workspace.ts";

/** A file, or what is in a folder. */
export interface BuildInput {
  path: string;
  kind: InputKind;
  /**
   * What counts: the file; Rust files, or all, in the folder; all of a package,
   * without those inside it.
   */
  extent: "file" | "rust" | "all" | "package";
  /** Folders inside that do not count. */
  except?: readonly string[];
}

/** What is known about the build of a program. */
export interface BuildFacts {
  /** The units of the program. */
  units: readonly Unit[];
  bin: Unit;
  workspace: Workspace;
  /** The folder that cargo is started in. */
  cwd: string;
  /** What each package's build script told cargo, by the package's folder. */
  outputs: ReadonlyMap<string, string>;
  /** The sources of what is known to run while the program is built. */
  buildTime: ReadonlyMap<string, InputKind>;
}

/** Lists what a change of which needs cargo. */
export function buildInputs(facts: BuildFacts): BuildInput[] {
  const { workspace, cwd, outputs } = facts;
  const packages = packagesBehind(facts);
  const built = new Set(facts.units.map(folderOf));
  return [
    ...manifests(facts, packages),
    file("lock file", join(workspace.folder, "Cargo.lock")),
    ...foldersAbove(cwd, workspace.folder).flatMap(configuration),
    ...packages.flatMap(({ buildScript }) =>
      buildScript === undefined ? [] : file("build script", buildScript)
    ),
    ...[...facts.buildTime].map(([path, kind]) => file(kind, path)),
    ...[...outputs].flatMap(([folder, text]) =>
      watchedBy(folder, text, workspace)
    ),
    ...packages.filter(({ folder }) => !built.has(folder)).flatMap(runsEarlier),
  ];
}

/** Whether an input matters although it is a source of the program as well. */
export function isSharedWithProgram({ kind }: BuildInput): boolean {
  return RUNS_EARLIER.has(kind);
}

const RUNS_EARLIER: ReadonlySet<InputKind> = new Set<InputKind>([
  "build script",
  "procedural macro",
  "build-time library",
]);

/** The folder of a unit's package. */
export function folderOf(unit: Unit): string {
  return unit.recording.env["CARGO_MANIFEST_DIR"] ?? dirname(unit.source);
}

/** The input that a path belongs to. */
export function inputAt(
  inputs: readonly BuildInput[],
  path: string,
): BuildInput | undefined {
  return inputs.find((input) => isPartOf(path, input));
}

function isPartOf(
  path: string,
  { path: top, extent, except = [] }: BuildInput,
): boolean {
  if (path === top) return extent === "file" || extent === "all";
  if (extent === "file" || !path.startsWith(`${top}/`)) return false;
  // What editors and version control keep beside the files.
  if (/\/\.|~$/.test(path.slice(top.length))) return false;
  if (except.some((each) => path.startsWith(`${each}/`))) return false;
  return extent !== "rust" || path.endsWith(".rs");
}

function file(kind: InputKind, path: string): BuildInput {
  return { path, kind, extent: "file" };
}

/** The program's package and those of the workspace that it depends on. */
function packagesBehind({ bin, workspace }: BuildFacts): Package[] {
  const found = new Map<string, Package>();
  const pending = [folderOf(bin)];
  for (let folder = pending.pop(); folder; folder = pending.pop()) {
    const own = workspace.packages.find((each) => each.folder === folder);
    if (!own || found.has(folder)) continue;
    found.set(folder, own);
    pending.push(...own.pathDependencies);
  }
  return [...found.values()];
}

function manifests(
  { units, workspace }: BuildFacts,
  packages: readonly Package[],
): BuildInput[] {
  const folders = new Set([
    workspace.folder,
    ...packages.map(({ folder }) => folder),
    ...units.map(folderOf),
  ]);
  return [...folders].map((each) => file("manifest", join(each, "Cargo.toml")));
}

function configuration(folder: string): BuildInput[] {
  return [
    file("cargo configuration", join(folder, ".cargo", "config.toml")),
    file("cargo configuration", join(folder, ".cargo", "config")),
    file("toolchain", join(folder, "rust-toolchain.toml")),
    file("toolchain", join(folder, "rust-toolchain")),
  ];
}

/** Cargo looks for its configuration from where it runs upwards. */
function foldersAbove(...folders: string[]): string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    for (let at = folder; !found.has(at); at = dirname(at)) found.add(at);
  }
  return [...found];
}

/** Libraries that the program does not hold run while it is built. */
function runsEarlier({ library, isProcMacro }: Package): BuildInput[] {
  if (library === undefined) return [];
  const kind = isProcMacro ? "procedural macro" : "build-time library";
  return [{ path: dirname(library), kind, extent: "rust" }];
}

/** A build script that names nothing depends on all files of its package. */
function watchedBy(
  folder: string,
  output: string,
  { packages }: Workspace,
): BuildInput[] {
  const kind = "build script input";
  const names = output.split("\n").flatMap((line) =>
    line.match(/^cargo::?rerun-if-changed=(.+)$/)?.[1] ?? []
  );
  if (names.length === 0 && !/^cargo::?rerun-if-/m.test(output)) {
    const except = packages.map((each) => each.folder)
      .filter((other) => other.startsWith(`${folder}/`));
    return [{ path: folder, kind, extent: "package", except }];
  }
  return names.map((name) => ({
    path: resolve(folder, name),
    kind,
    extent: "all",
  }));
}
