/** A failing list is cut down to what makes it fail. */

import { assertEquals } from "@std/assert";
import { shrink } from "./shrink.ts";

async function check(length: number, needed: number[]) {
  const list = Array.from({ length }, (_, i) => i);
  const fails = (shorter: number[]) =>
    Promise.resolve(needed.every((number) => shorter.includes(number)));
  assertEquals(await shrink(list, fails), needed);
}

Deno.test("shrink: leaves what is needed", async () => {
  await check(1, [0]);
  await check(9, [8]);
  await check(20, [3, 4, 19]);
  await check(7, [0, 6]);
});
