/**
 * Edits that are taken back while the program runs: it goes back to the code
 * that it had, and nothing is compiled for that.
 */

import { assertEquals } from "@std/assert";
import { stepsWith } from "../harness/steps.ts";
import { LEAF, MAIN, MID, Scene } from "./undo_scene.ts";

const TWO: [string, string] = ["    1\n", "    2\n"];
const THREE: [string, string] = ["    1\n", "    3\n"];
const SEVEN: [string, string] = ["    7\n", "    8\n"];
const OWN: [string, string] = ["    1000\n", "    2000\n"];
const HOT: [string, string] = ["+ 10", "+ 20"];
const HOTTER: [string, string] = ["+ 10", "+ 30"];
const MORE: [string, string] = ["+ 100", "+ 200"];

Deno.test("undo: the program goes back to its own code, and to that of a patch", async (t) => {
  await using scene = await Scene.start();
  const step = stepsWith(t, scene.program);
  await scene.check("1 121 1000");

  await step("an edit and its undo", async () => {
    await scene.forth(LEAF, TWO);
    await scene.check("2 122 1000");
    const { live } = await scene.back([0], LEAF);
    assertEquals(live, ["value"]);
    await scene.check("1 121 1000");
    await scene.program.said(
      /leaf\/src\/lib.rs: value back to the program's own code in /,
    );
  });

  await step(
    "an edit after an undo, and back to a middle state",
    async () => {
      await scene.forth(LEAF, THREE);
      await scene.check("3 123 1000");
      await scene.back([1], LEAF, TWO);
      await scene.check("2 122 1000");
      await scene.program.said(/value back to the code of patch 1 in /);
      await scene.back([0], LEAF);
      await scene.back([3], LEAF, THREE);
      await scene.check("3 123 1000");
    },
  );

  await step("one of two crates", async () => {
    await scene.forth(MID, MORE);
    await scene.check("3 223 1000");
    await scene.back([0], LEAF);
    await scene.check("1 221 1000");
    await scene.back([0], MID);
    await scene.check("1 121 1000");
    await scene.settled();
  });

  await step("private functions, in a loop that never ends", async () => {
    await scene.forth(LEAF, SEVEN);
    const first = scene.patches;
    await scene.check("1 121 1000", "8");
    assertEquals((await scene.back([0], LEAF)).live, ["turning"]);
    await scene.check("1 121 1000", "7");
    await scene.back([first], LEAF, SEVEN);
    await scene.check("1 121 1000", "8");
    await scene.back([0], LEAF);
    await scene.forth(MAIN, OWN);
    await scene.check("1 121 2000");
    await scene.back([0], MAIN);
    await scene.check("1 121 1000");
  });

  await step("a hot function: what it persists is kept", async () => {
    const calls = Number((await scene.program.ask("")).split(" ")[2]) - 10;
    const next = async (n: number, expected: number) => {
      const answer = await scene.program.ask("");
      assertEquals(answer.split(" ")[2], `${calls + n + expected}`);
    };
    await next(1, 10);
    await scene.forth(LEAF, HOT);
    const first = scene.patches;
    await next(2, 20);
    await scene.back([0], LEAF);
    await next(3, 10);
    await scene.back([first], LEAF, HOT);
    await next(4, 20);
    await scene.back([0], LEAF);
    await scene.settled();
  });
});

