import { assertEquals } from "@std/assert";
import type { Held } from "./report.ts";
import { heldBack, keptValue } from "./held_messages.ts";

function check(held: Partial<Held>, expected: string) {
  const all: Held = {
    functions: ["a"],
    reason: "types",
    barriers: [],
    ...held,
  };
  assertEquals(heldBack(all, "/home/me/game"), expected);
}

Deno.test("held: what has changed is named, and what old code does", () => {
  check(
    { functions: ["sum", "make"], barriers: ["Point"] },
    "`Point` changed: code from before this save goes on with the old `sum`, `make`; a restart ends that",
  );
  check(
    { functions: [], barriers: ["twice", "/home/me/game/src/a.rs"] },
    "`twice`, `src/a.rs` changed: code from before this save goes on as it was; a restart ends that",
  );
  check(
    { reason: "past", barriers: ["Point"] },
    "`Point` changed earlier: code from before that goes on with the old `a`; a restart ends that",
  );
});

Deno.test("held: each reason has its own sentence", () => {
  check(
    { reason: "layout" },
    "code from before this save goes on with the old `a`: a future or closure may be laid out in another way; a restart ends that",
  );
  check(
    { reason: "entries" },
    "`a` can still run as before where its own crate calls it: mark it `#[chaud::hot]`",
  );
  check(
    { reason: "endless" },
    "`a` loops for ever: where it is running, it goes on as it was",
  );
  check(
    { reason: "running" },
    "`a` is running: its change shows after a restart",
  );
});

Deno.test("held: a kept value is named with its type, and what changed in it", () => {
  assertEquals(
    keptValue({ name: "A", type: "Cell<Line>", of: ["Line"] }),
    "A: Cell<Line>: `Line` has changed",
  );
});
