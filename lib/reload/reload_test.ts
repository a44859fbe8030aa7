/** Goes through whole edits of one crate, with a real compiler and linker. */

import { assertEquals, assertRejects } from "@std/assert";
import { Refusal } from "../report/refusal.ts";
import type { Report } from "../report/report.ts";
import { reload } from "./reload.ts";
import { OneCrate, SOURCE } from "../../tests/harness/one_crate.ts";

const SECOND = SOURCE.replace("    1\n", "    2\n");
const OTHER_TYPE = SOURCE.replace("first: u8", "first: u16");

/** Saves a text, and reloads. */
async function saved(crate: OneCrate, text: string): Promise<Report> {
  const report = await reload(crate.context, await crate.save(text));
  await crate.context.state.history.complete();
  return report;
}

function stagesOf({ timings }: Report): string[] {
  return timings.stages.map(([stage]) => stage);
}

/** Nothing is left to do: what was saved is what runs. */
function checkAtRest({ context: { state } }: OneCrate) {
  assertEquals([state.edited(), state.changed(), state.stale()], [[], [], []]);
}

Deno.test("reload: an edit goes through all stages, and is live", async () => {
  await using crate = await OneCrate.start();
  const report = await saved(crate, SECOND);
  assertEquals(report.kind === "live" && [report.crates, report.live], [
    ["leaf"],
    ["value"],
  ]);
  assertEquals(
    stagesOf(report),
    "watch affected undo compile link check redirect load".split(" "),
  );
  const [patch] = crate.program.loaded;
  assertEquals([patch?.number, patch?.paths.length], [1, 1]);
  assertEquals(Object.keys(patch?.sums ?? {}), patch?.paths);
  checkAtRest(crate);
});

Deno.test("reload: what was live before is loaded again, and not compiled", async () => {
  await using crate = await OneCrate.start();
  await saved(crate, SECOND);
  const report = await saved(crate, SOURCE);
  assertEquals(report.kind === "live" && [report.back, report.live], [
    [0],
    ["value"],
  ]);
  assertEquals(stagesOf(report), ["watch", "affected", "undo", "load"]);
  assertEquals(crate.program.loaded[1]?.paths, [crate.basePath]);
  assertEquals(crate.context.state.edited(), []);
  // The compile that proves it right comes later.
  await crate.catchUp();
  checkAtRest(crate);
});

Deno.test("reload: the same code is not loaded", async () => {
  await using crate = await OneCrate.start();
  const report = await saved(crate, `${SOURCE}// The end.\n`);
  assertEquals(report.kind, "unchanged");
  assertEquals(crate.program.loaded, []);
  checkAtRest(crate);
});

Deno.test("reload: what does not compile stays due", async () => {
  await using crate = await OneCrate.start();
  const report = await saved(crate, SOURCE.replace("    1\n", "    one\n"));
  assertEquals(report.kind, "broken");
  const errors = report.kind === "broken" ? report.errors : [];
  assertEquals(errors.length, 1);
  assertEquals(errors[0]?.includes("cannot find value `one`"), true);
  assertEquals(crate.context.state.edited(), [crate.file]);
  assertEquals((await saved(crate, SECOND)).kind, "live");
  checkAtRest(crate);
});

Deno.test("reload: a changed type is refused where that is wanted", async () => {
  for (const strict of [true, false]) {
    await using crate = await OneCrate.start(strict);
    const both = OTHER_TYPE.replace("    1\n", "    2\n");
    const report = await saved(crate, both);
    assertEquals(report.kind, strict ? "refused" : "live");
    if (report.kind !== "refused") continue;
    assertEquals([report.reason, report.details], ["strict", ["Pair"]]);
    assertEquals(stagesOf(report), ["watch", "affected", "undo", "compile"]);
    assertEquals(crate.context.state.edited(), [crate.file]);
  }
});

Deno.test("reload: what the program refuses is due with the next save", async () => {
  await using crate = await OneCrate.start();
  crate.program.onLoad = () => {
    throw new Refusal("type", ["VALUE"]);
  };
  const report = await saved(crate, SECOND);
  assertEquals(report.kind === "refused" && report.details, ["VALUE"]);
  crate.program.onLoad = () => {};
  const next = await saved(crate, SECOND.replace("    2\n", "    3\n"));
  assertEquals(next.kind === "live" && next.crates, ["leaf"]);
  // A number that was refused is not given again.
  assertEquals(crate.program.loaded.map(({ number }) => number), [2]);
  checkAtRest(crate);
});

Deno.test("reload: a newer save ends it before anything is loaded", async () => {
  await using crate = await OneCrate.start();
  const edit = await crate.save(SECOND);
  const newer = new AbortController();
  const { standby } = crate.context;
  const take = standby.take.bind(standby);
  // The linker is about to be called: the crate is compiled.
  standby.take = (call) => {
    if (call.program === "cc") newer.abort();
    return take(call);
  };
  const { signal } = newer;
  await assertRejects(
    () => reload(crate.context, { ...edit, signal }),
    DOMException,
  );
  assertEquals(crate.program.loaded, []);
  assertEquals(crate.context.state.edited(), [crate.file]);
});