Deno.test("undo: edits that other crates see", async (t) => {
  await using scene = await Scene.start();
  const step = stepsWith(t, scene.program);

  await step("a new function and its caller", async () => {
    const extra: [string, string] = [
      "pub struct",
      "pub fn extra() -> u32 {\n    5\n}\n\npub struct",
    ];
    await scene.forth(LEAF, extra);
    await scene.forth(MID, ["+ 100", "+ leaf::extra()"]);
    await scene.check("1 26 1000");
    await scene.back([0], MID);
    await scene.check("1 121 1000");
    await scene.back([0], LEAF);
    await scene.back([1], LEAF, extra);
    await scene.back([2], MID, ["+ 100", "+ leaf::extra()"]);
    await scene.check("1 26 1000");
    await scene.back([0], MID);
    await scene.back([0], LEAF);
    await scene.check("1 121 1000");
  });

  await step(
    "another layout of a type, and what is edited after",
    async () => {
      const second: [string, string][] = [
        ["pub first", "pub second: u64,\n    pub first"],
        ["Pair { first: 20 }", "Pair { second: 1, first: 30 }"],
      ];
      await scene.forth(LEAF, ...second);
      await scene.forth(LEAF, ...second, TWO);
      await scene.back([9], LEAF, ...second);
      await scene.back([0], LEAF);
      await scene.check("1 121 1000");
      await scene.forth(LEAF, TWO);
      await scene.check("2 122 1000");
      await scene.back([0], LEAF);
      await scene.check("1 121 1000");
      await scene.settled();
    },
  );
});

Deno.test("undo: what returns is not always what is there", async (t) => {
  await using scene = await Scene.start();
  const step = stepsWith(t, scene.program);

  await step("a broken edit that is taken back", async () => {
    const path = scene.workspace.path(LEAF);
    await scene.workspace.saveByRename(LEAF, "fn");
    await scene.program.reported("broken", path);
    await scene.workspace.saveByRename(LEAF, scene.originals.get(LEAF) ?? "");
    await scene.program.reported("unchanged", path);
    await scene.check("1 121 1000");
  });

  await step(
    "two files taken back at once, one of them part-way",
    async () => {
      await scene.forth(LEAF, TWO);
      await scene.forth(MID, MORE);
      await scene.forth(MID, ["+ 100", "+ 300"]);
      await scene.check("2 322 1000");
      await scene.back([2], MID, MORE);
      await scene.back([0], LEAF);
      await scene.check("1 221 1000");
    },
  );

  await step("a module that was away", async () => {
    const used: [string, string] = ["    1\n", "    part::part()\n"];
    const mod: [string, string] = [
      "use std::thread;",
      "use std::thread;\n\nmod part;",
    ];
    const part = (n: number) =>
      scene.workspace.save(
        "leaf/src/part.rs",
        `pub fn part() -> u32 {\n    ${n}\n}\n`,
      );
    const thereAndBack = async (values: string) => {
      await scene.forth(LEAF, mod, used);
      await scene.check(values);
      const first = scene.patches;
      await scene.forth(LEAF, mod, used, SEVEN);
      await scene.back([first], LEAF, mod, used);
      await scene.check(values);
      await scene.back([0], LEAF);
      await scene.check("1 221 1000");
    };
    await part(50);
    await scene.program.settled();
    await thereAndBack("50 270 1000");
    // Nobody watches it now.
    await part(60);
    await thereAndBack("60 280 1000");
  });
});

Deno.test("undo: a hot function goes back to a version in between, although a type has changed since", async (t) => {
  await using scene = await Scene.start();
  const step = stepsWith(t, scene.program);
  let asked = 0;
  const hot = async () => {
    const [, , value] = (await scene.program.ask("values")).split(" ");
    return Number(value) - asked++;
  };

  await step("two versions, and another type", async () => {
    assertEquals(await hot(), 10);
    await scene.forth(LEAF, HOT);
    // Dependents, too, are compiled against each version.
    await scene.program.settled();
    assertEquals(await hot(), 20);
    await scene.forth(LEAF, HOTTER);
    await scene.program.settled();
    assertEquals(await hot(), 30);
    await scene.forth(
      LEAF,
      HOTTER,
      ["first: u32,", "first: u32,\n    pub second: u32,"],
      ["{ first: 20 }", "{ first: 20, second: 3 }"],
    );
    await scene.program.settled();
    assertEquals(await hot(), 30);
  });

  await step("the first of them", async () => {
    const { live } = await scene.back([0, 1], LEAF, HOT);
    assertEquals(live, ["hot"]);
    assertEquals(await hot(), 20);
  });
});
