import { assertEquals } from "@std/assert";
import { LastEnd } from "./last_end.ts";

Deno.test("last end: what is saved is news if it changes anything", () => {
  const last = new LastEnd();
  assertEquals([last.isNews(0), last.isNews(1)], [false, true]);
  last.come("live", true);
  last.begin();
  assertEquals([last.isNews(0), last.isNews(1)], [false, true]);
});

Deno.test("last end: what has failed is tried again after the next save", () => {
  for (const kind of ["broken", "refused", "fault"] as const) {
    const last = new LastEnd();
    last.come(kind, true);
    assertEquals(last.isSettled, false);
    assertEquals([last.isNews(0), last.isNews(1)], [false, false], kind);
    last.begin();
    assertEquals([last.isNews(0), last.isNews(1)], [true, true], kind);
  }
});

Deno.test("last end: what was saved meanwhile is still to be looked at", () => {
  const last = new LastEnd();
  last.begin();
  last.come("fault", false);
  assertEquals(last.isNews(1), true);
});

Deno.test("last end: only a fault has its time", () => {
  const last = new LastEnd();
  last.come("broken", true);
  assertEquals(last.faultAt, undefined);
  const before = performance.now();
  last.come("fault", true);
  assertEquals((last.faultAt ?? 0) >= before, true);
});
