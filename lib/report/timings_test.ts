import { assertEquals } from "@std/assert";
import type { Report } from "./report.ts";
import { firstBuild, timings } from "./timings.ts";

const STAGES: [string, number][] = [["build", 1234.5678], ["stop", 0.04]];
const COMMON = {
  files: ["/a.rs"],
  timings: { total: 1300.06, stages: STAGES },
  warnings: [],
};

function check(report: Report, expected: Record<string, unknown>) {
  const times = { total: 1300.1, build: 1234.6, stop: 0 };
  assertEquals(JSON.parse(timings(report)), {
    files: ["/a.rs"],
    ...times,
    ...expected,
  });
}

Deno.test("timings: of a save and of a restart, rounded", () => {
  const restart = { kind: "restart", cause: "build" } as const;
  const isRenewed = false;
  const expected = { ...restart, left: [7], isRenewed };
  check({ ...COMMON, ...restart, left: [7] }, expected);
  const refused = { kind: "refused", reason: "type" } as const;
  check({ ...COMMON, ...refused, details: ["a"] }, refused);
  check({ ...COMMON, kind: "broken", errors: ["a"] }, { kind: "broken" });
  check({ ...COMMON, kind: "unchanged" }, { kind: "unchanged" });
});

Deno.test("timings: of the first build", () => {
  const expected = { kind: "build", files: [], total: 12.3 };
  assertEquals(JSON.parse(firstBuild(12.34)), expected);
});
