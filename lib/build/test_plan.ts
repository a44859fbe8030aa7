/**
 * How tests are built: with the user's own `cargo test`, which starts nothing
 * itself but tells what it would have started. Never starts a test.
 */

import { join } from "@std/path";
import {
  exists,
  isSameFile,
  namesIn,
  readBytes,
  readText,
  remove,
} from "../system/files.ts";
import { type Call, startProgram } from "../system/process.ts";
import { readRecordedUnit } from "./base.ts";
import type { CargoArguments } from "./cargo/arguments.ts";
import { readWorkspace } from "./cargo/cargo.ts";
import { type BuildVariables, userWrappers } from "./cargo/user_wrappers.ts";
import type { Workspace } from "./cargo/workspace.ts";
import { placeOutsideScript } from "./path_dependencies.ts";
import {
  parseEnvironment,
  profileFolder,
  splitNul,
  type Unit,
} from "./rustc/unit.ts";
import { isProcMacro } from "./rustc/unit.ts";
import { UnitGraph } from "./rustc/unit_graph.ts";
import { CHAUD_FOLDER } from "./scripts.ts";
import { placeScript, placeTestScripts } from "./script_files.ts";

/** What the user asked for. */
export interface TestRequest {
  cargo: string;
  /** As for `cargo test`. */
  args: CargoArguments;
  /** The folder to run in. */
  cwd: string;
  /** Variables that cargo reads, as far as the build depends on them. */
  variables: BuildVariables;
}

/** A program that cargo would have started. */
export interface TestProgram {
  unit: Unit;
  executable: string;
  /** What it is started with: the arguments behind `--`. */
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** Whether it is one of libtest's, which can run some tests of all. */
  hasHarness: boolean;
  /** The folder with what was noted of its link. */
  folder: string;
  /** Binaries of the package that it starts. */
  binaries: string[];
}

/** A program that tests start. */
export interface TestedBinary {
  unit: Unit;
  /** Where tests look for it. */
  path: string;
  folder: string;
}

/** What cargo has built. */
export interface TestBuild {
  workspace: Workspace;
  programs: TestProgram[];
  binaries: TestedBinary[];
  /** All crates of the workspace that are in any of them. */
  graph: UnitGraph;
  /** The folder that recordings are in, and that patches go to. */
  folder: string;
}

/** What came of it. */
export type BuiltTests =
  | { ok: true; build: TestBuild }
  /** Cargo has said why. */
  | { ok: false; code: number };

/** Options of cargo's that say which programs are tested; they leave out doc tests. */
const SELECTIONS = [
  "--lib",
  "--bins",
  "--bin",
  "--examples",
  "--example",
  "--tests",
  "--test",
  "--benches",
  "--bench",
  "--all-targets",
];

/** Whether the user has said which programs are meant. */
function isSelected({ cargo }: CargoArguments): boolean {
  return cargo.some((arg) =>
    SELECTIONS.some((name) => arg === name || arg.startsWith(`${name}=`))
  );
}

/**
 * Builds all tests, on the driver's own terminal.
 *
 * @throws {CargoError} If there is no workspace or its manifest is wrong.
 */
export async function buildTests(request: TestRequest): Promise<BuiltTests> {
  const { cargo, args, cwd, variables } = request;
  const workspace = await readWorkspace(cargo, args, cwd);
  const users = await userWrappers(args, cwd, variables);
  const { targetFolder } = workspace;
  const wrapper = await placeTestScripts(targetFolder, users.workspace);
  const finding = { cargo, workspace, wrapper, userWrapper: users.all };
  const outside = await placeOutsideScript(finding);
  const path = join(`${wrapper}-runner`);
  const runner = await placeScript(path, "test_runner", {});
  await remove(`${runner}.programs`);
  const config: Record<string, string> = {
    "build.rustc-workspace-wrapper": wrapper,
    ...outside === undefined ? {} : { "build.rustc-wrapper": outside },
    "target.'cfg(all())'.runner": runner,
  };
  const { status } = startProgram(testCall(request, config));
  const { code } = await status;
  if (code !== 0) return { ok: false, code };
  return { ok: true, build: await readBuild(workspace, runner) };
}

