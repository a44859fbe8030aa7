import { assertEquals } from "@std/assert";
import { heldBack } from "./held_messages.ts";
import type { Held } from "./report.ts";

function checkHeld(held: Partial<Held>, expected: string) {
  const all: Held = {
    functions: ["a"],
    reason: "types",
    barriers: [],
    ...held,
  };
  assertEquals(heldBack(all, "/home/me/game"), expected);
}

Deno.test("held: what has changed is named, and what old code does", () => {
  checkHeld(
    { functions: ["sum", "make"], barriers: ["Point"] },
    "`Point` changed: code from before this save goes on with the old `sum`, `make`; a restart ends that",
  );
  checkHeld(
    { functions: [], barriers: ["twice", "/home/me/game/src/a.rs"] },
    "`twice`, `src/a.rs` changed: code from before this save goes on as it was; a restart ends that",
  );
  checkHeld(
    { reason: "past", barriers: ["Point"] },
    "`Point` changed earlier: code from before that goes on with the old `a`; a restart ends that",
  );
});

Deno.test("held: many are counted, and what follows is not asked for", () => {
  const held: Held = {
    functions: [..."abcdef"],
    reason: "past",
    barriers: ["Point"],
  };
  assertEquals(
    heldBack(held, "/home/me/game", "auto"),
    "`Point` changed earlier: code from before that goes on with the old `a`, `b`, `c` and 3 more",
  );
});

Deno.test("held: each reason has its own sentence", () => {
  checkHeld(
    { reason: "layout" },
    "code from before this save goes on with the old `a`: a future or closure may be laid out in another way; a restart ends that",
  );
  checkHeld(
    { reason: "once" },
    "`a` ran once: its change shows after a restart",
  );
  checkHeld(
    { reason: "closures" },
    "what `a` made before this save goes on as it was: a closure or future that something may hold; a restart ends that",
  );
  checkHeld(
    { reason: "stored" },
    "something may hold `a` with the old signature: a table, a callback; a restart ends that",
  );
  checkHeld(
    { reason: "callers" },
    "code from before this save goes on to call `a` with the old signature; a restart ends that",
  );
  checkHeld(
    { reason: "replaced", functions: ["<A as B>"] },
    "`<A as B>` is another one now: code from before this save goes on with the old one; a restart ends that",
  );
  checkHeld(
    { reason: "initialiser" },
    "`a` is run by the loader before `main`: it has not run, and will at the next start",
  );
  checkHeld(
    { reason: "section", functions: [], barriers: ["numbers"] },
    "the linker gathers `numbers` once for the whole program: what reads it may find less, or what there was at the start",
  );
  checkHeld(
    { reason: "entries" },
    "`a` can still run as before where its own crate calls it: mark it `#[chaud::hot]`",
  );
  checkHeld(
    { reason: "endless" },
    "`a` loops for ever: where it is running, it goes on as it was",
  );
  checkHeld(
    { reason: "running" },
    "`a` is running: its change shows after a restart",
  );
});
