/** What a build state knows while only some functions of a crate are newest. */

import { assertEquals } from "@std/assert";
import { library } from "../../build/testdata/units.ts";
import { UnitGraph } from "../../build/rustc/unit_graph.ts";
import { BuildState } from "./build_state.ts";

/** `main: mid`, `mid: leaf`, each of one file that holds a text. */
class World {
  readonly graph = new UnitGraph([
    library("main", "mid"),
    library("mid", "leaf"),
    // What it depends on is nobody's to edit.
    library("leaf", "published"),
  ]);
  readonly state = new BuildState(
    this.graph,
    new Map(["leaf", "mid", "main"].map((id) => [id, [`/${id}.rs`]])),
  );

  constructor() {
    for (const { id } of this.graph.order) {
      this.state.loaded.began(id, `base-${id}`);
      this.state.contents.noteBase(`/${id}.rs`, { digest: "1" });
    }
    this.compile();
    this.state.adopt(this.graph.order, false);
  }

  unit(id: string) {
    return this.graph.order.find((unit) => unit.id === id)!;
  }

  /** Compiles what is stale; objects are what the files hold, with a suffix. */
  compile(suffix = ""): void {
    for (const unit of this.state.stale()) {
      const file = `/${unit.id}.rs`;
      const identity = this.state.contents.latest(file)?.digest + suffix;
      const attempt = this.state.begin(unit);
      attempt.succeed([file], { paths: [], identity, digests: new Map() });
      attempt.remember();
    }
  }

  save(id: string, digest: string): void {
    this.state.contents.note(`/${id}.rs`, { digest });
  }

  /** A save of a unit is live as some functions alone. */
  goLive(number: number, id: string, digest: string, movesLines = false) {
    this.save(id, digest);
    const dylibs = [{ unit: this.unit(id), path: `part-${number}` }];
    const contents = new Map([[`/${id}.rs`, { digest }]]);
    this.state.partsWentLive({ number, dylibs }, { contents, movesLines });
  }

  /** Where the program could go back to for what a unit's file holds. */
  back(id: string): string[] | undefined {
    const { history, contents, liveOf } = this.state;
    return history.find({
      units: [id],
      content: (file) => contents.latest(file)?.digest,
      live: liveOf,
      isFree: true,
    })?.map(({ path }) => path);
  }

  check(stale: string, changed: string): void {
    const names = (units: { id: string }[]) =>
      units.map(({ id }) => id).join(" ");
    const { state } = this;
    assertEquals(state.edited(), []);
    assertEquals([names(state.stale()), names(state.changed())], [
      stale,
      changed,
    ]);
  }
}

Deno.test("build state: the whole crate of functions that went live alone is what runs", () => {
  const world = new World();
  world.goLive(1, "leaf", "2");
  world.check("leaf mid main", "");
  world.compile();
  world.check("", "");
  world.state.adopt(world.graph.order, false);
  world.check("", "");
  assertEquals(world.state.liveOf("leaf"), "2");
});

Deno.test("build state: where lines have moved, the whole crate goes live behind them", () => {
  const world = new World();
  world.goLive(1, "leaf", "2", true);
  world.goLive(2, "leaf", "3");
  world.check("leaf mid main", "");
  world.compile();
  world.state.adopt(world.graph.order, true);
  world.check("", "leaf");
});

Deno.test("build state: a whole crate of other sources is not", () => {
  const world = new World();
  world.goLive(1, "leaf", "2");
  world.save("leaf", "3");
  world.compile();
  const { state } = world;
  assertEquals(state.changed().map(({ id }) => id), ["leaf"]);
  // Not even where the rest can differ in line numbers alone.
  state.adopt(world.graph.order, true);
  assertEquals(state.changed().map(({ id }) => id), ["leaf"]);
  const dylibs = [{ unit: world.unit("leaf"), path: "patch-2" }];
  state.wentLive(state.changed(), { number: 2, dylibs });
  state.commit(["/leaf.rs"]);
  world.check("", "");
});

Deno.test("build state: nobody goes back to functions alone, but to what was before them", () => {
  const world = new World();
  world.goLive(1, "leaf", "2");
  world.compile();
  world.state.adopt(world.graph.order, true);
  world.goLive(2, "leaf", "3");
  world.save("leaf", "2");
  assertEquals(world.back("leaf"), undefined);
  world.save("leaf", "1");
  assertEquals(world.back("leaf"), ["base-leaf"]);
});

Deno.test("build state: metadata belongs together until a compile is ended", () => {
  const world = new World();
  const { state } = world;
  const sound = () =>
    ["leaf", "mid", "main"].filter((id) => state.isSoundBelow(world.unit(id)));
  assertEquals(sound(), ["leaf", "mid", "main"]);
  world.goLive(1, "leaf", "2");
  assertEquals(sound(), ["leaf", "mid", "main"]);
  const attempt = state.begin(world.unit("leaf"));
  assertEquals(sound(), ["leaf"]);
  const objects = { paths: [], identity: "2", digests: new Map() };
  attempt.succeed(["/leaf.rs"], objects);
  assertEquals(sound(), ["leaf", "mid"]);
  world.compile();
  assertEquals(sound(), ["leaf", "mid", "main"]);
});
