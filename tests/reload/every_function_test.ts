/**
 * Functions that nobody marked, edited while the program runs: what each is
 * before and after, and that the report says so.
 */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

const CASES = "app/src/cases.rs";
const LATER = "app/src/later.rs";
const MAIN = "app/src/main.rs";

/** One edit. */
interface Case {
  /** What the program is asked; the answers before and after the edit. */
  ask: Record<string, [before: string, after: string]>;
  /** The file and what is replaced in it; `cases.rs` by default. */
  file?: string;
  edit: [from: string, to: string][];
  /** What the report must say. */
  live?: string[];
  held?: string[];
  /** The warning's pattern. */
  warns?: RegExp;
}

const FREE: Record<string, Case> = {
  "a private function": {
    ask: { plain: ["100", "110"], main: ["100", "110"] },
    edit: [["    100\n", "    110\n"]],
    live: ["plain"],
  },
  "a private function in a loop that never ends": {
    ask: { loop: ["101", "111"] },
    edit: [["    101\n", "    111\n"]],
    live: ["looped"],
  },
  "a method": {
    ask: { method: ["201", "211"] },
    edit: [["self.0 + 200", "self.0 + 210"]],
    live: ["Counter::bump"],
  },
  "an impl of a trait, called through a trait object made before": {
    ask: { dyn: ["301", "311"] },
    edit: [["self.0 + 300", "self.0 + 310"]],
    live: ["Square::area"],
  },
  "instances of a generic function": {
    ask: { generic: ["401 402", "411 412"] },
    edit: [["value.into() + 400", "value.into() + 410"]],
    live: ["twice"],
  },
  "recursion": {
    ask: { recursion: ["5", "50"] },
    edit: [["{ 1 + depth", "{ 10 + depth"]],
    live: ["depth"],
  },
  "a function pointer taken before": {
    ask: { pointer: ["500", "510"] },
    edit: [["    500\n", "    510\n"]],
    live: ["pointed"],
  },
  "a function whose signature changes with its callers": {
    ask: { signature: ["6", "10"] },
    edit: [
      [
        "fn scaled(n: u32) -> u32 {\n    n * 3",
        "fn scaled(n: u32, by: u32) -> u32 {\n    n * by",
      ],
      ["scaled(2)\n", "scaled(2, 5)\n"],
    ],
    live: ["scaled", "scaled_call"],
  },
  "an exported function with a name of its own": {
    ask: { exported: ["700", "710"] },
    edit: [["    700\n", "    710\n"]],
    live: ["exported"],
  },
  "a function that is always inlined": {
    ask: { inlined: ["800", "810"] },
    edit: [["    800\n", "    810\n"]],
    live: ["inlined"],
  },
  "a loop that never ends": {
    ask: { loop: ["111", "111"] },
    edit: [["from_millis(1)", "from_millis(2)"]],
    held: ["spin"],
    warns: /`spin` loops for ever: where it is running, it goes on as it was/,
  },
  "a constant": {
    ask: { const: ["990", "1000"] },
    edit: [["u32 = 900", "u32 = 910"]],
  },
  "a function that knows its caller": {
    ask: { tracked: ["1001", "1011"] },
    edit: [["n + 1000", "n + 1010"]],
    live: ["tracked"],
  },
  "one of two functions of the same name": {
    ask: { same: ["11 12", "11 22"] },
    edit: [["        12\n", "        22\n"]],
    live: ["right::value"],
  },
  "a function in another": {
    ask: { nested: ["1100", "1110"] },
    edit: [["        1100\n", "        1110\n"]],
    live: ["nested", "nested::inside"],
  },
  "a panic": {
    ask: { panic: ["fails 3", "failed 3"] },
    edit: [['panic!("fails {n}")', 'panic!("failed {n}")']],
    live: ["fails"],
  },
};

