/** What a program gets and gives is the same as with `cargo run`. */

import { assertEquals } from "@std/assert";
import { driverCommand } from "../harness/driven_program.ts";
import { finish, type Finished } from "../harness/process_tree.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";

async function run(
  cwd: string,
  command: string[],
  programArgs: string[],
): Promise<Finished> {
  const [program = "", ...args] = command;
  const options = ["run", "--quiet", "--manifest-path", "app/Cargo.toml"];
  return await finish({
    program,
    args: [...args, ...options, "--", ...programArgs],
    cwd,
    input: "a line\nand a rest",
    encoding: "latin1",
  });
}

Deno.test("pass-through: a program is run as by cargo run", async (t) => {
  await using workspace = await copyProgram("pass_through");
  const chaud = [Deno.execPath(), ...driverCommand()];
  const ends = { "0": [], "7": ["--a b", "7"], "a signal": ["abort"] };
  for (const [end, args] of Object.entries(ends)) {
    await t.step(`and ends with ${end}`, async () => {
      const expected = await run(workspace.folder, ["cargo"], args);
      assertEquals(await run(workspace.folder, chaud, args), expected);
    });
  }
});
