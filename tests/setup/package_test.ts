/** The package as its users get it: published, fetched from a registry, run. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { copy, ensureDir } from "@std/fs";
import { dirname, join } from "@std/path";
import { cleanEnvironment, finish } from "../harness/process_tree.ts";
import {
  publishedOf,
  readPackage,
  readStandIns,
  serve,
} from "../harness/registry.ts";
import { listFiles, readFile, TOP } from "../harness/tree.ts";

interface Outcome {
  success: boolean;
  /** Both streams, without colours. */
  text: string;
}

async function deno(
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<Outcome> {
  const all = { ...cleanEnvironment(), ...env };
  const task = { program: "deno", args, cwd, env: all };
  const { success, stdout, stderr } = await finish(task);
  return { success, text: stdout + stderr };
}

/** Copies the repository's files, so that neither `.std/` nor git is there. */
async function copyRepository(files: string[], folder: string): Promise<void> {
  for (const file of files) {
    await ensureDir(dirname(join(folder, file)));
    await copy(join(TOP, file), join(folder, file));
  }
}

function publishedFiles(output: string, folder: string): string[] {
  const base = `file://${folder}/`;
  return output.split("\n").flatMap((line) => {
    const [url] = line.trim().split(" (");
    return url?.startsWith(base) ? url.slice(base.length) : [];
  });
}

Deno.test("package: the driver and the crates have one version", async () => {
  const { version } = JSON.parse(await readFile("deno.json"));
  const manifest = await readFile("crates/Cargo.toml");
  const versions = Array.from(
    manifest.matchAll(/^(?:chaud.*)?\bversion = "=?([^"]+)"/gm),
    (match) => match[1],
  );
  assert(versions.length > 1);
  assertEquals(new Set(versions), new Set([version]));
});

Deno.test("package: is published whole, and runs as fetched from JSR", async (t) => {
  const files = await listFiles();
  const folder = await Deno.realPath(await Deno.makeTempDir());
  // Apart, since a registry's port may come again with other content.
  const DENO_DIR = join(folder, ".deno");
  const repository = join(folder, "chaud");
  await copyRepository(files, repository);
  const standIns = await readStandIns();
  let published: string[] = [];

  await t.step("deno publish accepts it", async () => {
    await using registry = await serve(standIns);
    const env = { JSR_URL: registry.url, DENO_DIR };
    const { success, text } = await deno(
      repository,
      env,
      "publish",
      "--dry-run",
    );
    assert(success, text);
    published = publishedFiles(text, repository);
  });

  await t.step("it holds the driver and nothing else", () => {
    assertEquals(published.toSorted(), publishedOf(files).toSorted());
  });

  await t.step("its command runs", async () => {
    const own = await readPackage(repository, published);
    await using registry = await serve([...standIns, own]);
    const env = { JSR_URL: registry.url, DENO_DIR };
    const command = `jsr:${own.config.name}/cli`;
    const { success, text } = await deno(
      folder,
      env,
      "run",
      "-A",
      command,
      "--help",
    );
    assert(success, text);
    assertStringIncludes(text, "chaud run");
  });

  await Deno.remove(folder, { recursive: true });
});