function testCall(
  { cargo, args, cwd }: TestRequest,
  config: Record<string, string>,
): Call {
  return {
    program: "env",
    args: [
      ...["-u", "RUSTC_WORKSPACE_WRAPPER", cargo],
      ...args.toolchain === undefined ? [] : [args.toolchain],
      "test",
      ...args.cargo,
      // The same without doc tests, which the driver does not run.
      ...isSelected(args) ? [] : ["--tests"],
      ...Object.entries(config).flatMap(([key, value]) => [
        "--config",
        // A TOML basic string is escaped as a JSON string is.
        `${key}=${JSON.stringify(value)}`,
      ]),
      ...args.program.length > 0 ? ["--", ...args.program] : [],
    ],
    env: {},
    cwd,
  };
}

async function readBuild(
  workspace: Workspace,
  runner: string,
): Promise<TestBuild> {
  const folder = `${runner}.programs`;
  const names = (await namesIn(folder)).sort();
  const programs = await Promise.all(
    names.map((name) => readProgram(join(folder, name))),
  );
  const known = programs.flatMap((each) => each ?? []);
  const binaries = (await Promise.all(known.map(binariesOf))).flat();
  const byPath = new Map(binaries.map((each) => [each.path, each]));
  const units = await unitsOf([
    ...known.map(({ unit }) => unit),
    ...[...byPath.values()].map(({ unit }) => unit),
  ]);
  const [first] = known;
  return {
    workspace,
    programs: known,
    binaries: [...byPath.values()],
    graph: new UnitGraph(units),
    folder: join(
      first ? profileFolder(first.unit) : workspace.targetFolder,
      CHAUD_FOLDER,
    ),
  };
}

/** Reads what cargo would have started; nothing if it is of no crate here. */
async function readProgram(noted: string): Promise<TestProgram | undefined> {
  const [executable = "", ...args] = splitNul(
    await readBytes(join(noted, "args")),
  );
  const env = parseEnvironment(await readBytes(join(noted, "env")));
  const cwd = (await readText(join(noted, "cwd"))).replace(/\n$/, "");
  const [, profile, id] = /^(.*)\/(?:deps|examples)\/([^/]+)$/
    .exec(executable) ?? [];
  if (profile === undefined || id === undefined) return undefined;
  const folder = join(profile, CHAUD_FOLDER);
  const recorded = join(folder, "units", id);
  if (!await exists(join(recorded, "args"))) return undefined;
  const unit = await readRecordedUnit(recorded);
  return {
    unit,
    executable,
    args,
    env,
    cwd,
    hasHarness: unit.recording.args.includes("--test"),
    folder: join(folder, id),
    binaries: Object.entries(unit.recording.env).flatMap(([name, path]) =>
      name.startsWith("CARGO_BIN_EXE_") ? path : []
    ),
  };
}

/** The binaries that a program's tests may start. */
async function binariesOf(
  { unit, binaries }: TestProgram,
): Promise<TestedBinary[]> {
  const chaud = join(profileFolder(unit), CHAUD_FOLDER);
  const ids = await namesIn(join(chaud, "units"));
  const found = binaries.map(async (path): Promise<TestedBinary[]> => {
    const crate = path.slice(path.lastIndexOf("/") + 1).replaceAll("-", "_");
    for (const id of ids.filter((id) => id.startsWith(`${crate}-`))) {
      const artifact = join(profileFolder(unit), "deps", id);
      if (!await isSameFile(artifact, path).catch(() => false)) continue;
      const own = await readRecordedUnit(join(chaud, "units", id));
      return [{ unit: own, path, folder: join(chaud, id) }];
    }
    return [];
  });
  return (await Promise.all(found)).flat();
}

/** These units and those of the workspace that they depend on. */
async function unitsOf(tops: readonly Unit[]): Promise<Unit[]> {
  const units = new Map(tops.map((unit) => [unit.id, unit]));
  const pending = tops.flatMap((unit) =>
    unit.dependencies.map((id) => [profileFolder(unit), id] as const)
  );
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [profile, id] = next;
    const recorded = join(profile, CHAUD_FOLDER, "units", id);
    if (units.has(id) || !await exists(join(recorded, "args"))) continue;
    const unit = await readRecordedUnit(recorded);
    if (isProcMacro(unit)) continue;
    units.set(id, unit);
    for (const other of unit.dependencies) {
      pending.push([profileFolder(unit), other]);
    }
  }
  return [...units.values()];
}
