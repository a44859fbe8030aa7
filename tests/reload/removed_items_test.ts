/**
 * What is gone from the sources goes on as it was last for whoever still
 * reaches it: through a pointer, a trait object, a thread, or a caller that
 * was never compiled anew.
 */

import { assert, assertEquals } from "@std/assert";
import { DrivenProgram, type DriveOptions } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

const MAIN = "app/src/main.rs";
const GUARD_MS = 60_000;

type Edit = [from: string, to: string];

/** Where symbols tell signatures, and where they do not. */
type Answers = [told: string, untold: string];

/** One save: what it leads to, and what the program says then. */
interface Case {
  path?: string;
  edits: Edit[];
  /** What is told to be gone; undefined if the save is refused. */
  removed?: string[] | undefined;
  says: Record<string, string | Answers>;
}

/** Each goes on from the sources of the one before. */
const CASES: Record<string, Case> = {
  "bodies, before all": {
    edits: [["n + 10\n", "n + 20\n"], ["n + 100", "n + 200"], [
      "    1\n}",
      "    2\n}",
    ]],
    says: { gone: "21", slot: "201", spun: "2", fresh: "222" },
  },
  "functions that pointers lead to": {
    edits: [
      ["fn gone(n: u32) -> u32 {\n    n + 20\n}\n\n", ""],
      ["#[chaud::hot]\nfn slot(n: u32) -> u32 {\n    n + 200\n}\n\n", ""],
      [
        "    [gone, slot]\n}",
        "    [other, other]\n}\n\nfn other(n: u32) -> u32 {\n    n\n}",
      ],
    ],
    removed: ["gone", "slot"],
    says: { gone: "21", slot: "201", fresh: "2" },
  },
  "an edit beside that": {
    edits: [["    n\n}", "    n + 1\n}"], ["n + 5", "n + 6"]],
    says: { gone: "21", slot: "201", fresh: "4", called: "14" },
  },
  "a function that a thread runs, and one that it calls": {
    path: MAIN,
    edits: [["    std::thread::spawn(engine::spin);\n", ""]],
    says: { spun: "2" },
  },
  "both of them": {
    edits: [[
      `pub fn spin() {
    loop {
        SPUN.store(tick(), Relaxed);
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn tick() -> u32 {
    2
}

`,
      "",
    ], ["SPUN.load(Relaxed)", "SPUN.swap(0, Relaxed) + 10"]],
    removed: ["spin", "tick"],
    says: { spun: "12" },
  },
  "the call of a function, in the running main": {
    path: MAIN,
    edits: [["engine::called(1)", "0"]],
    says: { called: "14" },
  },
  "that function": {
    edits: [["pub fn called(n: u32) -> u32 {\n    part(n) * 2\n}\n\n", ""], [
      "n + 1\n",
      "part(n)\n",
    ]],
    removed: ["called"],
    says: { called: "14", fresh: "14" },
  },
  "what it calls is edited": {
    edits: [["n + 6", "n + 7"]],
    says: { called: "16", fresh: "16" },
  },
  "a function that comes back": {
    edits: [[
      "fn other(",
      "fn gone(n: u32) -> u32 {\n    n + 30\n}\n\nfn other(",
    ], [
      "[other, other]",
      "[gone, other]",
    ]],
    says: { gone: ["31", "21"], fresh: "39" },
  },
  "and goes again": {
    edits: [["fn gone(n: u32) -> u32 {\n    n + 30\n}\n\n", ""], [
      "[gone, other]",
      "[other, other]",
    ]],
    removed: ["gone"],
    says: { gone: ["31", "21"], fresh: "16" },
  },
  "one of that name with another signature": {
    edits: [[
      "fn other(n: u32) -> u32 {\n    part(n)",
      "fn gone(n: [u64; 9]) -> u32 {\n    n[8] as u32\n}\n\n" +
      "fn other(n: u32) -> u32 {\n    part(n) + gone([40; 9])",
    ]],
    says: { gone: ["31", "21"], fresh: "96" },
  },
  "a hot function of that name, with another signature": {
    edits: [[
      "fn other(",
      "#[chaud::hot]\nfn slot(n: u64) -> u64 {\n    n\n}\n\nfn other(",
    ]],
    removed: undefined,
    says: { slot: "201", fresh: "96" },
  },
  "with the one that it had": {
    edits: [[
      "fn slot(n: u64) -> u64 {\n    n\n}",
      "fn slot(n: u32) -> u32 {\n    n + 300\n}",
    ]],
    says: { slot: "301", fresh: "96" },
  },
  "a type, and what it implements": {
    edits: [[
      `struct Square(u32);

impl Shape for Square {
    fn area(&self) -> u32 {
        self.0 * self.0
    }
}
`,
      `struct Line([u32; 9]);

impl Shape for Line {
    fn area(&self) -> u32 {
        self.0[8]
    }
}
`,
    ], ["Square(3)", "Line([7; 9])"]],
    says: { area: "9", gone: ["31", "21"], called: "16" },
  },
};

async function take(
  workspace: ScratchWorkspace,
  program: DrivenProgram,
  { path = ENGINE, edits, says, ...rest }: Case,
  symbols: 0 | 1,
): Promise<void> {
  const isRefused = "removed" in rest && rest.removed === undefined;
  const text = await workspace.edited(path, ...edits);
  await workspace.saveByRename(path, text);
  const kind = isRefused ? "refused" : "live";
  const { removed = [] } = await program.reported(kind, workspace.path(path));
  assertEquals(removed.toSorted(), rest.removed ?? []);
  for (const [question, answers] of Object.entries(says)) {
    const expected = typeof answers === "string" ? answers : answers[symbols];
    if (question === "spun") await comes(program, expected);
    else assertEquals(await program.ask(question), expected, question);
  }
}

/** Asks again and again: a thread takes its time. */
async function comes(program: DrivenProgram, answer: string): Promise<void> {
  const until = performance.now() + GUARD_MS;
  while (await program.ask("spun") !== answer) {
    assert(performance.now() < until, `spun never was ${answer}`);
  }
}

async function check(
  t: Deno.TestContext,
  options: Partial<DriveOptions>,
  symbols: 0 | 1,
): Promise<void> {
  await using workspace = await copyProgram("removed_items");
  const cwd = workspace.folder;
  await using program = await DrivenProgram.start({ cwd, ...options });
  for (const [name, example] of Object.entries(CASES)) {
    const isGood = await t.step(
      name,
      () =>
        take(workspace, program, example, symbols).catch((error) => {
          throw new Error(`${error}\n${program.transcript}`);
        }),
    );
    if (!isGood) return;
  }
  await program.said(/`gone`, `slot`: no longer in the sources/);
}

Deno.test("removed items: their last version serves who has it", (t) =>
  check(t, {}, 0));

Deno.test("removed items: with symbols that do not tell signatures", (t) =>
  check(t, { env: { RUSTFLAGS: "-Csymbol-mangling-version=v0" } }, 1));
