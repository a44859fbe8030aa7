/** The benchmark works: what it says of time is not judged here. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ensureDir } from "@std/fs";
import { dirname, join } from "@std/path";
import { EditedFile } from "./edited_file.ts";
import { withStatement } from "./own_workspace.ts";
import { allShapes, QUICK } from "./shapes.ts";
import { median, pairwiseRatio, spread } from "./statistics.ts";
import { CHAUD } from "../harness/prebuilt.ts";
import { finish, type Finished, type Task } from "../harness/process_tree.ts";
import { TOP } from "../harness/tree.ts";

/** The task, with the permissions that it has. */
function task(...args: string[]): Task {
  const words = ["task", "--quiet", "bench", ...args];
  return { program: Deno.execPath(), args: words, cwd: TOP };
}

async function bench(...args: string[]): Promise<Finished> {
  return await finish(task(...args));
}

Deno.test("bench: how soon the command line is there", async () => {
  const { success, stdout, stderr } = await bench("--start", "--runs", "1");
  assert(success, stderr);
  for (const label of ["deno alone", "chaud --version", "chaud --help"]) {
    assertStringIncludes(stdout, label);
  }
});

/** Writes the smallest workspace. */
async function writeOwn(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "own-" });
  for (const [path, text] of Object.entries(QUICK.files())) {
    await ensureDir(dirname(join(folder, path)));
    await Deno.writeTextFile(
      join(folder, path),
      text.replaceAll("{chaud}", CHAUD),
    );
  }
  await Deno.copyFile(join(TOP, "demo/Cargo.lock"), join(folder, "Cargo.lock"));
  return folder;
}

const FILE = "base/src/lib.rs";

async function lineOf(folder: string, part: string): Promise<number> {
  const text = await Deno.readTextFile(join(folder, FILE));
  return text.split("\n").findIndex((line) => line.includes(part)) + 1;
}

