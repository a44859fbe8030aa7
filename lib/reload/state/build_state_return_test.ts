import { assertEquals } from "@std/assert";
import { UnitGraph } from "../../build/rustc/unit_graph.ts";
import { BuildState } from "./build_state.ts";
import { library } from "../../build/testdata/units.ts";

/** `mid: leaf`, each of one file that holds a text. */
class World {
  readonly graph = new UnitGraph([library("mid", "leaf"), library("leaf")]);
  readonly sources = new BuildState(
    this.graph,
    new Map([["leaf", ["/leaf.rs"]], ["mid", ["/mid.rs"]]]),
  );

  constructor() {
    for (const { id } of this.graph.order) {
      this.sources.loaded.began(id, `base-${id}`);
      this.sources.contents.noteBase(`/${id}.rs`, { digest: "1" });
    }
    this.compile();
    this.sources.adopt(this.graph.order, false);
  }

  /** Compiles what is stale; an object is its own unit's text. */
  compile(suffix = ""): void {
    for (const unit of this.sources.stale()) {
      const file = `/${unit.id}.rs`;
      const identity = this.sources.contents.latest(file)?.digest + suffix;
      const attempt = this.sources.begin(unit);
      const objects = { paths: [], identity, digests: new Map() };
      attempt.succeed([file], objects);
      attempt.remember();
    }
  }

  edit(number: number, text: string): void {
    this.sources.contents.note("/leaf.rs", { digest: text });
    this.compile();
    const units = this.sources.changed();
    const dylibs = units.map((unit) => ({ unit, path: `patch-${number}` }));
    this.sources.wentLive(units, { number, dylibs });
    this.sources.commit(["/leaf.rs"]);
  }

  /** Saves a text that was live before, and goes back to its code. */
  goBack(number: number, text: string, path: string): void {
    const { sources } = this;
    sources.contents.note("/leaf.rs", { digest: text });
    const found = sources.history.find({
      units: ["leaf"],
      content: (file) => sources.contents.latest(file)?.digest,
      live: sources.liveOf,
      isFree: true,
    });
    assertEquals(found?.map(({ path }) => path), [path]);
    sources.wentBack(
      number,
      found ?? [],
      new Map([["/leaf.rs", { digest: text }]]),
    );
    assertEquals(sources.edited(), []);
  }

  check(expected: { stale?: string; changed?: string }) {
    const names = (units: { id: string }[]) =>
      units.map(({ id }) => id).join(" ");
    const all = {
      stale: names(this.sources.stale()),
      changed: names(this.sources.changed()),
    };
    assertEquals(all, { stale: "", changed: "", ...expected });
  }
}

Deno.test("build state: code that returns is compiled later, and changes nothing", () => {
  const world = new World();
  world.edit(1, "2");
  world.goBack(2, "1", "base-leaf");
  world.check({ stale: "leaf mid" });
  world.compile();
  world.check({});
  world.sources.adopt(world.graph.order, false);
  world.goBack(3, "2", "patch-1");
});

Deno.test("build state: what comes back before it was compiled is not stale", () => {
  const world = new World();
  world.edit(1, "2");
  world.goBack(2, "1", "base-leaf");
  world.goBack(3, "2", "patch-1");
  world.check({});
});

Deno.test("build state: the compile that shows a return to be wrong is a change", () => {
  const world = new World();
  world.edit(1, "2");
  world.edit(2, "3");
  world.goBack(3, "2", "patch-1");
  world.compile(" and what no file tells");
  // Dependents may differ in line numbers; what came back may not.
  world.sources.adopt(world.graph.order, true);
  world.check({ changed: "leaf" });
});

Deno.test("build state: a text that is ignored is not what another text compiled to", () => {
  const world = new World();
  world.sources.contents.note("/leaf.rs", { digest: "2" });
  world.compile();
  // It was refused; a comment is all that its undo has left.
  world.check({ changed: "leaf" });
  world.sources.contents.note("/leaf.rs", { digest: "1 and a comment" });
  world.sources.ignore("/leaf.rs");
  world.check({ stale: "leaf mid" });
});
