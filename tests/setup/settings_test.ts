/** What stands in `Cargo.toml` for the driver is in force. */

import { assertEquals, assertMatch } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

const SETTINGS = `
[workspace.metadata.chaud]
package = "app"
colour = true
on-reload = 'echo "epoch $CHAUD_EPOCH $VERSION_OF_TEST" >&2'
env = { VERSION_OF_TEST = "seven" }
`;

Deno.test("settings: of the workspace are in force, and others named", async () => {
  await using workspace = await copyProgram("small");
  await workspace.append("Cargo.toml", SETTINGS);
  await using program = await DrivenProgram.start({ cwd: workspace.folder });
  const warning = await program.said(/^warning: .*metadata\.chaud/);
  assertEquals(
    warning,
    "warning: Cargo.toml: `metadata.chaud.colour` is not known",
  );
  await workspace.edit(ENGINE, ["first", "second"]);
  await program.reported("live", workspace.path(ENGINE));
  assertMatch(await program.said(/^epoch/), /^epoch 1 seven$/);
});
