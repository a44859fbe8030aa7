import { assertEquals } from "@std/assert";
import type { Held, RefusalReason, Report } from "./report.ts";
import { both, isCrash, restartCause, type RestartRequest } from "./restart.ts";

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
  assertEquals(restartCause(refused("type")), "refused");
  assertEquals(restartCause(refused("undefined")), "refused");
  assertEquals(restartCause(refused("link")), undefined);
});

Deno.test("danger: an edited main never comes to run", () => {
  assertEquals(restartCause(live("types", "running")), "main");
});

Deno.test("danger: old code that goes on is enough", () => {
  for (
    const reason of [
      "types",
      "past",
      "layout",
      "entries",
      "endless",
      "once",
      "closures",
      "stored",
      "callers",
    ] as const
  ) assertEquals(restartCause(live(reason)), "held");
  assertEquals(restartCause(live()), undefined);
});

Deno.test("danger: forked processes run on with the old code", () => {
  const report = live();
  if (report.kind !== "live") return;
  const behind = { pid: 7, reason: "forked" as const, details: [] };
  assertEquals(restartCause({ ...report, behind: [behind] }), "forked");
  const late = { ...behind, reason: "late" as const };
  assertEquals(restartCause({ ...report, behind: [late] }), undefined);
});

function need(
  cause: RestartRequest["cause"],
  more: Partial<RestartRequest> = {},
): RestartRequest {
  return { cause, files: [`/${cause}`], inputs: [], since: 1, ...more };
}

function check(
  first: RestartRequest,
  second: RestartRequest,
  expected: Partial<RestartRequest>,
): void {
  const { cause, isTrial, isWanted } = both(first, second);
  const usual = { isTrial: false, isWanted: false };
  assertEquals<Partial<RestartRequest>>(
    { cause, isTrial: isTrial ?? false, isWanted: isWanted ?? false },
    { ...usual, ...expected },
  );
}

Deno.test("need: a refusal may be taken back, a change of the build stays", () => {
  const [refused, build] = [need("refused"), need("build")];
  check(refused, build, { cause: "build" });
  check(build, refused, { cause: "build" });
  assertEquals(both(refused, build).files, ["/refused", "/build"]);
});

Deno.test("need: what the user asked for stays, whatever else is saved", () => {
  const trial = need("build", { isTrial: true });
  const wanted = need("refused", { isTrial: false, isWanted: true });
  check(wanted, trial, { cause: "refused", isWanted: true });
  check(trial, wanted, { cause: "refused", isWanted: true });
  check(trial, trial, { cause: "build", isTrial: true });
});

Deno.test("crash: panics, and signals that nobody sent", () => {
  assertEquals(isCrash({ code: 101, signal: null }), true);
  assertEquals(isCrash({ code: 139, signal: "SIGSEGV" }), true);
  assertEquals(isCrash({ code: 134, signal: "SIGABRT" }), true);
});

Deno.test("crash: an exit code and Ctrl-C are ordinary ends", () => {
  assertEquals(isCrash({ code: 0, signal: null }), false);
  assertEquals(isCrash({ code: 1, signal: null }), false);
  assertEquals(isCrash({ code: 130, signal: "SIGINT" }), false);
  assertEquals(isCrash({ code: 143, signal: "SIGTERM" }), false);
  assertEquals(isCrash({ code: 137, signal: "SIGKILL" }), false);
});

Deno.test("restart: during a load, only who was asked to end has not crashed", () => {
  const isLost = (end: Parameters<typeof isCrash>[0]) => isCrash(end, true);
  assertEquals(isLost({ code: 1, signal: null }), true);
  assertEquals(isLost({ code: 127, signal: null }), true);
  assertEquals(isLost({ code: 137, signal: "SIGKILL" }), true);
  assertEquals(isLost({ code: 159, signal: "SIGSYS" }), true);
  assertEquals(isLost({ code: 0, signal: null }), false);
  assertEquals(isLost({ code: 130, signal: null }), false);
  assertEquals(isLost({ code: 143, signal: "SIGTERM" }), false);
  assertEquals(isLost({ code: 129, signal: "SIGHUP" }), false);
});
