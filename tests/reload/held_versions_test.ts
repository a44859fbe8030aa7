/**
 * What goes on in an old version although the patch is loaded: what runs, what
 * ran once, what something holds. It is never called live.
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";
import type { HeldReason } from "../../lib/report/report.ts";

const PARTS = "parts/src/lib.rs";
const APP = "app/src/main.rs";

/** One edit, and what the program answers then. */
interface Step {
  edit: Record<string, [from: string, to: string][]>;
  answers: Record<string, string>;
  live: string[];
  held: Partial<Record<HeldReason, string[]>>;
}

const STEPS: Record<string, Step> = {
  "a body that is called again": {
    edit: { [PARTS]: [["k * 10", "k * 20"]] },
    answers: { again: "20+40" },
    live: ["again"],
    held: {},
  },
  "a system with one more parameter": {
    edit: {
      [APP]: [
        ["fn system(n: u32)", "fn system(n: u32, m: u32)"],
        ["system one {n}", "system two {n} {m}"],
      ],
    },
    answers: { system: "system one 1" },
    live: [],
    held: { stored: ["system"] },
  },
  "a body of what is held in an old version": {
    edit: { [APP]: [["system two", "system three"]] },
    answers: { system: "system one 1" },
    live: [],
    held: { stored: ["system"] },
  },
  "a function that a stored closure calls": {
    edit: { [APP]: [["stepped one", "stepped two"]] },
    answers: { stepped: "stepped two 1" },
    live: ["stepped"],
    held: {},
  },
  "its signature, for that closure": {
    edit: {
      [APP]: [
        ["fn stepped(n: u32)", "fn stepped(n: u64)"],
        ["stepped two", "stepped three"],
        ["|n: u32| stepped(n)", "|n: u32| stepped(n.into())"],
      ],
    },
    answers: { stepped: "stepped two 1" },
    live: [],
    held: { callers: ["stepped"], once: ["set_up"] },
  },
  "a closure that is held": {
    edit: { [PARTS]: [["closure one", "closure two"]] },
    answers: { closure: "closure one 1" },
    live: [],
    held: { once: ["register"] },
  },
  "a function that runs on a thread": {
    edit: { [PARTS]: [["serve one", "serve two"]] },
    answers: { serve: "serve one 2" },
    live: [],
    held: { once: ["serve"] },
  },
  "the main function": {
    edit: { [APP]: [["main one", "main two"]] },
    answers: { main: "main one" },
    live: [],
    held: { running: ["main"] },
  },
  "a future": {
    edit: { [APP]: [["later one", "later two"]] },
    answers: { later: "later one 1" },
    live: [],
    held: { layout: ["later"] },
  },
  "a type, which holds all that follows": {
    edit: {
      [PARTS]: [["    pub y: u32,", "    pub z: u32,\n    pub y: u32,"]],
      [APP]: [["Other { y: 2 }", "Other { y: 2, z: 3 }"]],
    },
    answers: { show: "Point { x: 1 } 2" },
    live: [],
    held: { types: [], running: ["main"] },
  },
  "a derive that becomes an `impl`": {
    edit: {
      [PARTS]: [
        ["#[derive(Debug)]\n", ""],
        [
          "pub struct Other",
          'impl fmt::Debug for Point {\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {\n        write!(f, "P{}", self.x)\n    }\n}\n\npub struct Other',
        ],
      ],
    },
    answers: { show: "Point { x: 1 } 2" },
    live: [],
    held: { past: ["Point"], replaced: ["<Point as Debug>"] },
  },
};

Deno.test("held versions: what goes on as it was is not called live", async (t) => {
  await using workspace = await copyProgram("held");
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  const step = stepsWith(t, program);
  for (const [name, { edit, answers, live, held }] of Object.entries(STEPS)) {
    await step(name, async () => {
      const from = program.transcript.length;
      for (const [path, edits] of Object.entries(edit)) {
        await workspace.edit(path, ...edits);
      }
      const [path = ""] = Object.keys(edit);
      const report = await program.reported("live", workspace.path(path));
      const found = Object.fromEntries(
        (report.held ?? []).map(({ reason, functions }) => [reason, functions]),
      );
      assertEquals([report.live, found], [live, held]);
      const status = await program.transcript.find(
        "stderr",
        /^ +(?:Loaded|Reloaded) /,
        from,
      );
      const isLive = / live in | back to /.test(
        program.transcript.text(status),
      );
      assertEquals(isLive, live.length > 0);
      for (const [request, answer] of Object.entries(answers)) {
        assertEquals(await program.ask(request), answer);
      }
    });
  }
  assertEquals((await program.end()).code, 0);
});
