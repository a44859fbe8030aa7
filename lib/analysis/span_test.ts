import { assertEquals } from "@std/assert";
import { changedSpan, toEndOfLine } from "./span.ts";

function check(before: string, after: string, was: string, is: string) {
  const { start, beforeEnd, afterEnd } = changedSpan(before, after);
  assertEquals(before.slice(start, beforeEnd), was);
  assertEquals(after.slice(start, afterEnd), is);
  assertEquals(
    before.slice(0, start) + is + before.slice(beforeEnd),
    after,
    "the rest must be the same",
  );
}

Deno.test("finds the one stretch that differs", () => {
  check("abc", "abc", "", "");
  check("abc", "aXc", "b", "X");
  check("aaa", "aa", "a", "");
  check("aa", "aaa", "", "a");
  check("", "abc", "abc".slice(3), "abc");
  check("abcabc", "abc", "abc", "");
  check("a1b2c", "a3b4c", "1b2", "3b4");
});

Deno.test("finds it in long texts", () => {
  const long = "0123456789\n".repeat(5000);
  for (const at of [0, 1, 4095, 4096, 4097, 20_000, 54_999, 55_000]) {
    check(long, long.slice(0, at) + "x" + long.slice(at), "", "x");
    check(long.slice(0, at) + "x" + long.slice(at), long, "x", "");
  }
  check(long, long + long, "", long);
});

Deno.test("never splits a character", () => {
  check("a😀b", "a😁b", "😀", "😁");
  check("a\u{1F600}b", "a\u{1FA00}b", "\u{1F600}", "\u{1FA00}");
});

Deno.test("widens to the end of the line", () => {
  const widened = toEndOfLine(changedSpan("a1b\nc", "a2b\nc"), "a1b\nc");
  assertEquals(widened, { start: 1, beforeEnd: 3, afterEnd: 3 });
  const last = toEndOfLine(changedSpan("a", "ab"), "a");
  assertEquals(last, { start: 1, beforeEnd: 1, afterEnd: 2 });
});
