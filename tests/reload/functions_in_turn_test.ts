/**
 * Functions that were compiled alone and whole crates take over from each
 * other, in whatever order they come.
 */

import { assert, assertEquals } from "@std/assert";
import { stepsWith } from "../harness/steps.ts";
import { testNeeding } from "../harness/needs.ts";
import {
  type Edit,
  ENGINE,
  isAlone,
  MAIN,
  ON_X86,
  playAll,
  type Replacement,
  SCALE,
  Scene,
} from "./functions_alone_scene.ts";

const ADDED = "fn added(n: u32) -> u32 {\n    let more = n + 1;\n    more\n}\n";

const LOWER =
  "fn lower(n: u32) -> u32 {\n    let more = n + 31;\n    more\n}\n";

/** Whole crates and functions alone, in turn. */
const IN_TURN: Record<string, Edit> = {
  "a function": {
    edits: [[
      ENGINE,
      "helper(8);\n    helped + 10",
      "helper(8);\n    helped + 20",
    ]],
    values: { plain: 21 },
  },
  "a new one, which it calls": {
    edits: [[
      ENGINE,
      "pub fn plain() -> u32 {\n    let helped = helper(8);\n    helped + 20",
      `${ADDED}\npub fn plain() -> u32 {\n    let helped = helper(8);\n    added(helped)`,
    ]],
    values: { plain: 2 },
    behind: { panicking: 103 },
  },
  "what has come with another": {
    edits: [[ENGINE, "n + 1;\n    more", "n + 11;\n    more"]],
    values: { plain: 12 },
  },
  "another one that calls it": {
    edits: [[
      ENGINE,
      "helper(9);\n    helped + 10",
      "helper(9);\n    added(helped)",
    ]],
    values: { held: 13 },
  },
  "a destructor": {
    edits: [[ENGINE, "self.0 + helped", "self.0 + helped + 100"]],
    values: { dropping: 103 },
    isWhole: true,
  },
  "what has led to functions alone": {
    edits: [[ENGINE, "n + 11;\n    more", "n + 21;\n    more"]],
    values: { plain: 22, held: 23 },
  },
  "a new one below all others": {
    edits: [
      [
        ENGINE,
        "helper(9);\n    added(helped)",
        "helper(9);\n    lower(helped)",
      ],
      [
        ENGINE,
        "    all.extend(places::values());\n    all\n}\n",
        "    all.extend(places::values());\n    all\n}\n\n" +
        LOWER,
      ],
    ],
    values: { held: 33 },
  },
  "that one, which no whole crate has brought": {
    edits: [[ENGINE, "n + 31;", "n + 41;"]],
    values: { held: 43 },
  },
  "another one that calls it too": {
    edits: [[
      ENGINE,
      "let more = n + 21;\n    more",
      "let more = n + 21;\n    lower(more)",
    ]],
    values: { plain: 63 },
  },
  "a constant of another crate's dependency": {
    edits: [[
      SCALE,
      "fn factor() -> u32 {\n    2",
      "const TWO: u32 = 4;\n\nfn factor() -> u32 {\n    TWO",
    ]],
    values: { halved: 8, own: 120 },
    isWhole: true,
  },
  "a function of the dependent": {
    edits: [[ENGINE, "scale::scaled(n) / 4", "scale::scaled(n) / 2"]],
    values: { halved: 16, own: 140 },
  },
  "a function below it": {
    edits: [[SCALE, "factor() * n", "factor() * n * 2"]],
    values: { halved: 32, own: 180 },
  },
};

await testNeeding(
  ON_X86,
  "functions alone: in turn with whole crates",
  (t) => playAll(t, IN_TURN),
);

await testNeeding(
  ON_X86,
  "functions alone: each edit is undone",
  async (t) => {
    await using scene = await Scene.start();
    const step = stepsWith(t, scene.program);
    const begun = await scene.ask();
    for (const [name, { edits }] of Object.entries(IN_TURN).slice(0, 4)) {
      await step(name, async () => void await scene.save(edits));
    }
    for (
      const [name, { edits }] of Object.entries(IN_TURN).slice(0, 4)
        .toReversed()
    ) {
      const back = edits.map((
        [path, from, to],
      ): Replacement => [path, to, from]);
      await step(`${name}, undone`, async () => void await scene.save(back));
    }
    const { asked: _, ...values } = await scene.ask();
    const { asked: __, ...expected } = begun;
    assertEquals(values, expected);
    assertEquals((await scene.program.end()).code, 0);
  },
);

await testNeeding(
  ON_X86,
  "functions alone: of several crates, saved one after the other",
  async () => {
    await using scene = await Scene.start();
    // Together or one by one, alone or whole, as it comes.
    await scene.save([
      [SCALE, "factor() * n", "factor() * n * 2"],
      [ENGINE, "helper(8);\n    helped + 10", "helper(8);\n    helped + 20"],
      [MAIN, "scaled + 100", "scaled + 200"],
    ]);
    assertEquals(await scene.changed(), { plain: 21, halved: 8, own: 220 });
    assertEquals((await scene.program.end()).code, 0);
  },
);

await testNeeding(
  ON_X86,
  "functions alone: a loop that never ends runs the new one",
  async () => {
    await using scene = await Scene.start();
    const { program } = scene;
    const turned = async (expected: string) => {
      while (await program.ask("turned") !== expected);
    };
    await turned("1");
    const [report] = await scene.save([[
      ENGINE,
      "let by = helper(8);",
      "let by = helper(9);",
    ]]);
    assert(report && isAlone(report), JSON.stringify(report));
    await turned("2");
    assertEquals((await program.end()).code, 0);
  },
);
