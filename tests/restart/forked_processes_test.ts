/**
 * Processes that a program forks: real ones. Nothing serves them, so they are
 * named, and end with the program when another takes its place.
 */

import { assertEquals } from "@std/assert";
import type { RestartPolicy } from "../../lib/report/restart.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { isRunning } from "../../lib/system/procfs.ts";

const MAIN = "src/main.rs";

async function start(
  workspace: ScratchWorkspace,
  restart: RestartPolicy,
): Promise<DrivenProgram> {
  return await DrivenProgram.start({ cwd: workspace.folder, restart });
}

/** Asks for a process, which a test ends that fails. */
async function fork(
  program: DrivenProgram,
  how: string,
  stack: AsyncDisposableStack,
): Promise<number> {
  const pid = Number(await program.ask(how));
  stack.defer(() => {
    if (isThere(pid)) Deno.kill(pid, "SIGKILL");
  });
  return pid;
}

function isThere(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

Deno.test("forked processes: they end with the program that is replaced, daemons are named", async () => {
  await using workspace = await copyProgram("forks");
  await using program = await start(workspace, "auto");
  await using stack = new AsyncDisposableStack();
  const worker = await fork(program, "fork", stack);
  const daemon = await fork(program, "detach", stack);
  await workspace.edit(MAIN, ['"first"', '"second"']);
  const { behind = [] } = await program.report();
  const named = behind.map(({ pid, reason }) => `${reason} ${pid}`);
  assertEquals(named.sort(), [`forked ${daemon}`, `forked ${worker}`].sort());
  const { cause, left } = await program.restarted();
  assertEquals([cause, left], ["forked", [daemon]]);
  assertEquals(await isRunning(worker), false);
  assertEquals(await program.ask("word"), "second");

  // The new one has none.
  await workspace.edit(MAIN, ['"second"', '"third"']);
  const { kind, behind: others } = await program.report();
  assertEquals([kind, others], ["live", []]);
  assertEquals(await program.ask("word"), "third");
  // It holds what the program prints to.
  Deno.kill(daemon, "SIGKILL");
  assertEquals((await program.end()).code, 0);
});

Deno.test("forked processes: without restarts they are named with each save", async () => {
  await using workspace = await copyProgram("forks");
  await using program = await start(workspace, "never");
  await using stack = new AsyncDisposableStack();
  const pid = await fork(program, "fork", stack);
  let from = "first";
  for (const to of ["second", "third"]) {
    await workspace.edit(MAIN, [`"${from}"`, `"${to}"`]);
    assertEquals((await program.report()).behind, [
      { pid, reason: "forked", details: [] },
    ]);
    assertEquals(await program.ask("word"), to);
    from = to;
  }
  Deno.kill(pid, "SIGKILL");
  await workspace.edit(MAIN, ['"third"', '"fourth"']);
  assertEquals((await program.report()).behind, []);
  assertEquals((await program.end()).code, 0);
});

Deno.test("forked processes: one that outlives the program is named at its end", async () => {
  await using workspace = await copyProgram("forks");
  await using program = await start(workspace, "auto");
  await using stack = new AsyncDisposableStack();
  const pid = await fork(program, "daemon", stack);
  await program.said(
    new RegExp(`the program has ended; a process of it \\(pid ${pid}\\) runs`),
  );
  assertEquals((await program.status).code, 0);
  assertEquals(await isRunning(pid), true);
});
