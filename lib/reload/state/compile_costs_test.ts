import { assertEquals } from "@std/assert";
import { CompileCosts } from "./compile_costs.ts";

const LARGE = 1_000_000;
const SMALL = 1_000;

/** Checks whether functions are taken for faster after some compiles. */
function check(
  whole: number[],
  functions: number[],
  characters: number,
  expected: boolean,
) {
  const costs = new CompileCosts();
  for (const ms of whole) costs.note("whole", "a", ms);
  for (const ms of functions) costs.note("functions", "a", ms);
  costs.note("whole", "b", expected ? 1 : 1000);
  assertEquals(costs.areFunctionsFaster("a", characters), expected);
}

Deno.test("before the first compile, a crate's size decides", () => {
  check([], [], LARGE, true);
  check([], [], SMALL, false);
});

Deno.test("a crate that takes long gets a first function patch", () => {
  check([1000], [], SMALL, true);
  check([100], [], LARGE, false);
});

Deno.test("then what was the faster decides", () => {
  check([100], [90], SMALL, true);
  check([100], [110], LARGE, false);
});

Deno.test("one slow compile among the last decides nothing", () => {
  check([100], [90, 900], SMALL, true);
  check([100, 900], [110], LARGE, false);
});

Deno.test("what was long ago does not count", () => {
  check([100, 900, 900, 900], [400], SMALL, true);
});
