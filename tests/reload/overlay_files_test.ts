/**
 * Functions that are compiled alone, in files that are found in all the ways
 * there are: their code and what it says of itself are the same as in a build
 * of the whole crate.
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { testNeeding } from "../harness/needs.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

const ENGINE = "engine/src";

/** The files, in the order in which their functions are told of. */
const FILES: [file: string, number: number, rest: string][] = [
  [`${ENGINE}/lib.rs`, 100, "engine/src/lib.rs:8"],
  [`${ENGINE}/inline/deep.rs`, 200, "engine/src/inline/deep.rs:5"],
  [
    `${ENGINE}/elsewhere/other_name.rs`,
    300,
    "engine/src/elsewhere/other_name.rs:5",
  ],
  ["engine/beside/beside.rs", 400, "engine/src/../beside/beside.rs:5"],
  [`${ENGINE}/linked.rs`, 600, "engine/src/linked.rs:5"],
  [`${ENGINE}/by_macro.rs`, 700, "engine/src/by_macro.rs:5"],
  [`${ENGINE}/included.rs`, 800, "engine/src/included.rs:4 a note"],
];

/** What the program is to say of some numbers. */
function answer(numbers: readonly number[]): string {
  const places = FILES.map(([, , rest], i) => `${numbers[i]} ${rest}`);
  return [...places, "500"].join(", ");
}

await testNeeding(
  ["Linux on x86-64"],
  "overlays: files of every kind",
  async (t) => {
    await using workspace = await copyProgram("sources");
    await workspace.remove(`${ENGINE}/linked.rs`);
    await Deno.symlink(
      "../beside/linked.rs",
      workspace.path(`${ENGINE}/linked.rs`),
    );
    await using program = await DrivenProgram.start({
      cwd: workspace.folder,
      functionPatches: "always",
    });
    const step = stepsWith(t, program);
    const numbers = FILES.map(([, number]) => number);
    assertEquals(await program.ask("places"), answer(numbers));
    for (const [i, [file, number]] of FILES.entries()) {
      await step(file, async () => {
        numbers[i] = number + 1;
        const edit: [string, string] = [`= ${number};`, `= ${number + 1};`];
        await workspace.edit(file, edit);
        const { functions, compile } = await program.reported(
          "live",
          workspace.path(file),
        );
        assertEquals([functions !== undefined, compile], [true, undefined]);
        assertEquals(await program.ask("places"), answer(numbers));
        await program.settled();
        assertEquals(await program.ask("places"), answer(numbers));
      });
    }
    await step(
      "what a function includes is that of the whole crate",
      async () => {
        await workspace.save(`${ENGINE}/note.txt`, "another note\n");
        await program.reported("live", workspace.path(`${ENGINE}/note.txt`));
        await program.settled();
        await workspace.edit(`${ENGINE}/included.rs`, ["= 801;", "= 802;"]);
        const { compile } = await program.reported(
          "live",
          workspace.path(`${ENGINE}/included.rs`),
        );
        assertEquals(compile, undefined);
        numbers[6] = 802;
        const expected = answer(numbers).replace("a note", "another note");
        assertEquals(await program.ask("places"), expected);
      },
    );
    assertEquals((await program.end()).code, 0);
  },
);
