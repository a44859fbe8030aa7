import { assertEquals } from "@std/assert";
import { isInBackground, isRunning, mapped, statOf } from "./procfs.ts";

Deno.test("status: only this session's patches count as mapped", () => {
  const maps = `7f00-7f10 r-xp 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f20-7f28 rw-p 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f30-7f40 r-xp 00000000 00:01 1 /t/chaud-2/patch-1-leaf.so
7f50-7f60 rw-p 00000000 00:00 0
`;
  assertEquals(mapped(maps, "/t/chaud-1"), 0x18);
});

Deno.test("processes: the kernel's line is read, whatever the name holds", () => {
  const line = "7 (a b) c) S 1 70 71 34816 72 4194304 99 0\n";
  assertEquals(statOf(line), {
    state: "S",
    group: "70",
    foreground: "72",
    flags: "4194304",
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
