/**
 * Programs that set filters of system calls (seccomp) upon themselves while
 * they run: real ones. No reload ends one of them, and the report says what is
 * in the way.
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { testNeeding } from "../harness/needs.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";

const LEAF = "leaf/src/lib.rs";

/** What is done to a program, after which it has this filter. */
interface Scene {
  program: DrivenProgram;
  workspace: ScratchWorkspace;
  /** Saves new words of the library. */
  save(from: string, to: string): Promise<string>;
}

async function inScene(
  forbidden: string,
  test: (scene: Scene) => Promise<void>,
  restart: "auto" | "never" = "never",
): Promise<void> {
  await using workspace = await copyProgram("filtered");
  const cwd = workspace.folder;
  await using program = await DrivenProgram.start({ cwd, restart });
  assertEquals(await program.ask("turn"), "1 first 1");
  assertEquals(await program.ask(`forbid ${forbidden}`), "done");
  const save = async (from: string, to: string) => {
    await workspace.edit(LEAF, [from, to]);
    return workspace.path(LEAF);
  };
  await test({ program, workspace, save });
  assertEquals((await program.end()).code, 0);
}

const SAID = /a filter of system calls \(seccomp\) forbids to load it/;

for (const action of ["kill", "end"]) {
  for (const call of ["openat", "mprotect"]) {
    await testNeeding(
      ["Linux"],
      `filters: what would ${action} for ${call} is not loaded`,
      () =>
        inScene(`${call} ${action} all`, async ({ program, save }) => {
          const path = await save("first", "second");
          const { reason } = await program.reported("refused", path);
          assertEquals(reason, "filter");
          await program.said(SAID);
          await program.said(new RegExp(`^ +.${call}. would end the program`));
          assertEquals(await program.ask("turn"), "2 first 1");
          await save("second", "third");
          await program.reported("refused", path);
          assertEquals(await program.ask("turn"), "3 first 1");
        }),
    );
  }
}

await testNeeding(
  ["Linux"],
  "filters: what fails under one is refused for that, and starts afresh",
  () =>
    inScene("openat errno all", async ({ program, save }) => {
      const path = await save("first", "second");
      assertEquals((await program.restarted(path)).cause, "refused");
      await program.said(SAID);
      assertEquals(await program.ask("turn"), "1 second 1");
      await save("second", "third");
      await program.reported("live", path);
      assertEquals(await program.ask("turn"), "2 third 1");
    }, "auto"),
);

await testNeeding(
  ["Linux"],
  "filters: one of another thread is in nobody's way",
  () =>
    inScene("openat kill one", async ({ program, save }) => {
      await program.reported("live", await save("first", "second"));
      assertEquals(await program.ask("turn"), "2 second 1");
    }),
);
