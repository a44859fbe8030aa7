import { assertEquals } from "@std/assert";
import { neededNames } from "./needed_names.ts";

Deno.test("what is named by something that is needed is needed", () => {
  const first = {
    always: [1],
    dispensable: [[1, [1, 2]], [2, [2]], [3, [3, 4]]] as const,
  };
  const second = {
    always: [],
    dispensable: [[4, [4, 5]], [2, [2, 6]]] as const,
  };
  const files = [first, second].map(({ always, dispensable }) => ({
    always,
    dispensable: [...dispensable],
  }));
  const needed = (...roots: number[]) =>
    [...neededNames(files, roots)].toSorted();
  assertEquals(needed(), [1, 2, 6]);
  assertEquals(needed(3), [1, 2, 3, 4, 5, 6]);
});