const STATEFUL: Record<string, Case> = {
  "a closure: the old one stays what it was": {
    ask: { "later closure": ["11 11", "11 1010"] },
    file: LATER,
    edit: [["Box::new(move |x| x + n)", "Box::new(move |x| x + n * 100 + 9)"]],
    held: ["adder"],
    warns: /what `adder` made before this save goes on as it was/,
  },
  "an async function: a future that was started stays what it was": {
    ask: { "later started": ["2", "12"], future: ["2", "2"] },
    file: LATER,
    edit: [["x + 1\n", "x + 11\n"]],
    held: ["slow"],
  },
  "an async function inside of another one's future": {
    ask: { opaque: ["12", "12"] },
    file: LATER,
    edit: [
      [
        "async fn inner(x: u32) -> u32 {\n",
        "async fn inner(x: u32) -> u32 {\n    let many = std::hint::black_box([x; 1000]);\n",
      ],
      ["x + 10\n", "many[999] + 20\n"],
    ],
    held: ["inner"],
  },
  "an edit after that": {
    ask: { opaque: ["12", "12"], "later small": ["21", "22"] },
    file: LATER,
    edit: [["    21\n", "    22\n"]],
    live: ["small"],
  },
  "closures of a running frame": {
    ask: { applied: ["1 2", "1 2"] },
    file: MAIN,
    edit: [[
      "let first = ",
      "let _ = later::apply(|x| x + 50);\n                let first = ",
    ]],
    held: ["main"],
    warns: /`main` is running: its change shows after a restart/,
  },
  "a type: nothing gets values of another layout": {
    ask: { "later point": ["3", "3"] },
    file: LATER,
    edit: [
      ["    y: u32,\n}", "    y: u32,\n    z: [u64; 9],\n}"],
      ["Point { x: 1, y: 2 }", "Point { x: 1, y: 2, z: [5; 9] }"],
      ["point.x + point.y", "point.x + point.y + point.z[8] as u32"],
    ],
    held: ["Old::new", "sum"],
    warns: /`Point` changed: code .* goes on with the old `sum`;/,
  },
  "a function of a crate whose types have changed": {
    ask: { "later point": ["3", "3"], "later small": ["22", "22"] },
    file: LATER,
    edit: [["    22\n", "    23\n"], ["point.z[8]", "point.z[7]"]],
    held: ["sum", "small"],
    warns: /`Point` changed earlier: .* the old `sum`, `small`;/,
  },
};

async function run(
  workspace: ScratchWorkspace,
  program: DrivenProgram,
  { ask, file = CASES, edit, live, held, warns }: Case,
) {
  for (const [question, [before]] of Object.entries(ask)) {
    if (question === "future") continue;
    assertEquals(await program.ask(question), before, `${question}, before`);
  }
  const path = workspace.path(file);
  await workspace.saveByRename(file, await workspace.edited(file, ...edit));
  const report = await program.reported("live", path);
  for (const [question, [, after]] of Object.entries(ask)) {
    assertEquals(await program.ask(question), after, `${question}, after`);
  }
  if (live) assertEquals(report.live, live);
  const functions = report.held?.flatMap(({ functions }) => functions);
  assertEquals(functions, held ?? []);
  if (warns) assertMatch(await program.said(warns), warns);
}

Deno.test("every function: what an edit comes to", async (t) => {
  await using workspace = await copyProgram("every_function");
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  const step = stepsWith(t, program);
  // The first one: std learns of loaded libraries once in a process.
  await step("a backtrace names redirected functions", async () => {
    await workspace.edit(CASES, ['format!("0{}"', 'format!("1{}"']);
    await program.reported("live", workspace.path(CASES));
    assertEquals(await program.ask("backtrace"), "true true true");
  });
  for (const [name, test] of Object.entries(FREE)) {
    await step(name, () => run(workspace, program, test));
  }
  await step("a function on the stack of another thread", async () => {
    await workspace.edit(CASES, ["    600\n", "    610\n"]);
    await program.reported("live", workspace.path(CASES));
    assertEquals(await program.ask("stack"), "600");
    assertEquals(await program.ask("stack"), "610");
  });
  for (const [name, test] of Object.entries(STATEFUL)) {
    await step(name, () => run(workspace, program, test));
  }
  assertEquals((await program.end()).code, 0);
});

const OFF: Record<string, { args?: string[]; release?: boolean }> = {
  "--only-annotated": { args: ["--only-annotated"] },
  "an optimised program": { release: true },
};

for (const [name, options] of Object.entries(OFF)) {
  Deno.test(`every function: off with ${name}, and the report says so`, async () => {
    await using workspace = await copyProgram("every_function", options);
    await using program = await DrivenProgram.start({
      cwd: workspace.folder,
      ...options,
    });
    await workspace.edit(CASES, ["    100\n", "    110\n"]);
    const report = await program.reported("live", workspace.path(CASES));
    assertEquals(await program.ask("main"), "100");
    assertEquals([report.live, report.held?.map(({ reason }) => reason)], [
      [],
      ["entries"],
    ]);
    await program.said(/`plain` can still run as before/);
    assertEquals((await program.end()).code, 0);
  });
}
