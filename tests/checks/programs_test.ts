/** The programs under test are real ones: cargo and rustfmt are content. */

import { assertEquals } from "@std/assert";
import { dirname } from "@std/path";
import { cleanEnvironment, finish, succeed } from "../harness/process_tree.ts";
import { listFiles, readFile, TOP } from "../harness/tree.ts";

const paths = (await listFiles())
  .filter((path) => /^tests\/(?:programs|cases|real\/crates)\//.test(path));

Deno.test("programs: are formatted as rustfmt does", async () => {
  const sources = paths.filter((path) => path.endsWith(".rs"));
  assertEquals(sources.length > 0, true);
  const args = ["--check", "--edition", "2024", "--config-path", TOP];
  const task = { program: "rustfmt", args: [...args, ...sources], cwd: TOP };
  const { success, stdout, stderr } = await finish(task);
  assertEquals(success, true, stdout + stderr);
});

Deno.test("programs: are workspaces that cargo reads", async () => {
  const manifests = paths.filter((path) => path.endsWith("/Cargo.toml"));
  const texts = await Promise.all(manifests.map(readFile));
  const tops = manifests.filter((_, i) => texts[i]?.includes("[workspace]"));
  assertEquals(tops.length > 0, true);
  for (const top of tops) {
    const args = ["metadata", "--no-deps", "--format-version=1", "--offline"];
    const env = cleanEnvironment();
    const cwd = `${TOP}${dirname(top)}`;
    await succeed({ program: "cargo", args, cwd, env });
  }
});
