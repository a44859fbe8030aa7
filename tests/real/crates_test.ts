/**
 * What `chaud run` starts does what `cargo run` does, before anything is
 * edited: with crates that others have published, from the registry and as
 * path dependencies. Some of them, or all, those that take long to build as well:
 *
 *     CRATES="archives signatures" deno test -A tests/real/crates_test.ts
 *     CRATES=all deno test -A tests/real/crates_test.ts
 */

import { copy } from "@std/fs";
import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { driverCommand } from "../harness/driven_program.ts";
import { testNeeding } from "../harness/needs.ts";
import {
  cleanEnvironment,
  finish,
  type Finished,
  succeed,
} from "../harness/process_tree.ts";
import { addFolder, ScratchWorkspace } from "../harness/scratch_workspace.ts";
import { TOP } from "../harness/tree.ts";
import { CRATES_PROGRAMS, type CratesProgram } from "./crates.ts";

const FOLDER = "tests/real/crates";
/** So long a program may take to be built and run. */
const GUARD_MS = 900_000;

/** What was fetched is all that there is. */
const ENV = { ...cleanEnvironment(), CARGO_NET_OFFLINE: "true" };

async function copyWorkspace(): Promise<ScratchWorkspace> {
  const workspace = await ScratchWorkspace.make({ name: "crates" });
  await addFolder(FOLDER, workspace, ".");
  const lock = join(TOP, FOLDER, "Cargo.lock");
  await Deno.copyFile(lock, workspace.path("Cargo.lock"));
  return workspace;
}

/** Has crates built of their sources as path dependencies. */
async function takeOver(
  { folder }: ScratchWorkspace,
  names: readonly string[],
): Promise<void> {
  const print = { program: "rustc", args: ["--print=host-tuple"] };
  const host = (await succeed(print)).trim();
  const args = [
    "metadata",
    "--format-version=1",
    "--locked",
    `--filter-platform=${host}`,
  ];
  const text = await succeed({ program: "cargo", args, cwd: folder, env: ENV });
  const known: { packages: { name: string; manifest_path: string }[] } = JSON
    .parse(text);
  const patches = ["[patch.crates-io]"];
  for (const name of names) {
    const found = known.packages.find((each) => each.name === name);
    if (!found) throw new Error(`nobody depends on ${name}`);
    await copy(dirname(found.manifest_path), join(folder, "own", name));
    patches.push(`${name} = { path = "own/${name}" }`);
  }
  const manifest = join(folder, "Cargo.toml");
  const text2 = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(manifest, `${text2}\n${patches.join("\n")}\n`);
}

/** @param flags Cargo's. */
async function check(
  { folder }: ScratchWorkspace,
  { name, together }: CratesProgram,
  ...flags: string[]
): Promise<void> {
  const run = (program: string, args: string[]): Promise<Finished> =>
    finish({
      program,
      args: [...args, ...flags, "-p", name],
      cwd: folder,
      env: ENV,
      guardMs: GUARD_MS,
    });
  const ordinary = await run("cargo", ["run", "--quiet"]);
  assertEquals(ordinary.code, 0, ordinary.stderr);
  const driven = await run(Deno.execPath(), [...driverCommand(), "run"]);
  assertEquals(
    [driven.code, driven.stdout],
    [ordinary.code, ordinary.stdout],
    driven.stderr,
  );
  const said = await Promise.all(["shape", "together"].map(async (file) => {
    return (await Deno.readTextFile(await baseFile(folder, name, file))).trim();
  }));
  const [shape, reasons = ""] = said;
  const expected = together === undefined ? "split" : "monolithic";
  assertEquals([shape, reasons.split("\n")[0]], [expected, together ?? ""]);
}

/** A file of the only base of a program. */
async function baseFile(folder: string, name: string, file: string) {
  const bases = join(folder, "target", "debug", "chaud");
  const entries = await Array.fromAsync(Deno.readDir(bases));
  const [base] = entries.filter((entry) => entry.name.startsWith(`${name}-`));
  return join(bases, base?.name ?? name, file);
}

const asked = Deno.env.get("CRATES")?.split(" ");
const programs = CRATES_PROGRAMS.filter(({ name, isHeavy }) =>
  asked ? asked.includes("all") || asked.includes(name) : !isHeavy
);

await testNeeding(["crates.io"], "crates: from the registry", async (t) => {
  await using workspace = await copyWorkspace();
  for (const program of programs) {
    await t.step(program.name, () => check(workspace, program, "--locked"));
  }
});

await testNeeding(["crates.io"], "crates: as path dependencies", async (t) => {
  await using workspace = await copyWorkspace();
  const own = new Set(programs.flatMap((program) => program.own ?? []));
  await takeOver(workspace, [...own]);
  for (const program of programs) {
    if (program.own === undefined) continue;
    await t.step(program.name, () => check(workspace, program));
  }
});
