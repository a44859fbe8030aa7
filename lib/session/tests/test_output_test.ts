/** Reads what libtest prints. */

import { assertEquals } from "@std/assert";
import {
  failuresIn,
  listedTests,
  showsOutput,
  testResults,
  withoutNames,
} from "./test_output.ts";

const FAILED = `
running 5 tests
test tests::good ... ok
test tests::bad ... FAILED
test tests::left_out ... ignored, slow
test tests::panics - should panic ... ok
test tests::calm - should panic ... FAILED

failures:

---- tests::bad stdout ----

thread 'tests::bad' (7) panicked at src/lib.rs:8:25:
test tests::strange ... ok

---- tests::calm stdout ----
note: test did not panic as expected

failures:
    tests::bad
    tests::calm

test result: FAILED. 2 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;

Deno.test("test output: how each test has ended", () => {
  const { passed, failed, ignored, isWhole } = testResults(FAILED);
  assertEquals([...failed].sort(), ["tests::bad", "tests::calm"]);
  assertEquals([...ignored], ["tests::left_out"]);
  assertEquals(passed.has("tests::good") && passed.has("tests::panics"), true);
  assertEquals(isWhole, true);
});

Deno.test("test output: one that aborts has no end", () => {
  const { passed, failed, isWhole } = testResults(
    "running 2 tests\ntest tests::good ... ok\n",
  );
  assertEquals([[...passed], [...failed], isWhole], [
    ["tests::good"],
    [],
    false,
  ]);
});

Deno.test("test output: failures are shown as they were printed", () => {
  const shown = failuresIn(FAILED);
  assertEquals(shown.startsWith("failures:\n\n---- tests::bad stdout"), true);
  assertEquals(shown.endsWith("    tests::calm"), true);
  assertEquals(failuresIn("fatal runtime error\n"), "fatal runtime error");
});

Deno.test("test output: the names of tests, as they are listed", () => {
  const text = "tests::a: test\nbenches::b: benchmark\n\n1 test, 1 benchmark\n";
  assertEquals(listedTests(text), ["tests::a", "benches::b"]);
});

Deno.test("test output: what chooses by name is left out, and nothing else", () => {
  const check = (args: string, expected: string) =>
    assertEquals(withoutNames(args.split(" ")).join(" "), expected);
  check("--test-threads 1 a b", "--test-threads 1");
  check("--exact tests::a --nocapture", "--nocapture");
  check("--skip slow --ignored", "--ignored");
  check("--skip=slow --test-threads=2", "--test-threads=2");
  check("--color always name", "--color always");
  assertEquals(showsOutput(["--nocapture"]), true);
  assertEquals(showsOutput(["name"]), false);
});
