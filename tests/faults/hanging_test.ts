/** Nothing that a test starts can keep it waiting, or outlive it. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { DrivenProgram } from "../harness/driven_program.ts";
import { finish, ProcessTree, succeed } from "../harness/process_tree.ts";
import { runSuite } from "../run_all.ts";
import { TOP } from "../harness/tree.ts";

/** Prints, leaves behind what holds its streams in various ways, and waits. */
const HANGS = `echo 'so far'
sleep 3600 &
echo "child $!"
set -m
sleep 3600 &
echo "group $!"
setsid sh -c 'echo "session $$"; exec sleep 3600'
`;

function pidsIn(text: string): Record<string, number> {
  const lines = text.matchAll(/^(child|group|session) (\d+)$/gm);
  return Object.fromEntries(
    Array.from(lines, ([, name = "", pid]) => [name, Number(pid)]),
  );
}

async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await finish({
    program: "sed",
    args: ["s/.*) //", `/proc/${pid}/stat`],
  });
  // One that nobody waited for is a zombie.
  return /^[^ZX]/.test(stdout);
}

/** All but a session of its own has ended, or is about to. */
async function assertEnded(text: string): Promise<void> {
  const { child = 0, group = 0, session = 0 } = pidsIn(text);
  Deno.kill(session, "SIGKILL");
  for (const pid of [child, group]) {
    while (await isRunning(pid)) await new Promise((done) => setTimeout(done));
  }
}

Deno.test("hanging: one that hangs is ended with all that it started", async () => {
  const task = { program: "bash", args: ["-c", HANGS] };
  let message = "";
  // On a busy machine it takes a while to get so far.
  for (let guardMs = 1000; !/^session/m.test(message); guardMs *= 2) {
    const hanging = finish({ ...task, guardMs });
    ({ message } = await assertRejects(() => hanging, Error));
  }
  const late = /^bash -c .*: not over in \d+ s\. It printed:\nso far\n/s;
  assertEquals(late.test(message), true, message);
  await assertEnded(message);
});

Deno.test("hanging: one is ended when it is not wanted any more", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const task = { program: "sleep", args: ["3600"], signal };
  const end = assertRejects(() => finish(task), DOMException, "enough");
  controller.abort(new DOMException("enough"));
  await end;
  await assertRejects(() => finish(task), DOMException, "enough");
});

Deno.test("hanging: they end with the process that wanted them", async () => {
  const url = toFileUrl(`${TOP}tests/harness/process_tree.ts`).href;
  const script = `import { ProcessTree } from ${JSON.stringify(url)};
const args = ["-c", ${JSON.stringify(HANGS)}];
new ProcessTree("bash", { args, stdout: "inherit" });
`;
  const args = ["run", "--quiet", "-A", "--ext=ts", "-"];
  await using tree = new ProcessTree(Deno.execPath(), {
    args,
    stdin: "piped",
    stdout: "piped",
  });
  await new Blob([script]).stream().pipeTo(tree.root.stdin);
  let said = "";
  const reader = tree.root.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  while (!/^session \d+$/m.test(said)) said += (await reader.read()).value;
  tree.root.kill("SIGKILL");
  await assertEnded(said);
  await reader.cancel();
});

Deno.test("hanging: what one reads, prints and says in the end", async () => {
  const script = 'cat; printf "\\377" >&2; exit 3';
  const task = { program: "sh", args: ["-c", script], encoding: "latin1" };
  const input = "a line\nand a rest";
  assertEquals(await finish({ ...task, input }), {
    success: false,
    code: 3,
    stdout: input,
    stderr: "ÿ",
  });
  await assertRejects(() => succeed(task), Error, "failed:\nÿ");
  const unread = { program: "true", args: [], input: "x".repeat(1 << 20) };
  assertEquals(await succeed(unread), "");
});

Deno.test("hanging: a suite that hangs is ended, and has failed", async () => {
  const { passed, failed, skipped } = await runSuite({
    name: "never-ends",
    group: "tests",
    runner: "plain",
    command: "sleep 3600",
  }, 100);
  assertEquals([passed, failed, skipped], [0, 1, 0]);
});

Deno.test("hanging: a driver that hangs is ended, and what it said is shown", async () => {
  const script = "trap '' TERM; echo 'so far' >&2; sleep 3600 & wait; wait";
  const command = ["sh", "-c", script];
  const options = { cwd: TOP, command, isCargo: true, guardMs: 100 };
  const program = new DrivenProgram(options);
  await program.said(/^so far$/);
  const end = program[Symbol.asyncDispose]();
  const error = await end.then(() => undefined, (error) => `${error}`);
  assert(error?.includes("the end: not in 0.1 s\nstderr | so far"), error);
  assertEquals((await program.status).signal, "SIGKILL");
});
