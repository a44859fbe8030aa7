import { assertEquals } from "@std/assert";
import { UnitGraph } from "../../build/rustc/unit_graph.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import { BuildState } from "./build_state.ts";
import { library } from "../../build/testdata/units.ts";

/** `main: mid leaf`, `mid: leaf`, each of one file that holds a text. */
class World {
  readonly disk = new Map(["leaf", "mid", "main"].map((id) => [id, "1"]));
  readonly graph = new UnitGraph([
    library("main", "mid", "leaf"),
    library("mid", "leaf"),
    library("leaf"),
  ]);
  readonly sources: BuildState;

  constructor() {
    const files = [...this.disk.keys()].map((id): [string, string[]] => [
      id,
      [`/${id}.rs`],
    ]);
    this.sources = new BuildState(this.graph, new Map(files));
    for (const [id, text] of this.disk) {
      this.sources.contents.noteBase(`/${id}.rs`, { digest: text });
    }
  }

  unit(id: string): Unit {
    const unit = this.graph.order.find((each) => each.id === id);
    if (unit) return unit;
    throw new Error(`Cannot find ${id}`);
  }

  save(id: string, text: string): boolean {
    this.disk.set(id, text);
    return this.sources.contents.note(`/${id}.rs`, { digest: text });
  }

  /** Compiles what is stale; an object is its own unit's text. */
  compile(units = this.sources.stale()): void {
    for (const unit of units) {
      const attempt = this.sources.begin(unit);
      const identity = this.disk.get(unit.id) ?? "";
      attempt.succeed([`/${unit.id}.rs`], {
        paths: [`${unit.id}.o`],
        identity,
        digests: new Map(),
      });
    }
  }

  goLive(): void {
    this.sources.wentLive(this.sources.changed());
  }

  check(expected: { stale?: string; changed?: string; touched?: string }) {
    const names = (units: Unit[]) => units.map(({ id }) => id).join(" ");
    const all = {
      stale: names(this.sources.stale()),
      changed: names(this.sources.changed()),
      touched: names(this.sources.touched()),
    };
    assertEquals(all, { stale: "", changed: "", touched: "", ...expected });
  }
}

function warm(): World {
  const world = new World();
  world.compile();
  return world;
}

Deno.test("build state: at first everything must be compiled, dependencies first", () => {
  new World().check({ stale: "leaf mid main" });
});

Deno.test("build state: the base's own sources change nothing", () => {
  warm().check({});
});

Deno.test("build state: an edit makes its unit and its dependents stale", () => {
  const world = warm();
  assertEquals(world.save("mid", "2"), true);
  world.check({ stale: "mid main" });
});

Deno.test("build state: saving the same text is no news", () => {
  const world = warm();
  assertEquals(world.save("leaf", "1"), false);
  world.check({});
});

Deno.test("build state: an edit that is undone before it compiles changes nothing", () => {
  const world = warm();
  world.save("leaf", "2");
  world.save("leaf", "1");
  world.check({});
});

Deno.test("build state: dependents whose objects stay equal are no part of a patch", () => {
  const world = warm();
  world.save("leaf", "2");
  world.compile();
  world.check({ changed: "leaf", touched: "leaf mid main" });
});

Deno.test("build state: what went live is not sent again", () => {
  const world = warm();
  world.save("leaf", "2");
  world.compile();
  world.goLive();
  world.check({ touched: "leaf mid main" });
});

Deno.test("build state: going back to the base's text is a change from what runs", () => {
  const world = warm();
  world.save("leaf", "2");
  world.compile();
  world.goLive();
  world.save("leaf", "1");
  world.check({ stale: "leaf mid main", touched: "leaf mid main" });
  world.compile();
  world.check({ changed: "leaf", touched: "leaf mid main" });
});

Deno.test("build state: a patch that was refused stays due", () => {
  const world = warm();
  world.save("mid", "2");
  world.compile();
  world.save("leaf", "2");
  world.compile();
  world.check({ changed: "leaf mid", touched: "leaf mid main" });
});

Deno.test("build state: a save during a compile makes its outcome stale", () => {
  const world = warm();
  world.save("main", "2");
  const attempt = world.sources.begin(world.unit("main"));
  world.save("main", "3");
  attempt.succeed(["/main.rs"], {
    paths: [],
    identity: "2",
    digests: new Map(),
  });
  world.check({ stale: "main", touched: "main" });
});

Deno.test("build state: a compile that was ended counts as never done", () => {
  const world = warm();
  world.sources.begin(world.unit("mid"));
  world.check({ stale: "mid main" });
});

