import { assertEquals } from "@std/assert";
import type { Report } from "../report/report.ts";
import { ReportSummary } from "./status.ts";

const common = { files: [], timings: { total: 0, stages: [] }, warnings: [] };

function live(epoch: number, live: string[], held: string[]): Report {
  return {
    kind: "live",
    back: [],
    epoch,
    live,
    held: [{ functions: held, reason: "types", barriers: [] }],
    programs: 1,
    behind: [],
    moved: false,
    crates: [],
    hotFunctions: [],
    imports: 0,
    entries: 0,
    ...common,
  };
}

Deno.test("status: what is held back is so until it is live", () => {
  const summary = new ReportSummary();
  assertEquals(summary.result.last, undefined);
  summary.add(live(1, ["a"], ["b", "c"]));
  summary.add({ kind: "broken", errors: [], ...common });
  summary.add(live(3, ["b"], []));
  assertEquals(summary.result, {
    epoch: 3,
    saves: { live: 2, refused: 0, broken: 1, fault: 0, unchanged: 0 },
    last: "live",
    held: ["c"],
  });
});
