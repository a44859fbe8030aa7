/** `chaud test`: each save runs the tests that it can reach, and no others. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { copyProgram } from "../harness/scratch_workspace.ts";
import { namesOf, testOnce, TestScene } from "./scene.ts";

const SHAPES = "shapes/src/lib.rs";
const APP = "app/src/lib.rs";
const MAIN = "app/src/main.rs";
const ALL = 11;

/** Checks which tests ran, and which of them failed. */
function check(
  { tests, failed, of }: { tests: string[]; failed: string[]; of: number },
  expected: { tests: string; failed?: string; of?: number },
): void {
  const words = (text: string) => text === "" ? [] : text.split(" ").sort();
  assertEquals(
    { tests: namesOf(tests), failed: namesOf(failed), of },
    {
      tests: words(expected.tests),
      failed: words(expected.failed ?? ""),
      of: expected.of ?? ALL,
    },
  );
}

Deno.test("chaud test: a save runs the tests that it can reach", async () => {
  await using scene = await TestScene.start();
  // Behind a trait object, and in a crate below.
  check(await scene.edit(SHAPES, ["        0\n", "        1\n"]), {
    tests: "tests::lines",
    failed: "tests::lines",
  });
  // What failed runs until it passes, whatever is edited.
  check(await scene.edit(APP, ["deposit(300)", "deposit(100 * 3)"]), {
    tests: "tests::lines tests::paid",
    failed: "tests::lines",
  });
  check(await scene.edit(SHAPES, ["        1\n", "        0\n"]), {
    tests: "tests::lines",
  });
  // In a table of functions, with a value of the thread's.
  check(await scene.edit(SHAPES, ["    n + 1", "    1 + n"]), {
    tests: "tests::calls tests::steps",
  });
  // A static that tests read, and what has no harness.
  check(await scene.edit(SHAPES, ["u32 = 10", "u32 = 4"]), {
    tests: "by_itself limit tests::below_zero",
    failed: "by_itself limit",
  });
  check(await scene.edit(SHAPES, ["u32 = 4", "u32 = 10"]), {
    tests: "by_itself limit tests::below_zero",
  });
  // A generic function, whose code is where it is used.
  check(await scene.edit(SHAPES, ["value + value", "value + value + value"]), {
    tests: "doubles",
    failed: "doubles",
  });
  check(await scene.edit(SHAPES, [" + value + value", " + value"]), {
    tests: "doubles",
  });
  // A comment, and lines that move.
  check(await scene.edit(SHAPES, ["pub trait", "// Has one.\n\npub trait"]), {
    tests: "",
  });
});

Deno.test("chaud test: whatever is edited is what runs", async () => {
  await using scene = await TestScene.start();
  const { workspace } = scene;
  const fields: [string, string][] = [
    ["pub cents: i64,", "pub owner: String,\n    pub cents: i64,"],
    ["Self { cents: 0 }", "Self {\n owner: String::new(),\n cents: 0 }"],
  ];
  check(await scene.edit(SHAPES, ...fields), { tests: "tests::paid" });

  await workspace.edit(SHAPES, ["n - 1", "n - one"]);
  await scene.said(/cannot find value `one`/);
  check(await scene.edit(SHAPES, ["n - one", "n - 2"]), {
    tests: "tests::below_zero tests::steps",
    failed: "tests::steps",
  });
  check(await scene.edit(SHAPES, ["n - 2", "n - 1"]), {
    tests: "tests::below_zero tests::steps",
  });

  const fresh = "    #[test]\n    fn fresh() {}\n\n    #[test]\n    fn lines";
  check(await scene.edit(APP, ["    #[test]\n    fn lines", fresh]), {
    tests: "tests::fresh",
    of: ALL + 1,
  });
  check(await scene.edit(APP, ["#[ignore]\n", "#[should_panic]\n"]), {
    tests: "tests::never",
    of: ALL + 1,
  });
  check(
    await scene.edit(APP, [
      "fn fresh() {}",
      "fn fresh() { std::process::abort() }",
    ]),
    {
      tests: "tests::fresh",
      failed: "tests::fresh",
      of: ALL + 1,
    },
  );
  const gone = fresh.replace("{}", "{ std::process::abort() }");
  check(await scene.edit(APP, [gone, "    #[test]\n    fn lines"]), {
    tests: "",
  });

  // A program that tests start.
  const outside = "by_itself doubles greets limit";
  check(await scene.edit(MAIN, ["shapes::greeting()", '"good-bye"']), {
    tests: outside,
    failed: "greets",
  });
  check(await scene.edit(MAIN, ['"good-bye"', "shapes::greeting()"]), {
    tests: outside,
  });

  // What cargo has to be asked for runs everything.
  await workspace.save("app/tests/more.rs", "#[test]\nfn more() {}\n");
  await scene.said(/Building .*more\.rs/);
  const all = await scene.tested();
  assertEquals([all.tests.length, all.of, all.failed], [ALL + 1, ALL + 1, []]);
  await scene.warm();
  check(
    await scene.edit("app/tests/more.rs", [
      "{}",
      "{ assert!(std::env::args().count() > 0) }",
    ]),
    {
      tests: "more",
      of: ALL + 1,
    },
  );
  assertEquals((await scene.end()).code, 0);
});

Deno.test("chaud test: once, it ends as `cargo test` does", async () => {
  await using workspace = await copyProgram("tested");
  const good = await testOnce(workspace);
  assertEquals(good.code, 0, good.stderr);
  assertMatch(good.stdout, /^11 tests, all passed, in \d+ ms \(run \d+\)$/m);
  assert(!good.stdout.includes("running"));

  await workspace.edit(APP, ["deposit(300)", "deposit(301)"]);
  const bad = await testOnce(workspace, "paid", "--", "--exact", "tests::paid");
  assertEquals(bad.code, 101);
  assertMatch(bad.stdout, /---- tests::paid stdout ----/);

  await workspace.edit(APP, ["deposit(301)", "deposit(three)"]);
  const broken = await testOnce(workspace);
  assertEquals(broken.code, 101);
  assertMatch(broken.stderr, /cannot find value `three`/);
});
