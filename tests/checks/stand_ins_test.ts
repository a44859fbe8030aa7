/** Where `@std` comes from, with JSR in reach and without. */

import { assertEquals } from "@std/assert";
import { copy } from "@std/fs";
import { join } from "@std/path";
import { cleanEnvironment, succeed } from "../harness/process_tree.ts";
import { readPackage, serve } from "../harness/registry.ts";
import { TOP } from "../harness/tree.ts";

async function place(folder: string, url: string, ...args: string[]) {
  await succeed({
    program: "deno",
    args: ["run", "-A", ".stand-ins/place.ts", ...args],
    cwd: folder,
    env: { ...cleanEnvironment(), JSR_URL: url },
  });
  const entries = await Array.fromAsync(Deno.readDir(join(folder, ".std")));
  return entries.map(({ name }) => name).sort();
}

Deno.test("stand-ins: are placed only where JSR does not answer", async () => {
  const log = join(TOP, ".stand-ins/log");
  const folder = await Deno.makeTempDir();
  await copy(join(TOP, ".stand-ins"), join(folder, ".stand-ins"));
  const all = ["assert", "cli", "fs", "log", "path"];
  // Nothing listens on the port for discarding.
  const nowhere = "http://127.0.0.1:9/";

  const registry = await serve([await readPackage(log, ["mod.ts"])]);
  assertEquals(await place(folder, registry.url), []);
  await registry[Symbol.asyncDispose]();
  assertEquals(await place(folder, nowhere), [], "decided once");
  assertEquals(await place(folder, nowhere, "--again"), all);
  assertEquals(await place(folder, nowhere), all);

  const placed = join(folder, ".std/path/mod.ts");
  await Deno.writeTextFile(placed, "old");
  await place(folder, nowhere);
  assertEquals(
    await Deno.readTextFile(placed),
    await Deno.readTextFile(join(folder, ".stand-ins/path/mod.ts")),
  );
  await Deno.remove(folder, { recursive: true });
});
