import { assertEquals, assertRejects } from "@std/assert";
import { ProcessError } from "./process.ts";
import { startAgain } from "./same_start.ts";

/** Runs a script of the shell, under some name and with some variables. */
async function run(script: string, name: string, env: Record<string, string>) {
  const call = { program: "/bin/sh", args: ["-c", script], env, cwd: "/" };
  return await startAgain(call, name);
}

Deno.test("same start: name, variables and folder are those it is given", async () => {
  const command = `tr '\\0' ' ' < /proc/$$/cmdline | { read -r name rest;
    test "$name" = own/name && test "$WORD" = "a b" && test -z "$HOME" &&
    test "$(pwd)" = /; }`;
  const env = { WORD: "a b", PATH: Deno.env.get("PATH") ?? "" };
  const { status } = await run(command, "own/name", env);
  assertEquals(await status, { success: true, code: 0, signal: null });
});

Deno.test("same start: it ends with a code, or by a signal", async () => {
  const { status } = await run("exit 7", "sh", {});
  assertEquals(await status, { success: false, code: 7, signal: null });
  const running = await run("kill -STOP $$", "sh", {});
  running.kill("SIGKILL");
  const end = { success: false, code: 137, signal: "SIGKILL" } as const;
  assertEquals(await running.status, end);
});

Deno.test("same start: what is not there cannot be started", async () => {
  const call = { program: "/no/such", args: [], env: {}, cwd: "/" };
  await assertRejects(
    () => startAgain(call, "such"),
    ProcessError,
    "Cannot start `/no/such`",
  );
});
