import { assertEquals } from "@std/assert";
import type { Report } from "../report/report.ts";
import { Tally } from "./status.ts";

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
  const tally = new Tally();
  assertEquals(tally.sum.last, undefined);
  tally.add(live(1, ["a"], ["b", "c"]));
  tally.add({ kind: "broken", errors: [], ...common });
  tally.add(live(3, ["b"], []));
  assertEquals(tally.sum, {
    epoch: 3,
    saves: { live: 2, refused: 0, broken: 1, fault: 0, unchanged: 0 },
    last: "live",
    held: ["c"],
  });
});
