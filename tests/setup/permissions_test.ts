/** The driver needs no more rights than the task `demo` gives it. */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram, driverCommand } from "../harness/driven_program.ts";
import { finish } from "../harness/process_tree.ts";
import { copyDemo } from "../harness/scratch_workspace.ts";
import { readFile } from "../harness/tree.ts";

async function permissionsOfDemo(): Promise<string[]> {
  const { tasks } = JSON.parse(await readFile("deno.json"));
  const [flags = ""] = (tasks.demo.command as string).split(" cli.ts ");
  return flags.split(" ").filter((word) => word.startsWith("-"));
}

Deno.test("permissions: those of the task demo suffice", async () => {
  const permissions = await permissionsOfDemo();
  assertEquals(
    permissions.filter((flag) => /^(?:-A|--allow-all)$/.test(flag)),
    [],
  );
  assertEquals(permissions.includes("--no-prompt"), true);
  await using demo = await copyDemo({});
  const args = ["-p", "root"];
  await using program = await DrivenProgram.start({
    cwd: demo.folder,
    args,
    permissions,
  });
  const source = "leaf/src/lib.rs";
  await demo.edit(source, ["-> u32 {\n    1\n}", "-> u32 {\n    2\n}"]);
  await program.reported("live", demo.path(source));
  assertEquals((await program.values())["leaf.version"], 2);
  assertEquals((await program.end()).code, 0);
});

Deno.test("permissions: one that is missing is named, without a stack", async (t) => {
  const all = await permissionsOfDemo();
  await using demo = await copyDemo({});
  for (const missing of ["read", "run", "env"]) {
    await t.step(missing, async () => {
      const rest = all.filter((flag) =>
        flag.split("=")[0] !== `--allow-${missing}`
      );
      const { code, stderr } = await finish({
        program: Deno.execPath(),
        args: [...driverCommand(rest), "run"],
        cwd: demo.folder,
      });
      assertEquals(code, 101, stderr);
      assertMatch(stderr, /error: Deno does not let the driver do its work: /);
      assertMatch(stderr, new RegExp(`--allow-${missing}`));
      assertEquals(/^ +at /m.test(stderr), false, stderr);
    });
  }
});
