import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { library } from "../build/testdata/units.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";
import type { Report } from "../report/report.ts";
import { BuildState } from "./state/build_state.ts";
import { readContent } from "./state/file_contents.ts";
import { SourceWatch } from "./watch.ts";

/** A crate of one file, being watched by nobody but the test. */
class World implements AsyncDisposable {
  readonly state: BuildState;
  readonly watch: SourceWatch;
  readonly file: string;
  readonly saved: string[] = [];
  readonly touched: string[] = [];
  lastEnd: Report["kind"] = "live";
  faultAt: number | undefined;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.file = this.path("lib.rs");
    const graph = new UnitGraph([library("leaf")]);
    this.state = new BuildState(graph, new Map([["leaf", [this.file]]]));
    this.watch = new SourceWatch({
      state: this.state,
      targetFolder: "/target",
      lastEnd: () => this.lastEnd,
      faultAt: () => this.faultAt,
      onReading: () => {},
      onTouch: (file) => this.touched.push(file),
      onSaved: (file) => this.saved.push(file),
      onFault: () => {},
    });
  }

  static async make(): Promise<World> {
    const world = new World(await Deno.makeTempDir());
    const { file, state } = world;
    await world.write("lib.rs", "1");
    state.contents.noteBase(file, await readContent(file));
    return world;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  async write(name: string, text: string): Promise<string> {
    await Deno.writeTextFile(this.path(name), text);
    return this.path(name);
  }

  /** A crate gets one more file. */
  learn(file: string): void {
    const [unit] = this.state.unitsOf(this.file);
    if (!unit) throw new Error("There is no crate");
    const objects = { paths: [], identity: "1", digests: new Map() };
    this.state.begin(unit).succeed([this.file, file], objects);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Writes a file's own text over it; returns how often it counts as saved. */
async function savesUnchanged(faultAt: number | undefined): Promise<number> {
  await using world = await World.make();
  world.faultAt = faultAt;
  await world.watch.notice([world.file]);
  assertEquals(world.touched, [world.file]);
  return world.saved.length;
}

Deno.test("saves: without a change, one counts after a fault", async () => {
  assertEquals(await savesUnchanged(undefined), 0);
  assertEquals(await savesUnchanged(performance.now()), 1);
});

Deno.test("saves: what was noticed before a fault is no other save", async () => {
  assertEquals(await savesUnchanged(Infinity), 0);
});

Deno.test("saves: what holds another text goes into one report", async () => {
  await using world = await World.make();
  const { watch, file, saved } = world;
  await world.write("lib.rs", "2");
  await watch.notice([file, file]);
  await watch.notice([file]);
  assertEquals([saved, watch.isEmpty], [[file], false]);
  const taken = await watch.take();
  assertEquals([taken.files, watch.isEmpty], [[file], true]);
  watch.putBack(taken);
  assertEquals(await watch.take(), taken);
  assertEquals(world.state.edited(), [file]);
});

Deno.test("saves: a folder stands for what was in it, and is", async () => {
  await using world = await World.make();
  const { watch, file, saved } = world;
  await Deno.remove(file);
  await watch.notice([join(file, "..")]);
  assertEquals(saved, [file]);
  assertEquals(world.state.contents.latest(file), { digest: undefined });
});

Deno.test("saves: a file that no crate knows counts once one may look for it", async () => {
  await using world = await World.make();
  const file = await world.write("new.rs", "1");
  await world.watch.notice([file]);
  assertEquals(world.saved, []);
  world.lastEnd = "broken";
  await world.watch.notice([file]);
  assertEquals(world.saved, [file]);
});

Deno.test("saves: a new file of a crate is what it is when the next report begins", async () => {
  await using world = await World.make();
  const { watch, state } = world;
  const file = await world.write("new.rs", "1");
  await watch.notice([file]);
  world.learn(file);
  await world.write("new.rs", "2");
  const { files } = await watch.take();
  assertEquals(files, []);
  assertEquals(state.contents.latest(file)?.text, "2");
});
