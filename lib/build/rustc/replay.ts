/**
 * Turns a recorded rustc call into the reload build of the same crate: same
 * switches, other folders, objects instead of a linked artifact. Pure.
 *
 * Why objects: a patch is linked from them, so packing an rlib (or linking a
 * binary that nobody runs) would be wasted; dependents need only metadata.
 */

import { basename, join } from "@std/path";
import type { Call } from "../../system/process.ts";
import {
  codegenOption,
  externsOf,
  withExternFiles,
  withoutTwins,
} from "./arguments.ts";
import { THROUGH_WORDS } from "../../object/statics.ts";
import { isLibrary, type Unit } from "./unit.ts";
import type { UnitGraph } from "./unit_graph.ts";

/** Where the reload build of one base lives, and how it is made. */
export interface ReloadBuild {
  /** Folder that holds one output folder per unit, and `incremental/`. */
  folder: string;
  /** The units of the base, by id: their metadata comes from the reload build. */
  units: ReadonlyMap<string, Unit>;
  /** Keep the debug info that the recorded call asks for. */
  debugInfo: boolean;
  /** Whether rustc's diagnostics are to be coloured. */
  color: boolean;
  /** Whether new code can be made to use the programs' statics. */
  inheritsStatics: boolean;
  /** Whether what is compiled is the program, rather than a patch of one. */
  isOrdinary?: boolean;
}

/** How a reload build is made. */
interface ReloadOptions
  extends Pick<ReloadBuild, "debugInfo" | "color" | "inheritsStatics"> {
  reloadFolder: string;
}

/** The reload build of a program's crates. */
export function reloadBuild(
  graph: UnitGraph,
  { reloadFolder, debugInfo, color, inheritsStatics }: ReloadOptions,
): ReloadBuild {
  return {
    folder: reloadFolder,
    units: new Map(graph.order.map((unit) => [unit.id, unit])),
    debugInfo,
    color,
    inheritsStatics,
  };
}

/**
 * At most so many objects of a crate. rustc's own choice for an incremental
 * build is 256: an edit then compiles a little less again, and each link has
 * more to read; measured together, fewer are faster for small crates and for
 * large ones.
 */
export const CODEGEN_UNITS = 64;

/** The environment variable that makes the macros expand for a patch. */
export const RELOAD_VARIABLE = "__CHAUD_RELOAD";

/** Where the reload build of a unit is written. */
export function outputFolder(build: ReloadBuild, unit: Unit): string {
  return join(build.folder, unit.id);
}

/** Where rustc keeps what it need not compile again. */
export function incrementalFolder(build: ReloadBuild): string {
  return join(build.folder, "incremental");
}

/** The files of other crates that a call names. */
export function externs({ args }: Call): string[] {
  return externsOf(args).flatMap(({ path }) => path ?? []);
}

/** The metadata file of a unit in the reload build. */
export function metadataFile(build: ReloadBuild, unit: Unit): string {
  return join(outputFolder(build, unit), `lib${unit.id}.rmeta`);
}

/**
 * Makes the rustc call of a unit's reload build.
 *
 * A binary is compiled like a library, to objects: `--emit=obj` with the
 * number of codegen units spelled out makes rustc leave each unit's object
 * and skip the linker.
 */
export function replay(build: ReloadBuild, unit: Unit): Call {
  const { args: recorded, env, cwd, flags } = unit.recording;
  const [program = "rustc", ...rest] = recorded;
  const args = [...rewrite(build, unit, rest), ...flags];
  args.push(`--emit=${emit(unit)}`);
  if (codegenOption(recorded, "codegen-units") === undefined) {
    const incremental = codegenOption(recorded, "incremental") !== undefined;
    args.push("-C", `codegen-units=${incremental ? CODEGEN_UNITS : 16}`);
  }
  if (build.inheritsStatics) args.push("-C", `target-feature=${THROUGH_WORDS}`);
  if (!build.debugInfo) args.push("-C", "debuginfo=0");
  for (const other of build.units.values()) {
    if (other.id === unit.id || !isLibrary(other)) continue;
    args.push("-L", `dependency=${outputFolder(build, other)}`);
  }
  const call = { program, args, env: environment(build, env, flags), cwd };
  // Anything else in its place may not know of such files.
  return basename(program) === "rustc"
    ? { ...call, argumentFile: { after: 0, escaped: false } }
    : call;
}

function rewrite(build: ReloadBuild, unit: Unit, args: string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const value = args[i + 1] ?? "";
    if (arg.startsWith("--emit=")) continue;
    if (arg === "--emit") {
      i++;
    } else if (arg === "--out-dir") {
      kept.push(arg, outputFolder(build, unit));
      i++;
    } else if (arg === "-C" && value.startsWith("incremental=")) {
      kept.push(arg, `incremental=${incrementalFolder(build)}`);
      i++;
    } else if (arg.startsWith("--json=")) {
      kept.push(jsonOption(arg, build.color));
    } else kept.push(arg);
  }
  return withExternFiles(withoutTwins(kept), (extern) => {
    const unit = build.units.get(extern.unit ?? "");
    return unit && metadataFile(build, unit);
  });
}

function jsonOption(arg: string, color: boolean): string {
  const kinds = arg.slice("--json=".length).split(",")
    .filter((kind) => kind !== "diagnostic-rendered-ansi");
  if (!kinds.includes("artifacts")) kinds.push("artifacts");
  if (color) kinds.push("diagnostic-rendered-ansi");
  return `--json=${kinds.join(",")}`;
}

function emit(unit: Unit): string {
  return isLibrary(unit) ? "dep-info,metadata,obj" : "dep-info,obj";
}

/**
 * The recorded environment without cargo's jobserver, which is gone, and
 * without loader variables: rustc finds its own libraries by their run path,
 * and the driver then needs no right to set them.
 */
function environment(
  { isOrdinary }: ReloadBuild,
  env: Record<string, string>,
  flags: string[],
): Record<string, string> {
  const kept = Object.entries(env)
    .filter(([name]) =>
      !/^(?:LD_|DYLD_|CHAUD_|(?:CARGO_)?MAKEFLAGS$|MFLAGS$)/.test(name)
    );
  return {
    ...Object.fromEntries(kept),
    // The same as the wrapper does: it decides about more than the switches.
    ...flags.length > 0 ? { RUSTC_BOOTSTRAP: "1" } : {},
    ...isOrdinary ? {} : { [RELOAD_VARIABLE]: "1" },
  };
}
