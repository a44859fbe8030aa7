import { assertEquals } from "@std/assert";
import { mapped } from "./procfs.ts";

Deno.test("status: only this session's patches count as mapped", () => {
  const maps = `7f00-7f10 r-xp 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f20-7f28 rw-p 00000000 00:01 1 /t/chaud-1/patch-1-leaf.so
7f30-7f40 r-xp 00000000 00:01 1 /t/chaud-2/patch-1-leaf.so
7f50-7f60 rw-p 00000000 00:00 0
`;
  assertEquals(mapped(maps, "/t/chaud-1"), 0x18);
});
