/**
 * What follows from what: every event in every state, under every policy, as
 * `restart_decision_cases.txt` has it (`UPDATE=1` writes it anew).
 */

import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { RestartPolicy, RestartRequest } from "../report/restart.ts";
import type { Report } from "../report/report.ts";
import { decide } from "./restart_decision.ts";
import type { Decision, RestartEvent, RestartState } from "./restart_state.ts";

const ASKED_AT = 100_000;
const NOW = { time: 500, date: ASKED_AT + 10_000 };
const POLICIES: RestartPolicy[] = ["auto", "ask", "never"];

function request(
  cause: RestartRequest["cause"],
  more: Partial<RestartRequest> = {},
): RestartRequest {
  return { cause, files: ["/w/old"], inputs: [], since: 1, ...more };
}

function ask(cause: RestartRequest["cause"]) {
  const files = ["/w/asked"];
  return { request: request(cause, { files }), date: ASKED_AT };
}

const trial = request("build", { isTrial: true });
const wanted = request("refused", { isTrial: false, isWanted: true });

/** All that can be going on, as far as it makes a difference. */
const STATES: Record<string, RestartState> = {
  "unready": { kind: "unready", isRequested: false },
  "unready, requested": { kind: "unready", isRequested: true },
  "idle": { kind: "idle" },
  "idle, asked of a refusal": { kind: "idle", question: ask("refused") },
  "idle, asked of the build": { kind: "idle", question: ask("build") },
  "idle, failed": { kind: "idle", failed: trial },
  "building": {
    kind: "building",
    request: request("build", { isTrial: false }),
    isStale: false,
  },
  "building on trial": { kind: "building", request: trial, isStale: false },
  "building for a refusal": {
    kind: "building",
    request: request("refused"),
    isStale: false,
  },
  "building as wanted": { kind: "building", request: wanted, isStale: false },
  "building after a crash": {
    kind: "building",
    request: request("crash"),
    isStale: false,
  },
  "building what is stale": {
    kind: "building",
    request: request("build"),
    isStale: true,
  },
  "building what is stale on trial": {
    kind: "building",
    request: trial,
    isStale: true,
  },
  "building for a refusal, and the build has changed": {
    kind: "building",
    request: request("refused", {
      inputs: [{ path: "/w/Cargo.toml", kind: "manifest" }],
    }),
    isStale: true,
  },
  "building for a refusal, stale": {
    kind: "building",
    request: request("refused"),
    isStale: true,
  },
  "building as wanted, stale": {
    kind: "building",
    request: wanted,
    isStale: true,
  },
  "building on what has crashed": {
    kind: "building",
    request: request("crash"),
    isStale: true,
    question: ask("refused"),
  },
  "waiting": { kind: "waiting", request: request("build") },
  "waiting after a refusal": { kind: "waiting", request: request("refused") },
  "waiting after a hang": { kind: "waiting", request: request("hang") },
  "waiting after a crash": {
    kind: "waiting",
    request: request("crash"),
    question: ask("refused"),
  },
  "over": { kind: "over" },
};

const common = {
  files: ["/w/new"],
  warnings: [],
  timings: { total: 100, stages: [] },
};

function live(reasons: ("running" | "types")[]): Report {
  return {
    ...common,
    ...{ kind: "live", epoch: 1, programs: 1, behind: [], moved: false },
    ...{ crates: [], hotFunctions: [], imports: 0, entries: 0, live: [] },
    held: reasons.map((reason) => ({ functions: ["f"], reason, barriers: [] })),
  };
}

function inputs(
  path: string,
  ...kinds: ("manifest" | "build script")[]
): RestartEvent {
  const changed = kinds.map((kind) => ({ path, kind }));
  const what = { changed, areLocks: path.endsWith(".lock"), since: 400 };
  return { kind: "inputs", files: [path], ...what };
}

/** All that can happen, as far as it makes a difference. */
const EVENTS: Record<string, RestartEvent> = {
  "ready": { kind: "ready" },
  "manifest": inputs("/w/Cargo.toml", "manifest"),
  "build script": inputs("/w/build.rs", "build script"),
  "inputs are back": inputs("/w/Cargo.toml"),
  "lock file": inputs("/w/Cargo.lock", "manifest"),
  "live": { kind: "report", report: live([]) },
  "held": { kind: "report", report: live(["types"]) },
  "main edited": { kind: "report", report: live(["running"]) },
  "refused": {
    kind: "report",
    report: { ...common, kind: "refused", reason: "type", details: [] },
  },
  "refused for good": {
    kind: "report",
    report: { ...common, kind: "refused", reason: "link", details: [] },
  },
  "broken": {
    kind: "report",
    report: { ...common, kind: "broken", errors: [] },
  },
  "dependents broken": {
    kind: "report",
    report: { ...common, files: [], kind: "broken", errors: [] },
  },
  "build gone": {
    kind: "report",
    report: { ...common, kind: "fault", reason: "gone", details: [] },
  },
  "saved": { kind: "saved", file: "/w/new" },
  "answered": { kind: "touched", file: "/w/asked", date: ASKED_AT + 1000 },
  "saved twice": { kind: "touched", file: "/w/asked", date: ASKED_AT + 999 },
  "other touched": { kind: "touched", file: "/w/b", date: ASKED_AT + 1000 },
  "request": { kind: "request" },
  "crash": { kind: "crash" },
  "hang": { kind: "hang", files: ["/w/new"] },
  "built broken": { kind: "built", result: { kind: "broken", errors: [] } },
  "built same": { kind: "built", result: { kind: "same" } },
  "built more": { kind: "built", result: { kind: "more", added: ["a"] } },
  "built other": { kind: "built", result: { kind: "other" } },
  "renewed": { kind: "built", result: { kind: "renewed", isRunning: true } },
  "renewed, and over": {
    kind: "built",
    result: { kind: "renewed", isRunning: false },
  },
  "done same": { kind: "done", result: { kind: "same" } },
  "done more": { kind: "done", result: { kind: "more", added: ["a"] } },
  "done other": { kind: "done", result: { kind: "other" } },
  "fault": { kind: "fault" },
};

