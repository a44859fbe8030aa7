import { assertEquals } from "@std/assert";
import { noAbiChanges } from "../analysis/abi_changes.ts";
import { type ChangedItem, itemName } from "../analysis/verdict.ts";
import {
  type Effect,
  effectOf,
  type Evidence,
  removedItems,
} from "./report.ts";

function edited(
  path: string,
  change: ChangedItem["changes"][number] = "body",
  kind: ChangedItem["kind"] = "function",
): ChangedItem {
  return {
    path,
    name: path.split("::").at(-1)!,
    kind,
    line: 1,
    changes: [change],
  };
}

const NOTHING: Evidence = {
  items: [],
  changes: noAbiChanges(),
  hotFunctions: [],
  redirected: new Set(),
  exported: new Set(),
  lost: new Map(),
  barriers: [],
};

function check(evidence: Partial<Evidence>, expected: Effect) {
  assertEquals(effectOf({ ...NOTHING, ...evidence }), expected);
}

Deno.test("effect: functions are live where something leads to the new code", () => {
  check({
    items: ["a::redirected", "hot", "b::seen", "private"].map((path) =>
      edited(path)
    ),
    redirected: new Set(["redirected"]),
    hotFunctions: ["demo::hot"],
    exported: new Set(["seen"]),
  }, {
    live: ["a::redirected", "hot", "b::seen"],
    held: [{ functions: ["private"], reason: "entries", barriers: [] }],
  });
});

Deno.test("effect: only functions count, and only those that are there", () => {
  const items = [
    edited("T", "definition", "type"),
    edited("gone", "removed"),
    edited("fresh", "added"),
    edited("other", "signature"),
    edited("bounds", "generics"),
  ];
  check({ items }, { live: ["fresh", "other", "bounds"], held: [] });
});

Deno.test("effect: the function that runs all the time is held", () => {
  check({ items: [edited("main")], redirected: new Set(["main"]) }, {
    live: [],
    held: [{ functions: ["main"], reason: "running", barriers: [] }],
  });
});

Deno.test("effect: a changed type holds what is not marked", () => {
  const changes = { ...NOTHING.changes, changedTypes: ["T"] };
  const evidence = {
    items: [edited("sum"), edited("hot")],
    changes,
    hotFunctions: ["demo::hot"],
    exported: new Set(["sum"]),
    barriers: ["T"],
  };
  check(evidence, {
    live: ["hot"],
    held: [{ functions: ["sum"], reason: "types", barriers: ["T"] }],
  });
});

Deno.test("effect: what old code cannot reach any more stays held", () => {
  check({
    items: [edited("a"), edited("b"), edited("c"), edited("d", "signature")],
    redirected: new Set(["a", "b", "c"]),
    lost: new Map([["a", "types"], ["b", "layout"], ["d", "types"]]),
    barriers: ["T"],
  }, {
    live: ["c", "d"],
    held: [
      { functions: ["a"], reason: "past", barriers: ["T"] },
      { functions: ["b"], reason: "layout", barriers: [] },
    ],
  });
  const changes = { ...NOTHING.changes, changedLayouts: new Set(["slow"]) };
  check({ items: [edited("slow")], changes, exported: new Set(["slow"]) }, {
    live: [],
    held: [{ functions: ["slow"], reason: "layout", barriers: [] }],
  });
});

Deno.test("effect: a change that no function shows is told all the same", () => {
  const changes = { ...NOTHING.changes, changedTypes: ["m"] };
  check({ items: [edited("m", "definition", "macro")], changes }, {
    live: [],
    held: [{ functions: [], reason: "types", barriers: ["m"] }],
  });
});

Deno.test("effect: what has no code of its own is live in its callers", () => {
  const items = [edited("inlined"), edited("odd")];
  check({ items, isCompiled: (name) => name === "odd" }, {
    live: ["inlined"],
    held: [{ functions: ["odd"], reason: "entries", barriers: [] }],
  });
});

Deno.test("effect: what never returns may run on as it was", () => {
  const of = { generic: false, async: false, const: false, opaque: false };
  const facts = { ...of, closures: "none" as const, endless: true };
  const items = [{ ...edited("serve"), facts }];
  check({ items, redirected: new Set(["serve"]) }, {
    live: [],
    held: [{ functions: ["serve"], reason: "endless", barriers: [] }],
  });
});

Deno.test("effect: the last part of a path", () => {
  assertEquals(["a", "a::b", "T<a::b>::c"].map(itemName), ["a", "b", "c"]);
});

Deno.test("effect: what the sources no longer have is named", () => {
  const items = (["function", "static", "type"] as const)
    .map((kind) => edited(`old_${kind}`, "removed", kind));
  assertEquals(removedItems(items), ["old_function", "old_static"]);
});

Deno.test("effect: without entries, a loop may be running old code", () => {
  const items = [edited("beat")];
  const held = (reason: "loop" | "entries") => ({
    live: [],
    held: [{ functions: ["beat"], reason, barriers: [] }],
  });
  const mayBeRun = (name: string) => name === "beat";
  const exported = new Set(["beat"]);
  check({ items, exported, mayBeRun }, held("loop"));
  check({ items, mayBeRun }, held("entries"));
  const live = { live: ["beat"], held: [] };
  check({ items, exported, mayBeRun: () => false }, live);
  check({ items, mayBeRun, hotFunctions: ["leaf::beat"] }, live);
});

Deno.test("effect: nothing is live by entries that nobody can name", () => {
  check({
    items: [edited("word")],
    redirected: new Set(["word"]),
    isStripped: true,
  }, {
    live: [],
    held: [{ functions: ["word"], reason: "stripped", barriers: [] }],
  });
});

Deno.test("effect: in one executable, nothing is imported", () => {
  check({ items: [edited("word")], isSingle: true }, {
    live: [],
    held: [{ functions: ["word"], reason: "single", barriers: [] }],
  });
});
