import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  capture,
  FolderGoneError,
  type LineOptions,
  ProcessError,
  runLines,
} from "./process.ts";
import type { Call } from "./process.ts";

function sh(script: string, env: Record<string, string> = {}): Call {
  return { program: "/bin/sh", args: ["-c", script], env, cwd: "/" };
}

async function lines(
  call: Call,
  options: Partial<LineOptions> = {},
): Promise<[code: number, ...lines: string[]]> {
  const said: string[] = [];
  const onLine = (line: string) => said.push(line);
  const { code } = await runLines(call, { onLine, ...options });
  return [code, ...said];
}

Deno.test("process: standard error comes line by line", async () => {
  const check = async (script: string, expected: [number, ...string[]]) =>
    assertEquals(await lines(sh(script)), expected);
  await check("echo a >&2; echo out; echo b >&2", [0, "a", "b"]);
  await check("printf 'a\\n\\nb' >&2; exit 3", [3, "a", "", "b"]);
  await check("printf 'ü\\n' >&2", [0, "ü"]);
  await check(":", [0]);
});

Deno.test("process: a line arrives before the process ends", async () => {
  const controller = new AbortController();
  const onLine = () => controller.abort();
  const call = sh("echo a >&2; exec sleep 60");
  const { signal } = controller;
  await assertRejects(() => runLines(call, { onLine, signal }), DOMException);
});

Deno.test("process: gets the environment of its call and no other", async () => {
  const call = sh('echo "$A ${HOME-none}" >&2', { A: "1" });
  assertEquals(await lines(call), [0, "1 none"]);
});

Deno.test("process: runs in its folder", async () => {
  assertEquals(await lines(sh("pwd >&2")), [0, "/"]);
});

Deno.test("process: in the background it runs behind everything else", async () => {
  const call = sh("sleep 0.2; nice >&2", { PATH: "/bin:/usr/bin" });
  assertEquals(await lines(call, { background: true }), [0, "19"]);
});

Deno.test("process: nothing is started for what is over", async () => {
  const signal = AbortSignal.abort();
  await assertRejects(() => lines(sh("exit 0"), { signal }), DOMException);
});

Deno.test("process: tells which program does not exist", async () => {
  const call = { ...sh(""), program: "/no/such/program" };
  const error = await assertRejects(() => lines(call), ProcessError);
  assert(error.message.includes("`/no/such/program`"), error.message);
});

Deno.test("process: tells which folder is gone", async () => {
  const call = { ...sh(""), cwd: "/no/such/folder" };
  const error = await assertRejects(() => lines(call), FolderGoneError);
  assert(error.message.includes("`/no/such/folder`"), error.message);
});

/** Leaves one behind that holds all of its streams. */
const LEAVES_ONE = "sleep 1000 & echo $! >&2; echo said >&2";

function end(pid: string | number | undefined): void {
  // Zero would be all of us.
  assert(Number(pid) > 1, `${pid}`);
  Deno.kill(Number(pid), "SIGKILL");
}

Deno.test("process: one that it leaves behind is not waited for", async () => {
  const call = sh(LEAVES_ONE, { PATH: "/bin:/usr/bin" });
  const [code, pid, ...said] = await lines(call);
  end(pid);
  assertEquals([code, said], [0, ["said"]]);

  const { stdout, stderr } = await capture("/bin/sh", call.args, "/");
  const [other, ...more] = stderr.split("\n");
  end(other);
  assertEquals([stdout, more], ["", ["said", ""]]);
});

Deno.test("process: one that is not wanted is ended with whatever it does", async () => {
  const check = async (script: string) => {
    const controller = new AbortController();
    const { signal } = controller;
    const said: string[] = [];
    const onLine = (line: string) => {
      said.push(line);
      controller.abort();
    };
    const call = sh(script, { PATH: "/bin:/usr/bin" });
    await assertRejects(() => runLines(call, { onLine, signal }), DOMException);
    return said[0];
  };
  await check("trap : TERM; echo $$ >&2; while :; do sleep 1; done");
  await check("echo $$ >&2; kill -STOP $$");
  end(await check(`${LEAVES_ONE}; exec sleep 1000`));
});

Deno.test("process: a captured one keeps both streams apart", async () => {
  const { program, args } = sh("echo out; echo err >&2; exit 2");
  assertEquals(await capture(program, args, "/"), {
    code: 2,
    signal: null,
    stdout: "out\n",
    stderr: "err\n",
  });
});
