import { assertEquals } from "@std/assert";
import { eventListener, type Happening, tell } from "./event.ts";

const HAPPENINGS: Happening[] = [
  { event: "unprepared", packages: ["app"] },
  {
    event: "other-chaud",
    packages: [{ name: "app", found: "chaud 0.1", instead: "chaud-live" }],
  },
  { event: "kept-together", reasons: [{ kind: "constructors" }] },
  { event: "watching", crates: ["leaf", "app"], pid: 7 },
  { event: "joined", joined: { pid: 8, kind: "joined", patches: 2 } },
  { event: "warm" },
  { event: "prepared", crates: [{ crate: "leaf" }] },
  {
    event: "report",
    report: {
      kind: "unchanged",
      files: ["/a.rs"],
      timings: { total: 1, stages: [] },
      warnings: [],
    },
  },
  { event: "warnings", warnings: ["warning: no\n"] },
  { event: "idle" },
  { event: "fault", message: "no" },
  {
    event: "renew",
    request: { cause: "main", files: [], inputs: [], since: 0 },
  },
  { event: "cargo-needed", reason: "build", details: ["Cargo.toml"] },
  {
    event: "rebuild",
    request: { cause: "build", files: [], inputs: [], since: 0 },
  },
  { event: "progress", line: "Compiling app" },
  { event: "outlived", pids: [9] },
  {
    event: "crash",
    crash: { end: { code: 101, signal: null }, last: undefined, waits: true },
  },
];

Deno.test("events: what a listener is told is what is told again", () => {
  const found: Happening[] = [];
  const listener = eventListener((happening) => found.push(happening));
  for (const happening of HAPPENINGS) tell(happening, listener);
  assertEquals(found, HAPPENINGS);
});
