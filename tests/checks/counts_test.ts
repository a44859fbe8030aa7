import { assertEquals } from "@std/assert";
import {
  closingLine,
  countTests,
  outcomeOf,
  type Runner,
  skippedTests,
} from "../harness/counts.ts";

function check(
  runner: Runner,
  output: string,
  succeeded: boolean,
  passed: number,
  failed: number,
  skipped = 0,
) {
  const expected = { passed, failed, skipped };
  assertEquals(countTests(runner, output, succeeded), expected);
}

const CARGO = `
test tests::a ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;

Deno.test("counts: cargo closes once for each test binary", () => {
  check("cargo", CARGO, false, 4, 2, 1);
});

Deno.test("counts: deno closes once, with colours and steps or without", () => {
  const reset = "\x1b[0m";
  check(
    "deno",
    `${reset}\x1b[32mok${reset} | 8 passed | 0 failed (30ms)\n`,
    true,
    8,
    0,
  );
  check(
    "deno",
    "FAILED | 7 passed (12 steps) | 1 failed | 2 ignored (1s)\n",
    false,
    7,
    1,
    2,
  );
});

Deno.test("counts: a plain closing line stands alone on its line", () => {
  check(
    "plain",
    "so far 1 passed, 0 failed\n5 passed, 1 failed\n",
    false,
    5,
    1,
  );
});

Deno.test("counts: a plain closing line may name what was skipped", () => {
  check("plain", "5 passed, 0 failed, 3 skipped\n", true, 5, 0, 3);
  const line = (skipped: number) =>
    closingLine({ passed: 5, failed: 1, skipped });
  assertEquals(line(3), "5 passed, 1 failed, 3 skipped");
  assertEquals(line(0), "5 passed, 1 failed");
});

Deno.test("counts: skipped tests say why", () => {
  const text = "\x1b[0mskipped links: mold: `mold` is not on the PATH\r\n" +
    "not skipped a: b\nskipped nothing\nskipped c: d\n";
  assertEquals(skippedTests(text), [
    "links: mold: `mold` is not on the PATH",
    "c: d",
  ]);
});

Deno.test("counts: a test that is skipped without a reason has failed", () => {
  const closing = "ok | 3 passed | 0 failed | 1 ignored (1s)\n";
  const failed = (output: string) => outcomeOf("deno", output, true).failed;
  assertEquals(failed(`skipped a: there is no b\n${closing}`), 0);
  assertEquals(failed(closing), 1);
});

Deno.test("counts: a check is one test", () => {
  check("none", "", true, 1, 0);
  check("none", "1 passed, 0 failed\n", false, 0, 1);
});

Deno.test("counts: what broke before it was counted has failed", () => {
  check("cargo", "error[E0308]: mismatched types\n", false, 0, 1);
  check("deno", "ok | 3 passed | 0 failed\n", false, 3, 1);
});

Deno.test("counts: a runner that ran nothing has failed", () => {
  check("deno", "ok | 0 passed | 0 failed\n", true, 0, 1);
  check("plain", "", true, 0, 1);
});
