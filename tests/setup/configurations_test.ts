/**
 * How cargo may be configured and called: programs are built as the user says,
 * a reload works, and the user's own build stays as it was.
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  addPrograms,
  type Configuration,
  CONFIGURATIONS,
  dependOutside,
  EXAMPLE,
  MAIN,
  OUTSIDE,
} from "./configurations.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { fillTarget } from "../harness/prebuilt.ts";
import { testNeeding } from "../harness/needs.ts";
import { cleanEnvironment, finish } from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";

async function cargo(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const all = { ...cleanEnvironment(), ...env };
  const task = { program: "cargo", args, cwd, env: all };
  const { success, stderr } = await finish(task);
  if (success) return stderr;
  throw new Error(`cargo ${args.join(" ")} failed:\n${stderr}`);
}

/** Edits the library, then the program: both go live. */
async function reloads(
  workspace: ScratchWorkspace,
  program: DrivenProgram,
  base: string,
  main = MAIN,
): Promise<void> {
  const work = async (expected: string) => {
    assertEquals(await program.ask("work"), expected);
  };
  await work(`${base}, calls 1, drops 0`);
  await workspace.edit(ENGINE, FIRST_TO_SECOND);
  await program.reported("live", workspace.path(ENGINE));
  await work(`${base.replace("first", "second")}, calls 2, drops 1`);
  await workspace.edit(main, ["use std::io", "use std::io as _;\nuse std::io"]);
  await program.reported("live", workspace.path(main));
  await work(`${base.replace("first", "second")}, calls 3, drops 2`);
}

async function check(
  {
    change,
    run = {},
    base = "first part",
    build,
    target = "target",
    ...options
  }: Configuration,
  main = MAIN,
): Promise<void> {
  await using workspace = await copyProgram("small", options);
  await change?.(workspace);
  const cwd = join(workspace.folder, run.cwd ?? "");
  const env = Object.fromEntries(
    Object.entries(run.env ?? {}).map(([name, value]) => [
      name,
      value.replaceAll("{workspace}", workspace.folder),
    ]),
  );
  const args = run.args?.map((arg) =>
    arg.replaceAll("{workspace}", workspace.folder)
  );
  await fillTarget(join(workspace.folder, target), options);
  if (args?.includes("--locked")) {
    await cargo(cwd, ["update", "--offline", "-w"]);
  }
  for (const [path, text] of Object.entries(options.files ?? {})) {
    if (text.startsWith("#!")) await Deno.chmod(workspace.path(path), 0o755);
  }
  const own = build && ["build", ...build];
  if (own) await cargo(cwd, own, env);
  const driven = { ...run, cwd, env, ...args ? { args } : {} };
  {
    await using program = await DrivenProgram.start(driven);
    await reloads(workspace, program, base, main);
    assertEquals((await program.end()).code, 0);
  }
  if (!own) return;
  await isFresh(workspace, cwd, own, env, main);
}

/** What was edited is compiled anew, and nothing else. */
async function isFresh(
  workspace: ScratchWorkspace,
  cwd: string,
  build: string[],
  env: Record<string, string>,
  main: string,
): Promise<void> {
  await workspace.edit(ENGINE, [FIRST_TO_SECOND[1], FIRST_TO_SECOND[0]]);
  await workspace.edit(main, ["use std::io as _;\nuse std::io", "use std::io"]);
  const compiled = (text: string) =>
    Array.from(
      text.matchAll(/^ +(?:Compiling|Dirty) (\S+)/gm),
      ([, name]) => name,
    );
  const said = await cargo(cwd, [...build, "--verbose"], env);
  const names = new Set(compiled(said));
  assertEquals([...names].toSorted(), ["app", "engine"], said);
  const again = await cargo(cwd, [...build, "--verbose"], env);
  assertEquals(compiled(again), [], again);
}

for (const [name, configuration] of Object.entries(CONFIGURATIONS)) {
  const needs = configuration.toolchain ? ["nightly Rust"] as const : [];
  const fn = () => check(configuration);
  await testNeeding(needs, `configurations: ${name}`, fn);
}

Deno.test("configurations: an example", async () => {
  const run = { args: ["-p", "app", "--example", "small"] };
  await check({ change: addPrograms, run }, EXAMPLE);
});

Deno.test("configurations: a crate outside the workspace is hot", async () => {
  await using workspace = await copyProgram("small");
  await dependOutside(workspace);
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  assertEquals(await program.ask("work"), "first outside, calls 1, drops 0");
  await workspace.edit(OUTSIDE, ['"outside"', '"edited"']);
  await program.reported("live", workspace.path(OUTSIDE));
  assertEquals(await program.ask("work"), "first edited, calls 2, drops 1");
  assertEquals((await program.end()).code, 0);
});
