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
  stored: new Map(),
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

Deno.test("effect: what goes on in an old version is held, whatever leads to the new one", () => {
  for (
    const version of [
      "running",
      "endless",
      "once",
      "closures",
      "stored",
      "callers",
    ] as const
  ) {
    const oldVersions = new Map([["a::f", version]]);
    const commit = {
      items: [edited("a::f"), edited("f"), edited("b::f", "signature")],
      redirected: new Set(["f"]),
      changes: { ...NOTHING.changes, oldVersions },
    };
    const held = [{ functions: ["a::f"], reason: version, barriers: [] }];
    check(commit, { live: ["f", "b::f"], held });
    // Later edits find it held as well.
    const stored = oldVersions;
    check({ ...commit, changes: NOTHING.changes, stored }, {
      live: ["f", "b::f"],
      held,
    });
  }
});

Deno.test("effect: what is part of code out of reach is held with it", () => {
  for (
    const item of [
      edited("T", "derives", "type"),
      edited("N", "definition", "const"),
      edited("m", "definition", "macro"),
    ]
  ) {
    const items = [item, edited("f")];
    const redirected = new Set(["f"]);
    check({ items, redirected }, { live: ["f"], held: [] });
    const layout = new Map([["other", "layout" as const]]);
    check({ items, redirected, lost: layout }, { live: ["f"], held: [] });
    const lost = new Map([["other", "types" as const]]);
    const functions = [item.path];
    check({ items, redirected, lost, barriers: ["S"] }, {
      live: ["f"],
      held: [{ functions, reason: "past", barriers: ["S"] }],
    });
  }
  const lost = new Map([["other", "types" as const]]);
  check({ items: [edited("T", "added", "type")], lost }, {
    live: [],
    held: [],
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

Deno.test("effect: what nobody edited is held, never called live", () => {
  const altered = [
    { item: edited("main"), version: "running" as const },
    { item: edited("a::other"), version: undefined },
    { item: edited("b::private"), version: undefined },
  ];
  const items = [edited("LIMIT", "definition", "const")];
  const held = (functions: string[], reason: "running" | "entries") => ({
    functions,
    reason,
    barriers: [],
  });
  const redirected = new Set(["main", "other", "private"]);
  check({ items, altered, redirected }, {
    live: [],
    held: [held(["main"], "running")],
  });
  check({ items, altered, redirected: new Set(["other"]) }, {
    live: [],
    held: [held(["main"], "running"), held(["b::private"], "entries")],
  });
});

Deno.test("effect: without entries, what holds an address goes on with the old code", () => {
  const items = [edited("beat")];
  const exported = new Set(["beat"]);
  const isPointedAt = (name: string) => name === "beat";
  const held = (functions: string[]) => ({
    live: [],
    held: [{ functions, reason: "address" as const, barriers: [] }],
  });
  check({ items, exported, isPointedAt }, held(["beat"]));
  const live = { live: ["beat"], held: [] };
  check({ items, exported, isPointedAt, redirected: exported }, live);
  check({ items, exported, isPointedAt: () => false }, live);
  check({ items, exported, heldStatics: ["a::TABLE"] }, {
    live: ["beat"],
    held: held(["a::TABLE"]).held,
  });
  const both = held(["beat", "a::TABLE"]);
  check({ items, exported, isPointedAt, heldStatics: ["a::TABLE"] }, both);
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

Deno.test("effect: what a linker gathers is as it was at the start", () => {
  check({ sections: ["numbers"] }, {
    live: [],
    held: [{ functions: [], reason: "section", barriers: ["numbers"] }],
  });
});

Deno.test("effect: a constructor that is new has not run", () => {
  check({ constructors: ["app::REGISTER::register"] }, {
    live: [],
    held: [{
      functions: ["app::REGISTER::register"],
      reason: "initialiser",
      barriers: [],
    }],
  });
});
