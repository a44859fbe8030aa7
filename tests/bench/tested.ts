/**
 * Measures `chaud test` beside `cargo test`, from the last byte saved to the
 * result, on workspaces that it generates: each crate of some 400 lines, with a
 * test for each of its parts. The edit is inside a function of the deepest one.
 *
 * Run with `deno run -A tests/bench/tested.ts [--edits N] [chain|fan]`.
 *
 * @module
 */

import { ensureDir } from "@std/fs";
import { parseArgs } from "@std/cli";
import { dirname, join } from "@std/path";
import { driverCommand } from "../harness/driven_program.ts";
import {
  cleanEnvironment,
  finish,
  ProcessTree,
} from "../harness/process_tree.ts";
import { Transcript } from "../harness/transcript.ts";
import { fillFile } from "./rust_parts.ts";
import { median } from "./statistics.ts";

/** Workspaces: how many crates, and whether each depends on the one before. */
const SHAPES = {
  chain: { crates: 5, isChain: true },
  fan: { crates: 21, isChain: false },
} as const;

const LINES = 400;
const EDITED = "c0/src/lib.rs";
const SIGNATURE = "pub fn score(seed: u64) -> u64 {";

/** The files of a workspace. */
function filesOf(
  { crates, isChain }: { crates: number; isChain: boolean },
): Record<string, string> {
  const names = Array.from({ length: crates }, (_, i) => `c${i}`);
  const files: Record<string, string> = {
    "Cargo.toml": `[workspace]\nresolver = "3"\nmembers = ${
      JSON.stringify(names)
    }\n`,
  };
  const parts: string[][] = [];
  for (const [i, name] of names.entries()) {
    const other = i === 0 ? undefined : isChain ? i - 1 : 0;
    const below = other === undefined
      ? []
      : (parts[other] ?? []).map((part) => `c${other}::${part}`);
    const { text, parts: own } = fillFile(LINES, i * 10, below);
    parts.push(own);
    const tests = own.map((part) =>
      `    #[test]\n    fn ${part}() {\n        ` +
      `assert_eq!(crate::${part}::score(7), crate::${part}::score(7));\n    }\n`
    );
    files[`${name}/src/lib.rs`] = `${text}\n#[cfg(test)]\nmod tests {\n${
      tests.join("\n")
    }}\n`;
    const dependency = other === undefined
      ? ""
      : `c${other} = { path = "../c${other}" }\n`;
    files[`${name}/Cargo.toml`] =
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n\n` +
      `[dependencies]\n${dependency}`;
  }
  return files;
}

/** Puts a value where the compiler cannot leave it out. */
function edit(text: string, n: number): string {
  return text.replace(SIGNATURE, `${SIGNATURE} std::hint::black_box(${n});`);
}

async function place(
  folder: string,
  files: Record<string, string>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await ensureDir(dirname(join(folder, path)));
    await Deno.writeTextFile(join(folder, path), text);
  }
}

/** Measures one workspace: milliseconds of each edit, one way and the other. */
async function measure(
  shape: { crates: number; isChain: boolean },
  edits: number,
): Promise<{ chaud: number[]; cargo: number[]; selected: string }> {
  const top = await Deno.makeTempDir({ prefix: "bench-" });
  const files = filesOf(shape);
  const [hot, plain] = [join(top, "hot"), join(top, "plain")];
  await Promise.all([hot, plain].map((folder) => place(folder, files)));
  const env = { ...cleanEnvironment(), CHAUD_LOG: "debug" };
  const cargoTest = { program: "cargo", args: ["test", "-q", "--tests"] };
  await finish({ ...cargoTest, env, cwd: plain });
  await using tree = new ProcessTree(Deno.execPath(), {
    args: [...driverCommand(), "test", "--timings"],
    ...{ cwd: hot, env, clearEnv: true, stdin: "null" },
    ...{ stdout: "null", stderr: "piped" },
  });
  const transcript = new Transcript();
  const reading = transcript.follow("stderr", tree.root.stderr);
  let seen = await transcript.find("stderr", /every part is ready/);
  const text = files[EDITED] ?? "";
  const found = { chaud: [] as number[], cargo: [] as number[], selected: "" };
  for (let n = 0; n < edits; n++) {
    const start = performance.now();
    await Deno.writeTextFile(join(hot, EDITED), edit(text, n));
    seen = await transcript.find("stderr", /^\{"kind":"tested"/, seen + 1);
    found.chaud.push(performance.now() - start);
    const { tests, of } = JSON.parse(transcript.text(seen));
    found.selected = `${tests.length} of ${of} tests`;
    // What follows the report is not part of it.
    seen = await transcript.find("stderr", /nothing is left to do/, seen);
    const begun = performance.now();
    await Deno.writeTextFile(join(plain, EDITED), edit(text, n));
    await finish({ ...cargoTest, env, cwd: plain });
    found.cargo.push(performance.now() - begun);
  }
  tree.root.kill("SIGINT");
  await tree.root.status;
  await reading;
  await Deno.remove(top, { recursive: true });
  return found;
}

if (import.meta.main) {
  const { _: names, edits } = parseArgs(Deno.args, {
    default: { edits: 10 },
  });
  for (const [name, shape] of Object.entries(SHAPES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { chaud, cargo, selected } = await measure(shape, Number(edits));
    const [ours, theirs] = [median(chaud), median(cargo)];
    console.log(
      `${name} (${shape.crates} crates, ${selected}): chaud test ` +
        `${ours.toFixed(0)} ms, cargo test ${theirs.toFixed(0)} ms, ` +
        `${(theirs / ours).toFixed(1)} times`,
    );
  }
}
