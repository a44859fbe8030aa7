/** Programs that a tool runs in translation: what is said to be live must run. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { testNeeding } from "../harness/needs.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";

await testNeeding(
  ["Linux on x86-64", "valgrind"],
  "translated code: under valgrind, a redirected function is the new one",
  async () => {
    await using scratch = await copyProgram("plain");
    const env = {
      CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER: "valgrind -q",
    };
    await using program = await DrivenProgram.start({
      cwd: scratch.folder,
      env,
    });
    const path = "app/src/main.rs";
    // Until it has run, nothing of it is translated.
    assertEquals(await program.ask("turn"), "1 first 1");
    for (const [turn, from, to] of [[2, 1, 2], [3, 2, 3]]) {
      await scratch.edit(path, [`    ${from}\n}`, `    ${to}\n}`]);
      const { live } = await program.reported("live", scratch.path(path));
      assertEquals(live, ["private"]);
      assertEquals(await program.ask("turn"), `${turn} first ${to}`);
    }
  },
);
