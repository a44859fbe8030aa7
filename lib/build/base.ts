/**
 * The base on disk: places the scripts that build it, and finds again what
 * they recorded about the executable that is running.
 */

import { basename, dirname, join } from "@std/path";
import { BUNDLED_SOURCES, runtimeScript } from "./bundled_runtime.ts";
import { UnitGraph } from "./rustc/unit_graph.ts";
import { Elf } from "../object/elf.ts";
import {
  exists,
  namesIn,
  readBytes,
  readText,
  writeText,
} from "../system/files.ts";
import { codegenOption } from "./rustc/arguments.ts";
import { type LinkLine, readLinkLine } from "./rustc/link_line.ts";
import {
  describeUnit,
  isProcMacro,
  parseEnvironment,
  type Recording,
  splitNul,
  type Unit,
} from "./rustc/unit.ts";
import {
  CHAUD_FOLDER,
  linkerScript,
  localScript,
  type Shape,
  wrapperScript,
} from "./scripts.ts";
import { VERSION } from "../version.ts";

/** How a base is built. */
export interface BaseOptions {
  shape: Shape;
  /** Whether functions get entries that can be redirected. */
  entries: boolean;
  /** Whether the runtime is linked to it, for want of the crate `chaud`. */
  runtime?: boolean;
}

/** Everything recorded about the base of a running program. */
export interface Base {
  /** Where its dylibs are, and where its reload build goes. */
  folder: string;
  executable: string;
  shape: Shape;
  bin: Unit;
  graph: UnitGraph;
  line: LinkLine;
}

/** Thrown when the running executable cannot be hot-reloaded. */
export class BaseError extends Error {
  override name = "BaseError";
}

/**
 * Writes the wrapper and the linker script for a target folder.
 *
 * Their path is the same in every session, since cargo counts the wrapper's
 * path as part of a workspace crate's identity: the base stays fresh, and the
 * artifacts of an ordinary `cargo build` stay apart and fresh as well.
 *
 * @returns The path of the wrapper.
 */
export async function placeScripts(
  targetFolder: string,
  { shape, entries, runtime }: BaseOptions,
): Promise<string> {
  const kind = [
    shape,
    ...entries ? [] : ["plain"],
    ...runtime ? ["runtime"] : [],
  ].join("-");
  const folder = join(targetFolder, CHAUD_FOLDER, `${VERSION}-${kind}`);
  const build = runtime ? await placeRuntime(targetFolder) : undefined;
  const linker = join(folder, "chaud-cc");
  const wrapper = join(folder, "chaud-rustc");
  await writeText(linker, linkerScript(shape), 0o755);
  await writeText(wrapper, wrapperScript(linker, entries, build), 0o755);
  return wrapper;
}

/** Writes the runtime's sources, and the script that builds them. */
async function placeRuntime(targetFolder: string): Promise<string> {
  const folder = join(targetFolder, CHAUD_FOLDER, `${VERSION}-runtime`);
  for (const [path, lines] of Object.entries(BUNDLED_SOURCES)) {
    await writeText(join(folder, path), lines.join("\n"));
  }
  const script = join(folder, "build");
  await writeText(script, runtimeScript(), 0o755);
  return script;
}

/**
 * Writes the scripts that record a build which shares its artifacts with an
 * ordinary one.
 *
 * @returns The path of the wrapper for every crate.
 */
export async function placeLocalScript(targetFolder: string): Promise<string> {
  const options = { shape: "monolithic", entries: false } as const;
  const wrapper = await placeScripts(targetFolder, options);
  const local = `${wrapper}-local`;
  await writeText(local, localScript(wrapper), 0o755);
  return local;
}

/**
 * Finds the base of an executable: its RUNPATH names the folder.
 *
 * @throws {BaseError} If it was not built with Chaud's linker script, or in a
 *   way that cannot be patched.
 */
export async function findBase(executable: string): Promise<Base> {
  const folder = await baseFolder(executable);
  if (folder === undefined) {
    throw new BaseError(await withoutRunPath(executable));
  }
  return await readBase(folder, executable);
}

