/** A test that needs what a machine lacks is skipped, and says why. */

import { assert, assertEquals } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { countTests, skippedTests } from "../harness/counts.ts";
import { linkPrograms, LISTED } from "../harness/listed_programs.ts";
import { cleanEnvironment, finish } from "../harness/process_tree.ts";
import { TOP } from "../harness/tree.ts";

const needs = toFileUrl(`${TOP}tests/harness/needs.ts`).href;
const TESTS = `import { testNeeding } from ${JSON.stringify(needs)};
await testNeeding(["mold"], "with mold", () => {
  throw new Error("never");
});
await testNeeding([], "with nothing", () => {});
`;

Deno.test("needs: only listed programs are found, and tests of others skipped", async () => {
  const folder = await Deno.makeTempDir();
  const programs = join(folder, "programs");
  await linkPrograms(programs);
  const found = await Array.fromAsync(Deno.readDir(programs));
  const names = found.map(({ name }) => name).filter((name) => name !== "deno");
  assertEquals(names.filter((name) => !LISTED.includes(name)), []);
  assert(["cargo", "rustc", "cc", "git"].every((name) => names.includes(name)));

  const file = join(folder, "some_test.ts");
  await Deno.writeTextFile(file, TESTS);
  const { success, stdout } = await finish({
    program: "deno",
    args: ["test", "-A", "--config", join(TOP, "deno.json"), file],
    env: { ...cleanEnvironment(), PATH: programs },
  });
  const counts = { passed: 1, failed: 0, skipped: 1 };
  assertEquals(countTests("deno", stdout, success), counts, stdout);
  const skipped = "with mold: `mold` is not on the PATH";
  assertEquals(skippedTests(stdout), [skipped]);
  await Deno.remove(folder, { recursive: true });
});
