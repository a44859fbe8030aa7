import { assert, assertEquals } from "@std/assert";
import { basename } from "@std/path";
import { executablesOf, forkedProcesses, readProcesses } from "./forked.ts";

/** The kernel's line; what stands between flags and the start is of no use. */
function line(
  { pid = 0, state = "S", parent = 1, session = 5, flags = 0, began = 0 },
): string {
  const between = "0 ".repeat(12);
  return `${pid} (a) b) ${state} ${parent} ${pid} ${session} 0 -1 ${flags} ` +
    `${between}${began} 0\n`;
}

const FORKED = 0x40;

Deno.test("forked: only who has started no program since, and still runs", () => {
  const lines = [
    line({ pid: 10 }),
    line({ pid: 11, parent: 10, flags: FORKED }),
    line({ pid: 12, parent: 11, session: 12, flags: FORKED | 0x400000 }),
    line({ pid: 13, parent: 10, flags: FORKED, state: "Z" }),
    line({ pid: 14, parent: 10, flags: FORKED | 4, state: "R" }),
  ];
  const found = readProcesses(`5.00 1.00\n${lines.join("")}`, 10);
  assertEquals(found, [
    { pid: 11, ancestors: [10, 1], isDetached: false, isNew: false },
    { pid: 12, ancestors: [11, 10, 1], isDetached: true, isNew: false },
  ]);
});

Deno.test("forked: one that was forked just now may be about to start a program", () => {
  const check = (state: string, began: number, expected: boolean) => {
    const text = `5.00 1.00\n${line({ pid: 7, flags: FORKED, state, began })}`;
    assertEquals(readProcesses(text, 1).map(({ isNew }) => isNew), [expected]);
  };
  check("R", 450, true);
  check("D", 450, true);
  check("R", 350, false);
  check("S", 450, false);
});

Deno.test("forked: nothing is known where there is no /proc", () => {
  assertEquals(readProcesses("", 1), []);
});

Deno.test("forked: a process that a shell has forked, until it starts a program", async () => {
  const command = "{ read -r line; exec sleep 1000; } <&3 & echo $!; wait";
  const shell = new Deno.Command("bash", {
    args: ["-c", `exec 3<&0; ${command}`],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = shell.stdin.getWriter();
  const output = shell.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const pid = parseInt((await output.read()).value ?? "");
  const found = (await forkedProcesses()).find((each) => each.pid === pid);
  assertEquals(found?.ancestors.slice(0, 2), [shell.pid, Deno.pid]);
  assertEquals(found?.isDetached, false);
  const executables = await executablesOf([pid, shell.pid]);
  assertEquals(executables.get(pid), executables.get(shell.pid));
  assertEquals(basename(executables.get(pid) ?? ""), "bash");

  await input.write(new TextEncoder().encode("go\n"));
  while ((await forkedProcesses()).some((each) => each.pid === pid));
  const program = (await executablesOf([pid])).get(pid);
  assert(program !== executables.get(pid), program);
  Deno.kill(pid, "SIGKILL");
  await Promise.all([input.close(), output.cancel(), shell.status]);
});
