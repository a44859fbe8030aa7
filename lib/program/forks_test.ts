import { assertEquals } from "@std/assert";
import { basename } from "@std/path";
import { type ForkSearch, unservedForks } from "./forks.ts";

/** A shell that has forked a process, which reads what the shell is told. */
async function forkingShell(socket: string) {
  const child = new Deno.Command("bash", {
    args: ["-c", "exec 3<&0; read -r line <&3 & echo $!; wait"],
    env: { CHAUD_SOCKET: socket },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const forked = parseInt((await output.read()).value ?? "");
  const end = async () => {
    await Promise.all([child.stdin.close(), output.cancel(), child.status]);
  };
  return { pid: child.pid, forked, end };
}

Deno.test("forks: those of served programs, and of this session", async () => {
  const socket = "/nowhere/that/others/use/socket";
  const shell = await forkingShell(socket);
  const find = async (search: Partial<ForkSearch>) => {
    const found = await unservedForks({
      socket: "/another",
      served: new Set(),
      isProgram: (executable) => basename(executable) === "bash",
      ...search,
    });
    return found.some(({ pid }) => pid === shell.forked);
  };
  const served = new Set([shell.pid]);
  assertEquals(await find({ served }), true);
  // Its parent may have ended: then its environment tells.
  assertEquals(await find({ socket }), true);
  assertEquals(await find({}), false);
  assertEquals(await find({ served, isProgram: () => false }), false);
  // What takes the place of the program may have begun to fork.
  assertEquals(await find({ socket, next: shell.pid }), false);
  assertEquals(await find({ served: served.add(shell.forked) }), false);
  await shell.end();
});
