import { assertEquals } from "@std/assert";
import { danger } from "./restart.ts";
import type { Held } from "../reload/report.ts";
import type { RefusalReason } from "./refusal.ts";
import type { Report } from "./report.ts";

const SAVE = {
  files: [],
  warnings: [],
  timings: { total: 0, stages: [] },
};

function refused(reason: RefusalReason): Report {
  return { kind: "refused", reason, details: [], ...SAVE };
}

function live(...reasons: Held["reason"][]): Report {
  const lists = { crates: [], hotFunctions: [], live: [] };
  const held = reasons.map((reason) => ({
    functions: ["f"],
    reason,
    barriers: [],
  }));
  const counts = {
    programs: 1,
    behind: [],
    epoch: 1,
    imports: 0,
    entries: 0,
    moved: false,
  };
  return { kind: "live", ...counts, ...lists, held, ...SAVE };
}

Deno.test("danger: refusals that a new program does not know", () => {
  assertEquals(danger(refused("type"), false), "refused");
  assertEquals(danger(refused("undefined"), false), "refused");
  assertEquals(danger(refused("link"), false), undefined);
});

Deno.test("danger: an edited main never comes to run", () => {
  assertEquals(danger(live("types", "running"), false), "main");
});

Deno.test("danger: doubts count with --strict", () => {
  assertEquals(danger(live("types"), false), undefined);
  assertEquals(danger(live("types"), true), "held");
  assertEquals(danger(live(), true), undefined);
});
