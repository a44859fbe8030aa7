/**
 * Edits one upon the other, each compared with what cargo finds when it runs all tests:
 * no failure is ever missed.
 */

import { assertEquals } from "@std/assert";
import { failingWithCargo, namesOf, TestScene } from "./scene.ts";

/** What can be changed, and changed back. */
const MUTATIONS: [path: string, from: string, to: string][] = [
  ["shapes/src/lib.rs", "self.0 * self.0", "self.0 + self.0"],
  ["shapes/src/lib.rs", "u32 = 10", "u32 = 3"],
  ["shapes/src/lib.rs", "    n + 1", "    n + 2"],
  ["shapes/src/lib.rs", "    n - 1", "    n.wrapping_sub(1)"],
  ["shapes/src/lib.rs", "value + value", "value + value + value"],
  ["shapes/src/lib.rs", '"hello"', '"good-bye"'],
  ["shapes/src/lib.rs", "pub cents: i64", "pub cents: i64,\n    pub more: ()"],
  ["shapes/src/lib.rs", "Cell::new(0)", "Cell::new(1)"],
  ["app/src/lib.rs", "deposit(300)", "deposit(30)"],
  ["app/src/lib.rs", ".sum()", ".max().unwrap_or(7)"],
  ["app/src/main.rs", '"{}"', '"<{}>"'],
  ["app/tests/outside.rs", "twice(4u8), 8", "twice(4u8), 9"],
];
/** A field more has to be given a value. */
const FIELD: [string, string] = [
  "Self { cents: 0 }",
  "Self { cents: 0, more: () }",
];
/** Which of them are made, and taken back, in this order. */
const ORDER = [0, 8, 6, 1, 5, 0, 3, 10, 6, 2, 1, 11, 9, 8, 7, 4];

Deno.test("chaud test: a storm of edits finds every failure that a full run finds", async () => {
  await using scene = await TestScene.start();
  const { workspace } = scene;
  const mutated = new Set<number>();
  let failing = new Set<string>();
  for (const [count, which] of ORDER.entries()) {
    const [path, from, to] = MUTATIONS[which] ?? ["", "", ""];
    const isBack = mutated.delete(which);
    if (!isBack) mutated.add(which);
    const edits: [string, string][] = [[from, to]];
    if (to.includes("more")) edits.push(FIELD);
    const { tests, failed } = await scene.edit(
      path,
      ...edits.map(([a, b]): [string, string] => isBack ? [b, a] : [a, b]),
    );
    const ran = new Set(namesOf(tests));
    failing = failing.difference(ran).union(new Set(namesOf(failed)));
    assertEquals(
      [...failing].sort(),
      await failingWithCargo(workspace),
      `edit ${count}: ${from} and ${to}, ran ${[...ran].join(", ")}`,
    );
  }
});
