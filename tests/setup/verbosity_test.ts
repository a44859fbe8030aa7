/** What `-v` and `-vv` say besides, as `--help` and the README promise. */

import { DrivenProgram } from "../harness/driven_program.ts";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { ENGINE, FIRST_TO_SECOND } from "../harness/small_program.ts";

Deno.test("verbosity: -vv says every command and every message", async () => {
  await using workspace = await copyProgram("small");
  const cwd = workspace.folder;
  await using program = await DrivenProgram.start({ cwd, args: ["-vv"] });
  const trace = (what: string) => program.said(new RegExp(`^trace: ${what}`));
  await trace(String.raw`\(in .*\) \S*cargo .*metadata`);
  await trace(String.raw`\(in .*\) \S*cargo .*run`);
  await trace("received hello\t");
  await trace("sent welcome\t");
  await workspace.edit(ENGINE, FIRST_TO_SECOND);
  await program.reported("live", workspace.path(ENGINE));
  await trace(String.raw`\(in .*\) \S*rustc .*--crate-name engine`);
  await trace(String.raw`\(in .*\) \S+ .*-shared .*patch-1-engine`);
  await trace("sent load\t1\t.*patch-1-engine");
  await trace("received live\t1\t");
  await program.said(/^debug: patch 1 of engine: .*live: `work`/);
});
