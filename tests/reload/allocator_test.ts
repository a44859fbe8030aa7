/** Memory that a library's `#[global_allocator]` gave out goes back to it, whatever was reloaded meanwhile. */

import { assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { whatIsMissing } from "../harness/needs.ts";
import { ENGINE } from "../harness/small_program.ts";

const keepsStatics = await whatIsMissing(["Linux"]) === undefined;

async function check(persisted: boolean, after: string) {
  await using workspace = await copyProgram("allocator");
  if (!persisted) await workspace.edit(ENGINE, ["#[chaud::persist]\n", ""]);
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  assertEquals(await program.ask("go"), "1 true true true");
  await workspace.edit(ENGINE, ["Box::new(1)", "Box::new(2)"]);
  await program.reported("live", workspace.path(ENGINE));
  // What was allocated before is dropped, and what is allocated now.
  assertEquals(await program.ask("go"), after.replace("#", "1"));
  assertEquals(await program.ask("go"), after.replace("#", "2"));
  assertEquals((await program.end()).code, 0);
}

Deno.test("allocator: a persisted one is the same before and after", () =>
  check(true, "# true true true"));

// Its code stays as it is; where statics do not stay, new code has another one.
Deno.test("allocator: one that is not persisted serves old and new code", () =>
  check(false, keepsStatics ? "# true true true" : "# false false false"));
