/** The schema of events, held against every kind of event that there is. */

import { assert, assertEquals } from "@std/assert";
import schema from "../../lib/report/event_schema.json" with { type: "json" };
import type { Happening, SessionEvent } from "../../lib/report/event.ts";
import { EVENTS_VERSION } from "../../lib/report/event.ts";
import type { Report } from "../../lib/report/report.ts";
import { breaches } from "../harness/json_schema.ts";

const COMMON = {
  files: ["/w/a.rs"],
  timings: { total: 1.5, stages: [["link", 1]] as [string, number][] },
  warnings: [],
};

const REPORTS: { [kind in Report["kind"]]: Report & { kind: kind } } = {
  live: {
    ...COMMON,
    ...{ kind: "live", epoch: 1, programs: 1, moved: false },
    ...{ crates: ["leaf"], hotFunctions: [], imports: 1, entries: 1 },
    live: ["f"],
    held: [{ functions: ["g"], reason: "once", barriers: [] }],
    behind: [{ pid: 3, reason: "late", details: [] }],
  },
  refused: { ...COMMON, kind: "refused", reason: "type", details: ["A"] },
  fault: { ...COMMON, kind: "fault", reason: "space", details: [] },
  broken: { ...COMMON, kind: "broken", errors: ["error\n"] },
  unchanged: { ...COMMON, kind: "unchanged" },
  restart: { ...COMMON, kind: "restart", cause: "main", left: [] },
};

const HAPPENINGS: { [event in Happening["event"]]: Happening } = {
  session: { event: "session", driver: 1, root: "/w", restart: "auto" },
  unprepared: { event: "unprepared", packages: ["app"] },
  "other-chaud": {
    event: "other-chaud",
    packages: [{ name: "app", found: "chaud 0.1", instead: "other" }],
  },
  "kept-together": {
    event: "kept-together",
    reasons: [{ kind: "section", name: "numbers" }],
  },
  watching: { event: "watching", crates: ["app"], pid: 7 },
  joined: { event: "joined", joined: { pid: 8, kind: "joined", patches: 2 } },
  warm: { event: "warm" },
  prepared: {
    event: "prepared",
    crates: [{ crate: "app", reason: { kind: "optimised" } }],
  },
  report: { event: "report", report: REPORTS.live },
  warnings: { event: "warnings", warnings: ["warning\n"] },
  idle: { event: "idle" },
  fault: { event: "fault", message: "no" },
  rebuild: {
    event: "rebuild",
    request: {
      ...{ cause: "build", files: [], since: 0 },
      inputs: [{ path: "/w/Cargo.toml", kind: "manifest" }],
    },
  },
  renew: {
    event: "renew",
    request: { cause: "main", files: ["/w/a.rs"], inputs: [], since: 0 },
  },
  "cargo-needed": {
    event: "cargo-needed",
    reason: "build",
    details: ["Cargo.toml"],
  },
  progress: { event: "progress", line: "" },
  outlived: { event: "outlived", pids: [9] },
  crash: {
    event: "crash",
    crash: {
      end: { code: 139, signal: "SIGSEGV" },
      last: REPORTS.live,
      waits: true,
    },
  },
};

/** As it comes to who reads it. */
function written(happening: Happening): SessionEvent {
  const event = { version: EVENTS_VERSION, time: "now", ...happening };
  return JSON.parse(JSON.stringify(event));
}

Deno.test("event schema: every kind of event and of report fits", () => {
  for (const happening of Object.values(HAPPENINGS)) {
    assertEquals(breaches(written(happening), schema), [], happening.event);
  }
  for (const report of Object.values(REPORTS)) {
    const event = written({ event: "report", report });
    assertEquals(breaches(event, schema), [], report.kind);
  }
});

Deno.test("event schema: what lacks something, or is another thing, does not", () => {
  for (const happening of Object.values(HAPPENINGS)) {
    for (const name of Object.keys(happening)) {
      const { [name]: _, ...rest } = written(happening) as unknown as Record<
        string,
        unknown
      >;
      assert(breaches(rest, schema).length > 0, `${happening.event}: ${name}`);
    }
  }
  const other = { ...written(HAPPENINGS.idle), version: 2 };
  assert(breaches(other, schema).length > 0);
});