Deno.test("bench: measures a generated workspace", async () => {
  const folder = await Deno.makeTempDir({ prefix: "results-" });
  const [json, svg] = [join(folder, "a.json"), join(folder, "a.svg")];
  const args = ["--quick", "--json", json, "--svg", svg];
  const { code, stdout, stderr } = await bench(...args);
  assertEquals(code, 0, stdout + stderr);
  assertStringIncludes(stdout, "chaud: edit → live");
  const { measured: [measured] } = JSON.parse(await Deno.readTextFile(json));
  assertEquals(measured.rounds.length, 3);
  for (const { rustc, chaud, restart, build } of measured.rounds) {
    for (const ms of [rustc, chaud.live, chaud.total, restart, build]) {
      assert(ms > 0, `${ms}`);
    }
  }
  assertStringIncludes(await Deno.readTextFile(svg), "cargo build + restart");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("bench: measures a workspace of one's own, and leaves it as it was", async () => {
  const folder = await writeOwn();
  const file = join(folder, FILE);
  const [before, info] = [await Deno.readTextFile(file), await Deno.stat(file)];
  const line = await lineOf(folder, "let number = 0");
  const own = (
    line: number,
  ) => ["--workspace", folder, "--edit", `${FILE}:${line}`];

  const { code, stdout, stderr } = await bench(...own(line), "--runs", "1");
  assertEquals(code, 0, stdout + stderr);
  assertStringIncludes(stdout, "cargo build ÷ chaud");
  assertEquals(await Deno.readTextFile(file), before);

  const signature = await bench(...own(line - 1));
  assertEquals(signature.code, 1, signature.stderr);
  assertStringIncludes(signature.stderr, "the edit does not compile");
  assertEquals(await Deno.readTextFile(file), before);

  let child: Deno.ChildProcess | undefined;
  const onStart = (root: Deno.ChildProcess) => child = root;
  const end = finish({ ...task(...own(line), "--runs", "1000"), onStart });
  end.finally(() => child = undefined).catch(() => {});
  while (child && await Deno.readTextFile(file) === before) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child?.kill("SIGINT");
  const { code: interrupted, stderr: said } = await end;
  assertEquals(interrupted, 130, said);
  assertEquals(await Deno.readTextFile(file), before);
  assertEquals((await Deno.stat(file)).mtime, info.mtime);
  assertEquals((await Deno.stat(file)).mode, info.mode);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("bench: says what is wrong with what was asked for", async () => {
  const folder = await writeOwn();
  const check = async (args: string[], sentence: string) => {
    const { code, stderr } = await bench(...args);
    assertStringIncludes(stderr, sentence);
    assertEquals(code, 1);
  };
  const own = (edit: string) => ["--workspace", folder, "--edit", edit];
  await check(["--only", "square"], "there are chain, long-chain");
  await check(["--colour"], "Unknown argument `--colour`");
  await check(["--runs", "none"], "--runs none: it must be a number above 0");
  await check(["--edit", "all"], "it is `body` or `interface`");
  await check(["--workspace", folder], "--workspace needs --edit FILE:LINE");
  await check(own(FILE), "it must be FILE:LINE");
  await check(own("base/src/none.rs:1"), "There is no file");
  await check(own(`${FILE}:9999`), "there is no line 9999");
  const outside = await Deno.makeTempFile({ suffix: ".rs" });
  await Deno.writeTextFile(outside, "fn f() {}\n");
  await check(own(`${outside}:1`), "is not in a package of the workspace");
  await Deno.remove(outside);

  await Deno.writeTextFile(join(folder, FILE), "pub fn value( {}\n");
  await check(own(`${FILE}:1`), "The workspace does not build");
  const manifest = join(folder, "app/Cargo.toml");
  const text = await Deno.readTextFile(manifest);
  await Deno.writeTextFile(manifest, text.replace(/^chaud = .*$/m, ""));
  await check(own(`${FILE}:1`), "cargo add chaud");
  await Deno.remove(join(folder, "Cargo.toml"));
  await check(own(`${FILE}:1`), "Cannot read the workspace");
  await Deno.remove(folder, { recursive: true });
  await check(own(`${FILE}:1`), "There is no folder");
});

/** How many lines each crate has of shapes whose titles say another number. */
const LINES = new Map([
  ["long-chain", 10_000],
  ["lines-100000", 10_000],
]);

Deno.test("bench: generates as many lines as it says", () => {
  for (const { name, files } of allShapes({ objects: undefined })) {
    const lines = Object.entries(files())
      .filter(([path]) => path.startsWith("base/src/"))
      .map(([, text]) => text.split("\n").length)
      .reduce((sum, count) => sum + count, 0);
    if (name.startsWith("big-")) continue;
    const wanted = LINES.get(name) ?? 400;
    assert(lines >= wanted && lines < wanted * 1.25, `${name}: ${lines}`);
  }
});

Deno.test("bench: generates as many functions as it says", () => {
  for (const count of [300, 3_000]) {
    const shape = allShapes({ objects: undefined })
      .find(({ name }) => name === `big-${count}`);
    const texts = Object.values(shape?.files() ?? {});
    const functions = texts.flatMap((text) => text.match(/\bfn f_/g) ?? []);
    assertEquals(functions.length, count);
  }
});

Deno.test("bench: a statement goes before a line, and moves no other", () => {
  const text = "fn f() {\n    g();\n}\n";
  const edited = "fn f() {\n    let _ = core::hint::black_box(7u64); g();\n}\n";
  assertEquals(withStatement(text, 2, 7), edited);
});

Deno.test("bench: an edited file is restored once and for all", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "0");
  const before = await Deno.stat(path);
  const file = new EditedFile(path, (text, n) => `${text}${n}`);
  assertEquals([file.save().n, file.save().n], [1, 2]);
  assertEquals(await Deno.readTextFile(path), "02");
  file.restore();
  file.restore();
  assertEquals(await Deno.readTextFile(path), "0");
  assertEquals((await Deno.stat(path)).mtime, before.mtime);
  let error: unknown;
  try {
    file.save();
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof Error);
  await Deno.remove(path);
});

Deno.test("bench: ratios come from pairs", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 3]), 2.5);
  assertEquals(spread([3, 1, 2]), { min: 1, median: 2, max: 3 });
  assertEquals(pairwiseRatio([2, 40, 6], [1, 10, 2]), 3);
});
