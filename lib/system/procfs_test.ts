import { assertEquals } from "@std/assert";
import {
  filesWrittenBy,
  filtersIn,
  hasMoreFilters,
  isInBackground,
  isRunning,
  mapped,
  startOf,
  statOf,
} from "./procfs.ts";
import { join } from "@std/path";

Deno.test("status: only this session's patches count as mapped", () => {
  const maps = `7f00-7f10 r-xp 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f20-7f28 rw-p 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f30-7f40 r-xp 00000000 00:01 1 /t/chaud-2/patch-1-leaf.so
7f50-7f60 rw-p 00000000 00:00 0
`;
  assertEquals(mapped(maps, "/t/chaud-1"), 0x18);
});

Deno.test("processes: the kernel's line is read, whatever the name holds", () => {
  const line = "7 (a b) c) S 1 70 71 34816 72 4194304 99 " +
    "0 0 0 0 0 0 0 20 0 1 0 1234 0\n";
  assertEquals(statOf(line), {
    state: "S",
    parent: "1",
    group: "70",
    foreground: "72",
    session: "71",
    flags: "4194304",
    began: "1234",
  });
  assertEquals(statOf().foreground, undefined);
});

Deno.test("processes: one that has no terminal is not in the background", async () => {
  const child = new Deno.Command("setsid", { args: ["sleep", "1000"] }).spawn();
  assertEquals(await isInBackground(child.pid), false);
  assertEquals(await isRunning(child.pid), true);
  child.kill("SIGKILL");
  await child.status;
  assertEquals(await isRunning(child.pid), false);
});

Deno.test("processes: how one was started", async () => {
  const env = { WORD: "a=b c" };
  const args = ["-c", "read -r word", "", "é"];
  const options = { args, env, clearEnv: true, stdin: "piped" } as const;
  const child = new Deno.Command("/bin/sh", options).spawn();
  assertEquals(await startOf(child.pid), { name: "/bin/sh", args, env });
  await child.stdin.close();
  await child.status;
  assertEquals(await startOf(child.pid), undefined);
});

Deno.test("processes: one that was started with what is no text", async () => {
  const options = {
    args: ["-c", "exec sh -c 'read -r word' \"$(printf '\\377')\""],
  };
  const streams = { stdin: "piped", stdout: "null" } as const;
  const child = new Deno.Command("/bin/sh", { ...options, ...streams }).spawn();
  const isNamed = async () => (await startOf(child.pid))?.name !== "/bin/sh";
  while (!await isNamed());
  assertEquals(await startOf(child.pid), undefined);
  await child.stdin.close();
  await child.status;
});

Deno.test("processes: what they and their children hold for writing", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const files = ["own", "child's", "read"].map((name) => join(folder, name));
  for (const path of files) await Deno.writeTextFile(path, "");
  // The inner shell says that it is there.
  const script = `exec 3>>own 4<read; sh -c 'exec 5>"child'"'"'s"; echo; cat'`;
  const child = new Deno.Command("sh", {
    args: ["-c", `${script}; :`],
    cwd: folder,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const written = await filesWrittenBy([child.pid]);
  const were = files.map((path) => written.has(path));
  assertEquals(were, [true, true, false]);
  await child.stdin.close();
  await reader.cancel();
  await child.status;
  await Deno.remove(folder, { recursive: true });
  assertEquals(await filesWrittenBy([]), new Set());
});

Deno.test("procfs: filters of system calls, thread by thread", () => {
  const status = (name: string, ...lines: string[]) =>
    [`Name:\t${name}`, "State:\tS (sleeping)", ...lines, ""].join("\n");
  const text = status("app", "Seccomp:\t2", "Seccomp_filters:\t3") +
    status("Name: x", "Seccomp:\t0", "Seccomp_filters:\t0") +
    status("old", "Seccomp:\t2") + status("older");
  assertEquals(filtersIn(text), [
    { name: "app", filters: 3 },
    { name: "Name: x", filters: 0 },
    { name: "old", filters: 2 },
    { name: "older", filters: 0 },
  ]);
  assertEquals(filtersIn(undefined), []);
});

Deno.test("procfs: what is like us has no more filters than we", async () => {
  assertEquals(await hasMoreFilters(Deno.pid, "main"), false);
  assertEquals(await hasMoreFilters(2 ** 31 - 1, "main"), false);
});
