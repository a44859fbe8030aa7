import { assert, assertEquals } from "@std/assert";
import type { Held, RefusalReason, Report } from "./report.ts";
import {
  live,
  persistentValue,
  refused,
  stages,
  unchanged,
} from "./reload_messages.ts";
import { afresh, unusedValues } from "./static_messages.ts";
import type { Status } from "./wording.ts";

const ROOT = "/home/user/project";

type Live = Extract<Report, { kind: "live" }>;
type Refused = Extract<Report, { kind: "refused" }>;

function check(status: Status, expected: string) {
  assertEquals(`${status.verb} ${status.text}`, expected);
}

const LIVE: Live = {
  kind: "live",
  files: [`${ROOT}/leaf/src/lib.rs`],
  live: [],
  held: [],
  entries: 0,
  timings: { total: 99.6, stages: [["compile", 60.4], ["link", 39.2]] },
  warnings: [],
  epoch: 1,
  programs: 1,
  behind: [],
  moved: false,
  crates: ["leaf"],
  hotFunctions: [],
  back: [],
  imports: 0,
};

function checkLive(report: Partial<Live>, expected: string) {
  const full: Live = { ...LIVE, ...report };
  const status = live(full, ROOT);
  check(status, `Reloaded ${expected} in 100 ms`);
  assert(status.text.length <= 80 - "    Reloaded ".length, status.text);
}

Deno.test("sentences: code that was live before", () => {
  const check = (back: number[], expected: string) =>
    checkLive({ live: ["a"], back }, `leaf/src/lib.rs: a ${expected}`);
  check([0], "back to the program's own code");
  check([12], "back to the code of patch 12");
  check([0, 12], "back to earlier code");
});

Deno.test("sentences: as many functions are named as fit, others counted", () => {
  const file = "leaf/src/lib.rs:";
  const named = { live: ["leaf::a", "leaf::b"], imports: 7 };
  checkLive(named, `${file} leaf::a, leaf::b live`);
  checkLive({ live: [..."abcd"] }, `${file} a, b, c, d live`);
  const long = ["first", "second", "third"].map((name) => `leaf::its_${name}`);
  checkLive({ live: long }, `${file} leaf::its_first and 2 more live`);
  const longer = ["a".repeat(50), "b"];
  checkLive({ live: longer }, `${file} 2 functions live`);
});

Deno.test("sentences: the stages are said apart", () => {
  const timings: [string, number][] = [["compile", 60.4], ["link", 39.2]];
  const text = "100 ms: compile 60, link 39";
  assertEquals(stages({ total: 99.6, stages: timings }), text);
});

Deno.test("sentences: without names, what was swapped counts", () => {
  const file = "leaf/src/lib.rs:";
  checkLive({ imports: 1 }, `${file} 1 import live`);
  checkLive({ hotFunctions: ["a", "b"] }, `${file} 2 hot functions live`);
  const both = { hotFunctions: ["a"], imports: 938 };
  checkLive(both, `${file} 1 hot function and 938 imports live`);
});

Deno.test("sentences: where nothing was swapped, the crates are named", () => {
  checkLive({ crates: ["leaf", "mid"] }, "leaf/src/lib.rs: leaf, mid live");
});

Deno.test("sentences: what is held back is not called live", () => {
  const held: Held[] = [
    { functions: ["main"], reason: "running", barriers: [] },
  ];
  const report: Live = { ...LIVE, crates: ["app", "leaf"], imports: 4, held };
  const end = "in 100 ms";
  const file = "leaf/src/lib.rs: app, leaf";
  check(live(report, ROOT), `Loaded ${file} ${end}, and not live`);
  check(
    live({ ...report, programs: 2 }, ROOT),
    `Loaded ${file} in 2 programs, ${end}, and not live`,
  );
  check(
    live({ ...report, live: ["a"] }, ROOT),
    `Reloaded leaf/src/lib.rs: a live ${end}`,
  );
});

Deno.test("sentences: of several files the first is named", () => {
  const files = (...names: string[]) => ({
    files: names.map((name) => `${ROOT}/${name}`),
    imports: 2,
  });
  checkLive(files("a.rs", "b.rs"), "a.rs and 1 more file: 2 imports live");
  const three = files("a.rs", "b.rs", "c.rs");
  checkLive(three, "a.rs and 2 more files: 2 imports live");
});

Deno.test("sentences: a file elsewhere is named from here", () => {
  const other = { files: ["/home/user/other/a.rs"], imports: 2 };
  checkLive(other, "../other/a.rs: 2 imports live");
});

Deno.test("sentences: a save that changes nothing", () => {
  check(
    unchanged([`${ROOT}/a.rs`], ROOT),
    "Unchanged a.rs: the same code",
  );
});

function checkRefused(reason: RefusalReason, expected: string) {
  const report: Refused = {
    kind: "refused",
    reason,
    details: ["first", "second"],
    files: [`${ROOT}/a.rs`],
    timings: { total: 0, stages: [] },
    warnings: [],
  };
  const [why, remedy] = expected.split(" | ");
  assertEquals(
    refused(report, ROOT),
    {
      text: `a.rs: ${why}:\n  first\n  second`,
      note: `${remedy}; the program goes on with the code it has`,
    },
  );
}

Deno.test("sentences: a refusal says why, what, and what to do", () => {
  checkRefused(
    "undefined",
    "the new code needs symbols that the program does not have | " +
      "restart `chaud run` to have them",
  );
  checkRefused(
    "unfit",
    "the program has no room for new thread-locals of the binary | " +
      "restart `chaud run` to have them, or move them to a library crate",
  );
  checkRefused(
    "type",
    "the type of something that is in use has changed | " +
      "restart `chaud run`, or undo the change",
  );
});

Deno.test("sentences: what only the program can change is said to be so", () => {
  checkRefused(
    "unreachable",
    "the program cannot reach the patch (has it changed its root folder?) | " +
      "restart `chaud run` to have it",
  );
  checkRefused(
    "limit",
    "the program has no file descriptor left to load the patch with | " +
      "let it close some, or raise its limit (`ulimit -n`), and save again",
  );
});

Deno.test("sentences: a refusal that is no fault of the user's asks for a report", () => {
  const report = "please report this";
  checkRefused("link", `the patch could not be linked | ${report}`);
  checkRefused("load", `the patch could not be loaded | ${report}`);
  checkRefused(
    "path",
    `the program did not trust the patch's file | ${report}`,
  );
  checkRefused("protocol", `the program did not understand | ${report}`);
});

Deno.test("held: a kept value is named with its type, and what changed in it", () => {
  assertEquals(
    persistentValue({ name: "A", type: "Cell<Line>", of: ["Line"] }),
    "A: Cell<Line>: `Line` has changed",
  );
  assertEquals(
    persistentValue({
      name: "A",
      type: "Cell<u64>",
      before: "Cell<u32>",
      of: [],
    }),
    "A: Cell<u32> → Cell<u64>",
  );
});

Deno.test("live: edited initial values are for the next start", () => {
  assertEquals(
    unusedValues(["LIMIT"]),
    "`LIMIT` keeps its value: the new one is for the next start",
  );
  assertEquals(
    unusedValues(["A", "B"]),
    "`A`, `B` keep their values: the new ones are for the next start",
  );
});

Deno.test("sentences: statics that start afresh are named", () => {
  assertEquals(
    afresh(["app::f::SEEN"]),
    "`app::f::SEEN` starts afresh for new code: nothing tells which of the program's it is",
  );
});
