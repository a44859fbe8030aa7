import { assertEquals } from "@std/assert";
import { restartCause } from "./restart.ts";
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
  assertEquals(restartCause(refused("type"), false), "refused");
  assertEquals(restartCause(refused("undefined"), false), "refused");
  assertEquals(restartCause(refused("link"), false), undefined);
});

Deno.test("danger: an edited main never comes to run", () => {
  assertEquals(restartCause(live("types", "running"), false), "main");
});

Deno.test("danger: doubts count with --strict", () => {
  assertEquals(restartCause(live("types"), false), undefined);
  assertEquals(restartCause(live("types"), true), "held");
  assertEquals(restartCause(live(), true), undefined);
});
