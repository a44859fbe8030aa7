/**
 * The command `chaud doctor`: gathers what `findings.ts` judges, and shows what
 * it found. Never changes anything in the workspace.
 */

import { join } from "@std/path";
import {
  CargoError,
  cargoFor,
  readWorkspace,
} from "../../build/cargo/cargo.ts";
import { readConfiguration } from "../../build/cargo/configuration.ts";
import { readTable } from "../../build/cargo/toml.ts";
import { readCargoArguments } from "../../build/cargo/arguments.ts";
import { loadRustParser } from "../../analysis/grammar.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import * as find from "./findings.ts";
import { rustcVersion, tryOut } from "./trial.ts";
import { fileSystemOf } from "../../system/procfs.ts";
import { readText } from "../../system/files.ts";
import { demand } from "../../system/rights.ts";
import { rightsToAsk, rightsToFindCargo } from "../../session/rights.ts";
import { RIGHTS_TO_SAY } from "../rights.ts";
import { findMain } from "../init/main_function.ts";
import { ProcessError } from "../../system/process.ts";
import { DOCTOR } from "../arguments/commands.ts";
import { readSettings } from "../arguments/read_settings.ts";
import { complain, understand } from "../arguments/complaint.ts";
import * as say from "../messages.ts";
import { VERSION } from "../../version.ts";
import type { Package, Workspace } from "../../build/cargo/workspace.ts";

const EXIT_CODES = { ok: 0, warning: 1, problem: 2 };

/**
 * Runs `chaud doctor`.
 *
 * @param args Arguments after `doctor`.
 * @returns The exit code.
 */
export async function doctorCommand(args: string[]): Promise<number> {
  const toolchain = args[0]?.startsWith("+") ? args[0] : undefined;
  const own = args.slice(toolchain === undefined ? 0 : 1);
  const found = understand(DOCTOR, own);
  if (typeof found === "number") return found;
  const cargo = cargoFor({ toolchain });
  await demand([
    ...RIGHTS_TO_SAY,
    ...rightsToAsk(cargo),
    ...rightsToFindCargo(["CARGO_HOME", "HOME"]),
    { right: { name: "run" }, purpose: "to start a program that it builds" },
  ]);
  const [folder = "."] = found.operands;
  const cwd = await Deno.realPath(folder).catch(() => undefined);
  if (cwd === undefined) return complain(say.noSuchFolder(folder));
  const findings = await examine(cwd, toolchain);
  if (found.given.has("--json")) {
    console.log(JSON.stringify(findings, undefined, 2));
  } else console.log(findings.map(lines).join("\n"));
  return Math.max(...findings.map(({ level }) => EXIT_CODES[level]));
}

async function examine(
  cwd: string,
  toolchain: string | undefined,
): Promise<find.Finding[]> {
  const cargo = cargoFor({ toolchain });
  const options = { cargo, cwd, toolchain };
  const version = await rustcVersion(options);
  const findings = [
    find.platform(Deno.build.os, Deno.build.arch),
    find.toolchain(version),
  ];
  if (version === undefined) return findings;
  findings.push(...find.trial(await tryOut(options)));
  try {
    const args = readCargoArguments(toolchain === undefined ? [] : [toolchain]);
    const workspace = await readWorkspace(cargo, args, cwd);
    findings.push(...await examineWorkspace(workspace, cwd));
  } catch (error) {
    const isExpected = error instanceof CargoError ||
      error instanceof ProcessError;
    if (!isExpected) throw error;
    findings.push(find.noWorkspace(error.message));
  }
  return findings;
}

async function examineWorkspace(
  { folder, packages }: Workspace,
  cwd: string,
): Promise<find.Finding[]> {
  const manifest = readTable(await readIfThere(join(folder, "Cargo.toml")));
  const cargoHome = Deno.env.get("CARGO_HOME") ??
    join(Deno.env.get("HOME") ?? "/", ".cargo");
  const configuration = await readConfiguration({ cwd, cargoHome });
  const tables = configuration.map(({ table }) => table).toReversed();
  const programs = packages.filter(({ binaries }) => binaries.length > 0);
  const lock = await readIfThere(join(folder, "Cargo.lock"));
  const hot = packages.filter(({ chaud }) => chaud?.isAlwaysHot);
  const settings = [manifest, ...tables];
  return [
    find.watching(await fileSystemOf(folder)),
    ...find.settings(await readSettings([], cwd)),
    ...find.lto(settings, await valuesOf(find.ltoVariables(settings))),
    ...find.programs(await Promise.all(programs.map(subject))),
    ...find.others(packages),
    ...find.versions(find.lockedCrates(lock), VERSION),
    ...find.feature(hot.map(({ name }) => name)),
  ];
}

/** Variables with their values, as far as they are set. */
async function valuesOf(names: string[]): Promise<Record<string, string>> {
  await demand(rightsToFindCargo(names));
  const all = names.map((name) => [name, Deno.env.get(name)] as const);
  return Object.fromEntries(
    all.flatMap(([name, value]) => value === undefined ? [] : [[name, value]]),
  );
}

async function readIfThere(path: string): Promise<string> {
  return await readText(path).catch(() => "");
}

async function subject(
  { name, chaud, binaries }: Package,
): Promise<find.Subject> {
  const parser = await loadRustParser();
  const starts = await Promise.all(binaries.map(async ({ source }) => {
    using tree = SourceTree.parse(parser, await readIfThere(source));
    const main = findMain(tree, chaud?.crate ?? "chaud");
    if (main.kind === "started") return true;
    return main.kind === "found" ? false : undefined;
  }));
  const isKnown = starts.every((each) => each === false);
  return {
    name,
    depends: chaud !== undefined,
    starts: starts.includes(true) ? true : isKnown ? false : undefined,
  };
}

const MARKS = { ok: "ok", warning: "WARNING", problem: "PROBLEM" };

/** One finding, with what to do about it. */
function lines(
  { check, level, text, remedy }: find.Finding,
): string {
  const all = [text, ...remedy === "" ? [] : [remedy]].join("\n").split("\n");
  const [first, ...rest] = all;
  const head = `${MARKS[level].padEnd(7)}  ${check.padEnd(9)}  ${first}`;
  return [head, ...rest.map((line) => `${" ".repeat(20)}${line}`)].join("\n");
}
