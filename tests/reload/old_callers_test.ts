/**
 * Callers that run on as they were compiled while other crates get functions
 * of other types: each side must keep to its own.
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

const LEAF = "leaf/src/lib.rs";
const APP = "app/src/main.rs";

/** One edit: what it replaces by file, and what the program says then. */
interface Step {
  edit: Record<string, [from: string, to: string][]>;
  /** The answers of old code. */
  old: Record<string, string>;
  /** The answer of new code. */
  fresh: string;
  held: string[];
}

const STEPS: Record<string, Step> = {
  "a body: old callers have it": {
    edit: { [LEAF]: [["    1\n", "    2\n"]] },
    old: { version: "2", made: "3" },
    fresh: "6 3 5 41 2",
    held: [],
  },
  "an `impl Trait` of another size": {
    edit: {
      [LEAF]: [
        ["let step = 1;", "let step = [3; 500];"],
        ["n * step", "n * step[n as usize]"],
      ],
    },
    old: { numbers: "3", version: "2" },
    fresh: "6 9 5 41 2",
    held: ["numbers"],
  },
  "a future of another size": {
    edit: {
      [LEAF]: [
        ["let part = 5;", "let part = [6; 500];"],
        ["    part\n", "    part[499]\n"],
      ],
    },
    old: { later: "5", numbers: "3" },
    fresh: "6 9 6 41 2",
    held: ["later"],
  },
  "another body, once more": {
    edit: { [LEAF]: [["    2\n", "    3\n"]] },
    old: { version: "3", later: "5", numbers: "3" },
    fresh: "6 9 6 41 3",
    held: [],
  },
  "other signatures": {
    edit: {
      [LEAF]: [[
        "scaled(n: u32) -> u32 {\n    n * 2",
        "scaled(n: [u32; 9]) -> u32 {\n    n[8] * 3",
      ]],
      [APP]: [
        [
          '            "scaled" => leaf::scaled(20) + private(1)',
          '            "scaled" => leaf::scaled([20; 9]) + private([1; 9])',
        ],
        [
          "let scaled = leaf::scaled(20) + private(1)",
          "let scaled = leaf::scaled([20; 9]) + private([1; 9])",
        ],
        [
          "fn private(n: u32) -> u32 {\n    n",
          "fn private(n: [u32; 9]) -> u32 {\n    n[8]",
        ],
      ],
    },
    old: { scaled: "41", version: "3" },
    fresh: "6 9 6 61 3",
    held: ["main", "private", "scaled"],
  },
  "a type": {
    edit: {
      [LEAF]: [
        ["    pub y: u32,", "    pub y: u32,\n    pub z: [u64; 500],"],
        ["Point { x: 1, y: 2 }", "Point { x: 1, y: 2, z: [4; 500] }"],
        ["point.x + point.y", "point.x + point.y + point.z[499] as u32"],
      ],
    },
    old: { made: "3", kept: "6", scaled: "41", numbers: "3", later: "5" },
    fresh: "14 9 6 61 3",
    held: ["make", "sum"],
  },
  "a body after that": {
    edit: {
      [LEAF]: [["point.y + ", "point.y + 10 + "], ["    3\n", "    4\n"]],
    },
    old: { made: "3", kept: "6", version: "3" },
    fresh: "34 9 6 61 4",
    held: ["sum", "version"],
  },
};

async function take(
  workspace: ScratchWorkspace,
  program: DrivenProgram,
  { edit, old, fresh, held }: Step,
) {
  let functions: string[] = [];
  for (const [file, replacements] of Object.entries(edit)) {
    await workspace.edit(file, ...replacements);
  }
  const [last = ""] = Object.keys(edit).slice(-1);
  const report = await program.reported("live", workspace.path(last));
  functions = report.held?.flatMap(({ functions }) => functions) ?? [];
  const answers = new Map<string, string>();
  for (const question of Object.keys(old)) {
    answers.set(question, await program.ask(question));
  }
  assertEquals(Object.fromEntries(answers), old);
  assertEquals(await program.ask("fresh"), fresh);
  assertEquals(functions.sort(), held);
}

async function check(t: Deno.TestContext, options: Partial<DriveOptions>) {
  await using workspace = await copyProgram("old_callers", options);
  const cwd = workspace.folder;
  await using program = await DrivenProgram.start({ cwd, ...options });
  const step = stepsWith(t, program);
  for (const [name, edits] of Object.entries(STEPS)) {
    await step(name, () => take(workspace, program, edits));
  }
  assertEquals((await program.end()).code, 0);
}

Deno.test("old callers: with symbols that do not tell signatures", (t) =>
  check(t, { env: { RUSTFLAGS: "-Csymbol-mangling-version=v0" } }));

Deno.test("old callers: in optimised code", (t) => check(t, { release: true }));

Deno.test("old callers: never get what was compiled for other types", (t) =>
  check(t, {}));
