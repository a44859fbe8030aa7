/**
 * The driver as people get it: fetched from a registry into an empty cache,
 * run and installed under both of its names, and used from a program.
 */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { DrivenProgram } from "../harness/driven_program.ts";
import { cleanEnvironment, succeed } from "../harness/process_tree.ts";
import {
  publishedOf,
  readPackage,
  readStandIns,
  type Registry,
  serve,
} from "../harness/registry.ts";
import {
  copyDemo,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { listFiles, TOP } from "../harness/tree.ts";

const PACKAGE = "jsr:@chaud/cli";
const LEAF = "leaf/src/lib.rs";

function version(n: number): [from: string, to: string] {
  const body = (n: number) => `fn version() -> u32 {\n    ${n}\n}`;
  return [body(n), body(n + 1)];
}

/** Runs Deno, which must succeed. */
async function deno(
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<string> {
  const all = { ...cleanEnvironment(), ...env };
  return await succeed({ program: Deno.execPath(), args, cwd, env: all });
}

/** A use of the package's interface: one reload, and then the end. */
const PROGRAM = `import { run } from "${PACKAGE}";

const [cwd, path, from, to] = Deno.args;
await using program = await run({ args: ["--quiet"], cwd });
const crates = (await program.watching).sort();
const text = await Deno.readTextFile(path);
await Deno.writeTextFile(path, text.replace(from, to));
for await (const { kind, files } of program.reports) {
  if (kind !== "live") continue;
  const { signal } = await program.stop();
  console.log(JSON.stringify({ crates, files, signal }));
}
`;

async function serveAll(): Promise<Registry> {
  const own = await readPackage(TOP, publishedOf(await listFiles()));
  return await serve([...await readStandIns(), own]);
}

/** One reload through a command. */
async function reloads(
  demo: ScratchWorkspace,
  command: string[],
  env: Record<string, string>,
  before: number,
): Promise<void> {
  const cwd = demo.folder;
  await using program = await DrivenProgram.start({ cwd, command, env });
  assertEquals((await program.values())["leaf.version"], before);
  await demo.edit(LEAF, version(before));
  await program.reported("live", demo.path(LEAF));
  assertEquals((await program.values())["leaf.version"], before + 1);
  assertEquals((await program.end()).code, 0);
}

Deno.test("install: the package works as people get it", async (t) => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const bin = join(folder, "bin");
  await using registry = await serveAll();
  await using demo = await copyDemo({});
  const { PATH = "" } = Deno.env.toObject();
  const env = {
    JSR_URL: registry.url,
    DENO_DIR: join(folder, "deno"),
    PATH: `${bin}:${PATH}`,
  };
  const install = async (name: string) => {
    const options = ["-g", "-A", "--root", folder, "-n", name];
    await deno(folder, env, "install", ...options, PACKAGE);
  };

  await t.step("deno run", async () => {
    const command = [Deno.execPath(), "run", "-A", PACKAGE, "run"];
    await reloads(demo, command, env, 1);
  });
  await t.step("chaud", async () => {
    await install("chaud");
    await reloads(demo, [join(bin, "chaud"), "run"], env, 2);
  });
  await t.step("cargo chaud", async () => {
    await install("cargo-chaud");
    await reloads(demo, ["cargo", "chaud"], env, 3);
  });
  await t.step("from a program", async () => {
    const program = join(folder, "program.ts");
    await Deno.writeTextFile(program, PROGRAM);
    const path = demo.path(LEAF);
    const args = [program, demo.folder, path, ...version(4)];
    const printed = await deno(folder, env, "run", "-A", ...args);
    // The demo prints as well.
    const result = printed.match(/^\{.*\}$/m)?.[0] ?? printed;
    assertEquals(JSON.parse(result), {
      crates: ["cold", "leaf", "mid", "root", "selftest"],
      files: [path],
      signal: "SIGTERM",
    });
  });
  await Deno.remove(folder, { recursive: true });
});