/** A decision in few words. */
function words({ state, said, todo }: Decision): string {
  const parts: string[] = [state.kind];
  if ("request" in state) {
    const { cause, isTrial, isWanted } = state.request;
    parts.push(`for ${cause}`);
    if (isTrial) parts.push("on trial");
    if (isWanted) parts.push("as wanted");
  }
  if ("isStale" in state && state.isStale) parts.push("once more");
  if ("isRequested" in state && state.isRequested) parts.push("requested");
  if ("failed" in state && state.failed) parts.push("failed");
  if ("question" in state && state.question) {
    parts.push(`asking of ${state.question.request.cause}`);
  }
  if (todo) parts.push(`to ${todo}`);
  if (said) parts.push(`says ${said.end.kind}`);
  return parts.join(", ");
}

/** Something can only have been done where it was to be done. */
function canHappen(state: RestartState, event: RestartEvent): boolean {
  if (event.kind !== "done" || state.kind !== "building") return true;
  const { cause, isWanted } = state.request;
  return cause === "build" || cause === "crash" && !isWanted;
}

function casesOf(state: RestartState): string[] {
  const before = words({ state });
  return Object.entries(EVENTS).flatMap(([name, event]) => {
    if (!canHappen(state, event)) return [];
    const ends = POLICIES.map((policy) => {
      const rules = { policy, canBuild: true };
      const end = words(decide(state, event, rules, NOW));
      return end === before ? "nothing" : end;
    });
    const [first = ""] = ends;
    if (ends.some((end) => end !== first)) {
      return [
        `  ${name}:`,
        ...ends.map((end, i) => `    ${POLICIES[i]}: ${end}`),
      ];
    }
    return first === "nothing" ? [] : [`  ${name}: ${first}`];
  });
}

const CASES = fromFileUrl(
  new URL("restart_decision_cases.txt", import.meta.url),
);

Deno.test("restart decision: what follows from each event", async () => {
  const lines = Object.entries(STATES).flatMap(([name, state]) => [
    name,
    ...casesOf(state),
  ]);
  const text = `${lines.join("\n")}\n`;
  if (Deno.env.has("UPDATE")) await Deno.writeTextFile(CASES, text);
  assertEquals(text, await Deno.readTextFile(CASES));
});

Deno.test("restart decision: nothing is built that it is not known how to", () => {
  for (const event of Object.values(EVENTS)) {
    for (const policy of POLICIES) {
      const rules = { policy, canBuild: false };
      const { state } = decide({ kind: "idle" }, event, rules, NOW);
      assertEquals(state.kind === "building", false, event.kind);
    }
  }
});

Deno.test("restart decision: who runs no build scripts says so of their files", () => {
  const path = "/w/build/schema";
  const inputs: RestartEvent = {
    kind: "inputs",
    files: [path],
    changed: [{ path, kind: "build script input" }],
    areLocks: false,
    since: 0,
  };
  const detailOf = (canBuild: boolean) => {
    const rules = { policy: "never", canBuild } as const;
    const { said } = decide({ kind: "idle" }, inputs, rules, NOW);
    return said?.end.kind === "refused" ? said.end.details : [];
  };
  assertEquals(detailOf(true), [`${path}: build script input`]);
  assertEquals(detailOf(false), [
    `${path}: build script input, perhaps: only \`chaud run\` runs the script to know`,
  ]);
});

Deno.test("restart decision: what is said is of what was wanted first", () => {
  const rules = { policy: "auto", canBuild: true } as const;
  const first = { kind: "building", request: request("build") } as const;
  const manifest = EVENTS["manifest"] as RestartEvent;
  const { state } = decide({ ...first, isStale: false }, manifest, rules, NOW);
  const wish = "request" in state ? state.request : undefined;
  assertEquals(wish?.files, ["/w/old", "/w/Cargo.toml"]);
  assertEquals(wish?.since, 1);
});
