/** Items that come and go while the program runs. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";
import { stepsWith } from "../harness/steps.ts";

type Edit = [from: string, to: string];

/** One edit: files beside it, and what the program says then. */
interface Case {
  edits: Edit[];
  files?: Record<string, string>;
  says: RegExp;
  removed?: string[];
}

/** Each goes on from the sources of the one before. */
const CASES: Record<string, Case> = {
  "a function": {
    edits: [
      ["    1\n}\n", "    added()\n}\n\nfn added() -> u32 {\n    10\n}\n"],
    ],
    says: /^\d+: 4 10$/,
  },
  "a hot function": {
    edits: [
      [
        "    10\n}\n",
        "    hot(5)\n}\n\n#[chaud::hot]\nfn hot(n: u32) -> u32 {\n    n + 15\n}\n",
      ],
    ],
    says: /^\d+: 4 20$/,
  },
  "an edit of that hot function": {
    edits: [["n + 15", "n + 25"]],
    says: /^\d+: 4 30$/,
  },
  "a persisted static": {
    edits: [
      [
        "    n + 25\n}\n",
        "    n + 25 + ADDED.fetch_add(100, Relaxed)\n}\n\n" +
        "#[chaud::persist]\nstatic ADDED: AtomicU32 = AtomicU32::new(100);\n",
      ],
    ],
    says: /^\d+: 4 130$/,
  },
  "an edit beside that static, which keeps its value": {
    edits: [["n + 25", "n + 26"], ["AtomicU32::new(100)", "AtomicU32::new(7)"]],
    says: /^\d+: 4 231$/,
  },
  "a module": {
    files: {
      "engine/src/fresh.rs": "pub(crate) fn value() -> u32 {\n    1000\n}\n",
    },
    edits: [
      ["trait Shape", "mod fresh;\n\ntrait Shape"],
      [" private())", " private() + fresh::value())"],
    ],
    says: /^\d+: 4 1331$/,
  },
  "an implementation of a trait": {
    edits: [
      [
        "fn private()",
        "struct Line(u32);\n\nimpl Shape for Line {\n" +
        "    fn area(&self) -> u32 {\n        self.0\n    }\n}\n\nfn private()",
      ],
      ["&Square(2)", "&Line(9)"],
    ],
    says: /^\d+: 9 1431$/,
  },
  "a function and a static that go": {
    edits: [
      [" + ADDED.fetch_add(100, Relaxed)", ""],
      ["#[chaud::persist]\nstatic ADDED: AtomicU32 = AtomicU32::new(7);\n", ""],
      ["    added()\n}\n\nfn added() -> u32 {\n    hot(5)\n", "    hot(5)\n"],
    ],
    says: /^\d+: 9 1031$/,
    removed: ["ADDED", "added"],
  },
  "the static again, with its value": {
    edits: [
      [
        "    n + 26\n}\n",
        "    n + 26 + ADDED.load(Relaxed)\n}\n\n" +
        "#[chaud::persist]\nstatic ADDED: AtomicU32 = AtomicU32::new(3);\n",
      ],
    ],
    says: /^\d+: 9 1531$/,
  },
};

async function live(
  workspace: ScratchWorkspace,
  program: DrivenProgram,
  { edits, files = {}, says, removed = [] }: Case,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await workspace.save(path, text);
  }
  const text = await workspace.edited(ENGINE, ...edits);
  await workspace.saveByRename(ENGINE, text);
  const report = await program.reported("live", workspace.path(ENGINE));
  const answer = await program.ask("work");
  assertEquals(says.test(answer), true, `${answer} is not ${says}`);
  assertEquals(report.removed?.toSorted() ?? [], removed);
}

Deno.test("new items go live, and what is removed is told of", async (t) => {
  await using workspace = await copyProgram("new_items");
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  const pid = await program.ask("pid");
  const step = stepsWith(t, program);
  let calls = 0;
  for (const [name, example] of Object.entries(CASES)) {
    await step(name, () => live(workspace, program, example));
    calls++;
  }
  assertEquals(await program.ask("pid"), pid);
  const answer = await program.ask("work");
  assertEquals(answer.split(":")[0], `${calls + 1}`, "all kept their state");
  await program.said(/`ADDED`.*`added`|`added`.*`ADDED`/);
});
