import { assertEquals } from "@std/assert";
import { createLog } from "./log.ts";
import type { RunListener } from "./listener.ts";
import type { Held, Report } from "./report.ts";
import { terminalReporter } from "./reporter.ts";
import type { RestartPolicy } from "./restart.ts";

const LIVE: Extract<Report, { kind: "live" }> = {
  kind: "live",
  files: ["/w/src/main.rs"],
  live: [],
  held: [],
  entries: 0,
  timings: { total: 53, stages: [["compile", 40]] },
  warnings: [],
  epoch: 1,
  programs: 1,
  behind: [],
  moved: false,
  crates: ["app"],
  hotFunctions: [],
  imports: 0,
};

/** What a terminal shows. */
function shown(
  tell: (listener: RunListener) => void,
  restart: RestartPolicy = "auto",
  verbosity = 0,
): string[] {
  let text = "";
  const log = createLog({
    verbosity,
    color: "never",
    env: () => undefined,
    write: (lines) => text += lines,
  });
  tell(terminalReporter(log, { root: "/w", timings: false, restart }));
  return text.trimEnd().split("\n");
}

const reportOf = (report: Partial<typeof LIVE>) => (listener: RunListener) =>
  listener.onReport({ ...LIVE, ...report });

Deno.test("reporter: a save is one line, with -v the stages as well", () => {
  const greeting = reportOf({ live: ["greeting"] });
  const line = "    Reloaded src/main.rs: greeting live in 53 ms";
  assertEquals(shown(greeting), [line]);
  assertEquals(shown(greeting, "auto", 1), [
    line,
    "debug: 53 ms: compile 40",
    "debug: patch 1 of app: 0 hot functions, 0 imports, 0 entries; live: `greeting`",
  ]);
});

Deno.test("reporter: what belongs to a save stands below it", () => {
  const held: Held[] = [
    { functions: ["f"], reason: "once", barriers: [] },
  ];
  assertEquals(
    shown(reportOf({ live: ["g"], unusedValues: ["LIMIT"], held }), "never"),
    [
      "    Reloaded src/main.rs: g live in 53 ms",
      "       note: `LIMIT` keeps its value: the new one is for the next start",
      "    warning: `f` ran once: its change shows after a restart",
    ],
  );
});

Deno.test("reporter: of an edited `main`, the restart tells", () => {
  const held: Held[] = [
    { functions: ["main"], reason: "running", barriers: [] },
  ];
  const files = LIVE.files;
  const edit = (listener: RunListener) => {
    listener.onReport({ ...LIVE, held });
    listener.onRebuild?.({ cause: "main", files, inputs: [], since: 0 });
  };
  assertEquals(shown(edit), [
    "  Rebuilding src/main.rs: `main` is running, and has changed",
  ]);
  assertEquals(shown(reportOf({ held }), "never"), [
    "      Loaded src/main.rs: app in 53 ms, and not live",
    "    warning: `main` is running: its change shows after a restart",
  ]);
});

Deno.test("reporter: errors, and what that means for the program", () => {
  const broken = (listener: RunListener) =>
    listener.onReport({
      kind: "broken",
      errors: ["error: no\n --> a.rs\n"],
      warnings: [],
      files: [],
      timings: LIVE.timings,
    });
  assertEquals(shown(broken), [
    "error: no",
    " --> a.rs",
    "note: the program goes on with the code it has",
  ]);
});

Deno.test("reporter: that the dependency is missing is said once it runs", () => {
  const run = (listener: RunListener) => {
    listener.onUnprepared(["app"]);
    listener.onWatching(["leaf", "app"], 7);
    listener.onWatching(["leaf", "app"], 8);
  };
  assertEquals(shown(run), [
    "    Watching 2 crates (app, leaf)",
    "       note: `chaud init` gives `app` persisted statics and checked types",
    "    Watching 2 crates (app, leaf)",
  ]);
  assertEquals(shown((listener) => listener.onUnprepared(["app"])), [""]);
});