Deno.test("build state: a dependency that compiled meanwhile makes its dependent stale", () => {
  const world = warm();
  const attempt = world.sources.begin(world.unit("mid"));
  const again = world.sources.begin(world.unit("leaf"));
  again.succeed(["/leaf.rs"], { paths: [], identity: "1", digests: new Map() });
  attempt.succeed(["/mid.rs"], {
    paths: [],
    identity: "1",
    digests: new Map(),
  });
  world.check({ stale: "mid main" });
});

Deno.test("build state: where an edit came before the first compile, what runs is unknown", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile();
  const all = "leaf mid main";
  world.check({ changed: all, touched: all });
});

Deno.test("build state: a unit's files are those of its last compile", () => {
  const world = warm();
  const attempt = world.sources.begin(world.unit("leaf"));
  attempt.succeed(["/leaf.rs", "/new.rs"], {
    paths: ["a.o"],
    identity: "1",
    digests: new Map(),
  });
  const owners = (file: string) =>
    world.sources.unitsOf(file).map(({ id }) => id);
  assertEquals(owners("/new.rs"), ["leaf"]);
  assertEquals(owners("/other.rs"), []);
  assertEquals(world.sources.files().has("/new.rs"), true);
  assertEquals(world.sources.objectsOf(world.unit("leaf")), ["a.o"]);
});

Deno.test("build state: a file that went away is news", () => {
  const world = warm();
  assertEquals(
    world.sources.contents.note("/leaf.rs", { digest: undefined }),
    true,
  );
  assertEquals(
    world.sources.contents.note("/leaf.rs", { digest: undefined }),
    false,
  );
  world.check({ stale: "leaf mid main" });
});

function checkAffected(world: World, quiet: string[], expected: string) {
  const files = new Set(quiet.map((id) => `/${id}.rs`));
  const units = world.sources.affected(files);
  assertEquals(units.map(({ id }) => id).join(" "), expected);
}

Deno.test("build state: a quiet edit leaves dependents alone", () => {
  const world = warm();
  world.save("leaf", "2");
  checkAffected(world, ["leaf"], "leaf");
  checkAffected(world, [], "leaf mid main");
});

Deno.test("build state: one loud edit below is enough", () => {
  const world = warm();
  world.save("leaf", "2");
  world.save("mid", "2");
  checkAffected(world, ["leaf"], "leaf mid main");
  checkAffected(world, ["mid"], "leaf mid main");
  checkAffected(world, ["leaf", "mid"], "leaf mid");
});

Deno.test("build state: what an edited unit is compiled against catches up first", () => {
  const world = warm();
  world.save("leaf", "2");
  world.compile([world.unit("leaf")]);
  world.goLive();
  world.sources.commit(["/leaf.rs"]);
  world.check({ stale: "mid main", touched: "leaf" });
  world.save("main", "2");
  checkAffected(world, ["main"], "mid main");
});

Deno.test("build state: an edit counts until all code agrees with it", () => {
  const world = warm();
  const check = (expected: string[]) =>
    assertEquals(world.sources.edited(), expected);
  check([]);
  world.save("leaf", "2");
  check(["/leaf.rs"]);
  world.compile();
  check(["/leaf.rs"]);
  world.sources.commit(["/leaf.rs"]);
  check([]);
});

Deno.test("build state: what was saved after the compile is not agreed with", () => {
  const world = warm();
  world.save("leaf", "2");
  world.compile();
  world.save("leaf", "3");
  world.sources.commit(["/leaf.rs"]);
  assertEquals(world.sources.edited(), ["/leaf.rs"]);
});

Deno.test("build state: an edit that can be ignored makes nothing stale", () => {
  const world = warm();
  world.save("leaf", "a new comment");
  world.sources.ignore("/leaf.rs");
  world.check({});
  assertEquals(world.sources.edited(), []);
});

Deno.test("build state: a catch-up is what runs where that was not known", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile();
  world.sources.adopt(world.graph.order, false);
  const touched = "leaf mid main";
  world.check({ touched });
  world.save("mid", "2");
  world.compile();
  world.sources.adopt(world.graph.order, false);
  world.check({ changed: "mid", touched });
  world.sources.adopt(world.graph.order, true);
  world.check({ touched });
});

Deno.test("build state: a save while the base's sources are read is not lost", () => {
  const world = new World();
  const sources = new BuildState(
    world.graph,
    new Map([["leaf", ["/leaf.rs"]]]),
  );
  sources.contents.note("/leaf.rs", { digest: "2" });
  sources.contents.noteBase("/leaf.rs", { digest: "1" });
  assertEquals(sources.edited(), ["/leaf.rs"]);
  assertEquals(sources.contents.latest("/leaf.rs")?.digest, "2");
});
