/** Values that outlive a reload must not be taken for values of another type. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { stepsWith } from "../harness/steps.ts";

const MAIN = "app/src/main.rs";

const OLD = "4294967295 4294967295";

const CASES: Record<string, [type: string, said: RegExp]> = {
  "a thread-local of the binary": [
    "Local",
    /^ *LOCAL: Cell<Option<Local>>: `Local` has changed$/,
  ],
  "a persisted static, behind a pointer": [
    "Saved",
    /^ *SAVED: Mutex<Vec<Saved>>: `Saved` has changed$/,
  ],
};

Deno.test("kept values: a change of their type is refused", async (t) => {
  await using workspace = await copyProgram("persistent_values");
  await using program = await DrivenProgram.start({
    cwd: workspace.folder,
  });
  const path = workspace.path(MAIN);
  const step = stepsWith(t, program);
  for (const [name, [type, said]] of Object.entries(CASES)) {
    await step(name, async () => {
      const before = await workspace.read(MAIN);
      assertEquals(await program.ask("?"), `${OLD} first`);
      await workspace.edit(MAIN, [
        `struct ${type} {\n    n: u32`,
        `struct ${type} {\n    n: i32`,
      ], [`${type} { n: u32::MAX }`, `${type} { n: -1 }`]);
      await program.reported("refused", path);
      await program.said(said);
      assertEquals(await program.ask("?"), `${OLD} first`);
      await workspace.save(MAIN, before);
      await program.report();
    });
  }
  await workspace.edit(MAIN, [" first", " second"]);
  await program.reported("live", path);
  assertEquals(await program.ask("?"), `${OLD} second`);
  assertEquals((await program.end()).code, 0);
});
