import { assertEquals } from "@std/assert";
import { LoadedFiles } from "./loaded_files.ts";
import { UndoHistory } from "./undo_history.ts";

/** `main: mid`, `mid: leaf`, each of one file; its objects are its text. */
class World {
  readonly loaded = new LoadedFiles();
  readonly history = new UndoHistory(this.loaded);
  readonly files = new Map([["leaf", "1"], ["mid", "1"], ["main", "1"]]);
  readonly live = new Map(this.files);
  readonly #generations = new Map<string, number>();

  constructor() {
    this.history.extend(["leaf", "mid", "main"]);
    for (const unit of this.files.keys()) {
      this.loaded.began(unit, `base-${unit}`);
      this.compile(unit);
      this.loaded.isOfBase(unit, "1");
    }
  }

  compile(...units: string[]): void {
    for (const unit of units) {
      const generation = (this.#generations.get(unit) ?? 0) + 1;
      this.#generations.set(unit, generation);
      const below = { leaf: [], mid: ["leaf"], main: ["mid"] }[unit] ?? [];
      const identity = this.files.get(unit) ?? "";
      this.history.compiled(unit, {
        generation,
        inputs: new Map([[unit, identity]]),
        against: new Map(
          below.map((id) => [id, this.#generations.get(id) ?? 0]),
        ),
        identity,
      });
    }
  }

  save(unit: string, text: string): void {
    this.files.set(unit, text);
  }

  goLive(patch: number, ...units: string[]): void {
    this.loaded.wentLive(
      patch,
      units.map((unit) => {
        const identity = this.files.get(unit) ?? "";
        this.live.set(unit, identity);
        return { unit, path: `patch-${patch}-${unit}`, identity };
      }),
    );
  }

  /** Checks which files hold what is wanted, and goes back to them. */
  check(
    patch: number,
    units: string[],
    expected: string[] | undefined,
    isFree = true,
  ): void {
    const found = this.history.find({
      units,
      content: (file) => this.files.get(file),
      live: (unit) => this.live.get(unit),
      isFree,
    });
    assertEquals(found?.map(({ path }) => path), expected);
    this.loaded.wentLive(patch, found ?? []);
    for (const { unit, identity } of found ?? []) this.live.set(unit, identity);
  }
}

Deno.test("undo history: back to the base, and to a patch", () => {
  const world = new World();
  world.save("leaf", "2");
  world.check(1, ["leaf"], undefined);
  world.compile("leaf");
  world.goLive(1, "leaf");
  world.save("leaf", "3");
  world.compile("leaf");
  world.goLive(2, "leaf");
  world.save("leaf", "1");
  world.check(3, ["leaf"], ["base-leaf"]);
  world.save("leaf", "2");
  world.check(4, ["leaf"], ["patch-1-leaf"]);
  // Nothing is left to do.
  world.check(5, ["leaf"], []);
});

Deno.test("undo history: a compile that was never live leads nowhere", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile("leaf");
  world.check(1, ["leaf"], undefined);
});

Deno.test("undo history: a dependent's code is of what was below it", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile("leaf");
  world.goLive(1, "leaf");
  // The dependent has never been compiled upon that.
  world.check(2, ["leaf", "mid"], undefined);
  world.compile("mid");
  world.check(2, ["leaf", "mid"], []);
  world.save("mid", "2");
  world.compile("mid");
  world.goLive(2, "mid");
  world.save("leaf", "1");
  world.check(3, ["leaf", "mid"], undefined);
  world.save("mid", "1");
  world.check(3, ["leaf", "mid"], ["base-leaf", "base-mid"]);
});

Deno.test("undo history: where types have changed, all must be as it was together", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile("leaf", "mid", "main");
  // A crate with the same objects has joined the patch.
  world.goLive(1, "leaf", "mid", "main");
  world.save("main", "2");
  world.compile("main");
  world.goLive(2, "main");

  world.save("leaf", "1");
  world.check(3, ["leaf", "mid"], undefined, false);
  world.save("main", "1");
  const base = ["base-leaf", "base-mid", "base-main"];
  world.check(3, ["leaf", "mid", "main"], base, false);
  world.save("leaf", "2");
  const first = ["patch-1-leaf", "patch-1-mid", "patch-1-main"];
  world.check(4, ["leaf", "mid", "main"], first, false);
});

Deno.test("undo history: a text that compiles to the same is the same", () => {
  const world = new World();
  world.save("leaf", "1 and a comment");
  world.history.alike("leaf", "1", "1 and a comment");
  world.save("leaf", "2");
  world.compile("leaf");
  world.goLive(1, "leaf");
  world.save("leaf", "1 and a comment");
  world.check(2, ["leaf"], ["base-leaf"]);
  world.save("leaf", "2 and a comment");
  world.check(3, ["leaf"], undefined);
});

Deno.test("undo history: what runs is known by any of its objects", () => {
  const { loaded } = new World();
  assertEquals(loaded.runs("leaf", "1"), true);
  assertEquals(loaded.runs("leaf", "2"), false);
  loaded.isOfBase("leaf", "2");
  assertEquals(loaded.runs("leaf", "2"), true);
  loaded.wentLive(1, [{ unit: "leaf", path: "patch-1-leaf", identity: "3" }]);
  assertEquals(loaded.runs("leaf", "2"), false);
});

Deno.test("undo history: what differs in line numbers only is as good", () => {
  const world = new World();
  world.save("leaf", "2");
  world.compile("leaf");
  world.goLive(1, "leaf");
  world.save("mid", "1, moved");
  world.compile("mid");
  world.loaded.isAsGood("mid", "1, moved");
  world.check(2, ["leaf", "mid"], []);
  world.save("leaf", "1");
  world.save("mid", "1");
  world.check(3, ["leaf", "mid"], ["base-leaf"]);
});

Deno.test("undo history: the base is never forgotten, of the rest only the latest", () => {
  const world = new World();
  for (let patch = 1; patch <= 100; patch++) {
    world.save("leaf", `${patch + 1}`);
    world.compile("leaf");
    world.goLive(patch, "leaf");
  }
  const back = (text: string, expected: string[] | undefined) => {
    world.save("leaf", text);
    world.check(101, ["leaf"], expected);
  };
  back("2", undefined);
  back("95", ["patch-94-leaf"]);
  back("1", ["base-leaf"]);
  assertEquals([...world.history.files], ["leaf", "mid", "main"]);
});
