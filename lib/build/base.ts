/**
 * The base on disk: finds again what was recorded about the executable that
 * is running, and reads it. It builds and writes nothing.
 */

import { basename, dirname, join } from "@std/path";
import { UnitGraph } from "./rustc/unit_graph.ts";
import { Elf } from "../object/elf.ts";
import { exists, namesIn, readBytes, readText } from "../system/files.ts";
import { codegenOption, rustcOf } from "./rustc/arguments.ts";
import { type LinkLine, readLinkLine } from "./rustc/link_line.ts";
import {
  describeUnit,
  isProcMacro,
  parseEnvironment,
  type Recording,
  splitNul,
  type Unit,
} from "./rustc/unit.ts";
import type { KeptTogether } from "../report/report.ts";
import { CHAUD_FOLDER, type Shape } from "./scripts.ts";

/** Everything recorded about the base of a running program. */
export interface Base {
  /** Where its dylibs are, and where its reload build goes. */
  folder: string;
  executable: string;
  shape: Shape;
  bin: Unit;
  graph: UnitGraph;
  line: LinkLine;
  /** Why all crates are in one file, although that was not asked for. */
  together?: readonly KeptTogether[];
}

/** The base of a program, and where cargo builds. */
export interface FoundBase {
  base: Base;
  /** Cargo's target folder: never watched. */
  targetFolder: string;
}

/** Thrown when the running executable cannot be hot-reloaded. */
export class BaseError extends Error {
  override name = "BaseError";
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
  const rustc = rustcOf(bin.recording.args);
  const driver = codegenOption(bin.recording.args, "linker") ?? "cc";
  const searchPath = bin.recording.env["PATH"] ?? "";
  const lld = await toolchainLld(rustc);
  const line = readLinkLine(args, driver, lld, searchPath);
  const recorded = (await readText(join(folder, "shape"))).trim();
  const shape = recorded === "monolithic" ? "monolithic" : "split";
  const said = await readText(join(folder, "together")).catch(() => "");
  const together = readTogether(said);
  return { folder, executable, shape, bin, graph, line, together };
}

/** Reads what the linker script said of why all crates are in one file. */
export function readTogether(text: string): KeptTogether[] {
  return text.split("\n").flatMap((line): KeptTogether[] => {
    const [kind, ...words] = line.split(" ");
    const rest = words.join(" ");
    if (kind === "section") return [{ kind, name: rest }];
    if (kind === "switch") return [{ kind, text: rest }];
    if (kind === "constructors") return [{ kind }];
    if (kind === "weak") return [{ kind, symbol: rest }];
    return [];
  });
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
  return await readRecordedUnit(unitFolder(folder, id));
}

/** Reads the recording in a folder. */
export async function readRecordedUnit(recorded: string): Promise<Unit> {
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

/** The unit that a dylib with the code of a unit goes by. */
export function ownerOf(
  { bin, shape }: Pick<Base, "bin" | "shape">,
  unit: Unit,
): Unit {
  return shape === "split" ? unit : bin;
}

/** The file of a base that holds a unit's code. */
export function baseFile(base: Base, unit: Unit): string {
  return unit === base.bin || base.shape === "monolithic"
    ? base.executable
    : join(base.folder, `${unit.id}.so`);
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

/** The toolchain's own linker, if it has one. */
export async function toolchainLld(rustc: string): Promise<string | undefined> {
  const rustlib = join(dirname(dirname(rustc)), "lib", "rustlib");
  for (const target of await namesIn(rustlib)) {
    const lld = join(rustlib, target, "bin", "rust-lld");
    if (await exists(lld)) return lld;
  }
  return undefined;
}
