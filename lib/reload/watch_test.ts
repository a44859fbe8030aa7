import { assertEquals } from "@std/assert";
import { readContent } from "./state/file_contents.ts";
import { SourceWatch } from "./watch.ts";
import { BuildState } from "./state/build_state.ts";
import { library } from "../build/testdata/units.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";

/** Writes a file's own text over it; returns how often it counts as saved. */
async function savesUnchanged(faultAt: number | undefined): Promise<number> {
  const file = await Deno.makeTempFile({ suffix: ".rs" });
  const graph = new UnitGraph([library("leaf")]);
  const state = new BuildState(graph, new Map([["leaf", [file]]]));
  state.contents.noteBase(file, await readContent(file));
  let count = 0;
  const saves = new SourceWatch({
    state,
    targetFolder: "/target",
    lastEnd: () => faultAt === undefined ? "live" : "fault",
    faultAt: () => faultAt,
    onReading: () => {},
    onTouch: () => {},
    onSaved: () => count++,
    onFault: () => {},
  });
  await saves.notice([file]);
  await Deno.remove(file);
  return count;
}

Deno.test("saves: without a change, one counts after a fault", async () => {
  assertEquals(await savesUnchanged(undefined), 0);
  assertEquals(await savesUnchanged(performance.now()), 1);
});

Deno.test("saves: what was noticed before a fault is no other save", async () => {
  assertEquals(await savesUnchanged(Infinity), 0);
});
