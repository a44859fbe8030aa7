/** Reads `cargo metadata`: what the workspace holds. Pure. */

import { dirname } from "@std/path";
import {
  type ChaudDependency,
  chaudDependency,
  type Dependency,
  otherChaud,
} from "./chaud_packages.ts";

/** A package of the workspace. */
export interface Package {
  name: string;
  /** The folder of its manifest. */
  folder: string;
  /** How it depends on `chaud`, if it does. */
  chaud: ChaudDependency | undefined;
  /** What it depends on in place of `chaud`: a package and its requirement. */
  otherChaud: string | undefined;
  /** Folders of the packages that it depends on by path. */
  pathDependencies: string[];
  /** Crate roots of its targets. */
  sources: string[];
  /** The crate root of its library, if it has one. */
  library: string | undefined;
  /** Whether cargo's names for the library's artifacts have no hash. */
  isUnhashed: boolean;
  /** Whether that is a procedural macro, which runs inside the compiler. */
  isProcMacro: boolean;
  /** Its build script, if it has one. */
  buildScript: string | undefined;
  /** Its programs. */
  binaries: Binary[];
  /** Its examples, which can be started as well. */
  examples: Binary[];
  /** Whether cargo takes it where no package is named. */
  isDefault: boolean;
  /** The program that `cargo run` starts where several could be meant. */
  defaultRun: string | undefined;
}

/** A program of a package. */
export interface Binary {
  name: string;
  /** Its crate root. */
  source: string;
}

/** A Cargo workspace, as cargo describes it. */
export interface Workspace {
  folder: string;
  /** Where cargo builds, unless `--target-dir` says otherwise. */
  targetFolder: string;
  packages: Package[];
}

interface Metadata {
  workspace_root: string;
  target_directory: string;
  /** Cargo names them since 1.71. */
  workspace_default_members?: string[];
  packages: {
    id: string;
    name: string;
    manifest_path: string;
    dependencies: Dependency[];
    targets: { name: string; kind: string[]; src_path: string }[];
    default_run: string | null;
  }[];
}

/**
 * Parses the output of `cargo metadata --no-deps --format-version 1`.
 *
 * Format: <https://doc.rust-lang.org/cargo/commands/cargo-metadata.html>.
 */
export function parseWorkspace(json: string): Workspace {
  const metadata = JSON.parse(json) as Metadata;
  return {
    folder: metadata.workspace_root,
    targetFolder: metadata.target_directory,
    packages: metadata.packages.map((each) => {
      return {
        name: each.name,
        folder: dirname(each.manifest_path),
        chaud: chaudDependency(each.dependencies),
        otherChaud: otherChaud(each.dependencies),
        pathDependencies: each.dependencies.flatMap(({ path }) => path ?? []),
        sources: each.targets.map(({ src_path }) => src_path),
        library: libraryOf(each)?.src_path,
        isUnhashed: libraryOf(each)?.kind.some((kind) => LOADED.has(kind)) ??
          false,
        isProcMacro: libraryOf(each)?.kind.includes("proc-macro") ?? false,
        buildScript: targets(each, "custom-build")[0]?.source,
        binaries: targets(each, "bin"),
        examples: targets(each, "example"),
        isDefault: metadata.workspace_default_members?.includes(each.id) ??
          true,
        defaultRun: each.default_run ?? undefined,
      };
    }),
  };
}

/** A library can have any of several kinds. */
function libraryOf({ targets }: Metadata["packages"][number]) {
  return targets.find(({ kind }) =>
    kind.some((each) => /lib$|^proc-macro$/.test(each))
  );
}

/** Others load such libraries by their names. */
const LOADED: ReadonlySet<string> = new Set(["cdylib", "dylib"]);

function targets(
  { targets }: Metadata["packages"][number],
  kind: string,
): Binary[] {
  return targets.filter((target) => target.kind.includes(kind))
    .map(({ name, src_path }) => ({ name, source: src_path }));
}