/** The folder that an executable's RUNPATH names, if Chaud linked it. */
export async function baseFolder(
  executable: string,
): Promise<string | undefined> {
  const elf = new Elf(await readBytes(executable));
  return elf.runPath().find((path) => basename(dirname(path)) === CHAUD_FOLDER);
}

/** Reads what was recorded of a base. */
export async function readBase(
  folder: string,
  executable: string,
): Promise<Base> {
  const bin = await readUnit(folder, basename(folder));
  const graph = new UnitGraph(await unitsOf(folder, bin));
  const args = splitNul(await readBytes(join(folder, "link")));
  const rustc = bin.recording.args[0] ?? "";
  const driver = codegenOption(bin.recording.args, "linker") ?? "cc";
  const searchPath = bin.recording.env["PATH"] ?? "";
  const lld = await toolchainLld(rustc);
  const line = readLinkLine(args, driver, lld, searchPath);
  const recorded = (await readText(join(folder, "shape"))).trim();
  const shape = recorded === "monolithic" ? "monolithic" : "split";
  return { folder, executable, shape, bin, graph, line };
}

/** The program's own units: what it links, not what compiles it. */
async function unitsOf(folder: string, bin: Unit): Promise<Unit[]> {
  const units = new Map([[bin.id, bin]]);
  const pending = [...bin.dependencies];
  for (let id = pending.pop(); id; id = pending.pop()) {
    const args = join(unitFolder(folder, id), "args");
    if (units.has(id) || !await exists(args)) continue;
    const unit = await readUnit(folder, id);
    if (isProcMacro(unit)) continue;
    units.set(id, unit);
    pending.push(...unit.dependencies);
  }
  return [...units.values()];
}

async function readUnit(folder: string, id: string): Promise<Unit> {
  const recorded = unitFolder(folder, id);
  const [args, env, cwd, flags] = await Promise.all([
    readBytes(join(recorded, "args")),
    readBytes(join(recorded, "env")),
    readText(join(recorded, "cwd")),
    readText(join(recorded, "flags")).catch(() => ""),
  ]);
  const recording: Recording = {
    args: splitNul(args),
    env: parseEnvironment(env),
    cwd: cwd.replace(/\n$/, ""),
    flags: flags.split(/\s+/).filter((flag) => flag !== ""),
  };
  return describeUnit(recording);
}

/** The file of a base that holds a unit's code. */
export function baseFile(base: Base, unit: Unit): string {
  return unit === base.bin || base.shape === "monolithic"
    ? base.executable
    : join(base.folder, `lib${unit.id}.so`);
}

/** The folder with a unit's recording. */
export function unitFolder(baseFolder: string, id: string): string {
  return join(dirname(baseFolder), "units", id);
}

/** Says why there is no base: link-time optimisation is the known reason. */
async function withoutRunPath(executable: string): Promise<string> {
  const units = join(dirname(executable), CHAUD_FOLDER, "units");
  for (const id of await namesIn(units)) {
    const unit = await readUnit(join(dirname(units), "any"), id).catch(() =>
      null
    );
    if (unit?.lto && unit.crateName === crateOf(executable)) {
      return `link-time optimisation is on (lto = "${unit.lto}" in the ` +
        `profile): it leaves nothing to patch. Set \`lto = "off"\` or ` +
        `\`lto = false\` in that profile, or pass ` +
        `\`--config profile.<name>.lto=false\``;
    }
  }
  return `\`${executable}\` was not linked by Chaud`;
}

function crateOf(executable: string): string {
  return basename(executable).replaceAll("-", "_");
}

async function toolchainLld(rustc: string): Promise<string | undefined> {
  const rustlib = join(dirname(dirname(rustc)), "lib", "rustlib");
  for (const target of await namesIn(rustlib)) {
    const lld = join(rustlib, target, "bin", "rust-lld");
    if (await exists(lld)) return lld;
  }
  return undefined;
}
