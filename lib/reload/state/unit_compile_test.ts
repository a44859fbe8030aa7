/** What a build state knows of compiles, and of crates that come later. */

import { assertEquals } from "@std/assert";
import type { Unit } from "../../build/rustc/unit.ts";
import { UnitGraph } from "../../build/rustc/unit_graph.ts";
import { library } from "../../build/testdata/units.ts";
import { BuildState } from "./build_state.ts";

const leaf = library("leaf");
const mid = library("mid", "leaf");
const FILES = new Map([["leaf", ["/leaf.rs"]], ["mid", ["/mid.rs"]]]);
const OBJECTS = { paths: [], identity: "1", digests: new Map() };

function start(): BuildState {
  const state = new BuildState(new UnitGraph([mid, leaf]), FILES);
  for (const file of state.files()) {
    state.contents.noteBase(file, { digest: "1" });
  }
  for (const unit of [leaf, mid]) {
    state.begin(unit).succeed(FILES.get(unit.id) ?? [], OBJECTS);
  }
  return state;
}

Deno.test("build state: a crate that is new to the program comes with what needs it", () => {
  const state = start();
  const fresh = library("fresh");
  const user = library("mid", "leaf", "fresh");
  const graph = new UnitGraph([user, fresh, leaf]);
  state.extend(graph, new Map([["fresh", ["/fresh.rs"]]]));
  const check = (units: Unit[], expected: string[]) =>
    assertEquals(state.withNewcomers(units).map(({ id }) => id), expected);
  check([user], ["fresh", "mid"]);
  check([leaf], ["leaf"]);
  state.wentLive([fresh]);
  check([user], ["mid"]);
});

Deno.test("build state: what a compile has read of new files is what code agrees with", () => {
  const state = start();
  const compile = state.begin(leaf);
  const files = ["/leaf.rs", "/new.rs", "/saved_since.rs"];
  assertEquals(compile.newFiles(files), ["/new.rs", "/saved_since.rs"]);
  const found = new Map([["/new.rs", { digest: "2", text: "fn f() {}" }]]);
  compile.succeed(files, OBJECTS, found);
  assertEquals(state.contents.baseline("/new.rs")?.text, "fn f() {}");
  assertEquals(state.contents.baseline("/saved_since.rs"), undefined);
  assertEquals(state.edited(), []);
  assertEquals([...state.takeFresh()], ["/new.rs", "/saved_since.rs"]);
  assertEquals([...state.takeFresh()], []);
});

Deno.test("build state: a file that was away is not taken for what it was", () => {
  const state = start();
  state.begin(leaf).succeed([], OBJECTS);
  const compile = state.begin(leaf);
  compile.succeed(["/leaf.rs"], OBJECTS);
  // It was saved while that went on: the event is still to come.
  assertEquals(state.contents.baseline("/leaf.rs"), undefined);
  assertEquals(state.stale().map(({ id }) => id), ["leaf", "mid"]);
});

Deno.test("build state: a compile is remembered if its files hold what was noted", () => {
  const isRemembered = (save: (state: BuildState) => void) => {
    const state = start();
    state.loaded.began("leaf", "/base/leaf.so");
    state.contents.note("/leaf.rs", { digest: "2" });
    const compile = state.begin(leaf);
    compile.succeed(["/leaf.rs"], { ...OBJECTS, identity: "2" });
    save(state);
    compile.remember();
    return state.history.files.has("/leaf.rs");
  };
  assertEquals(isRemembered(() => {}), true);
  const save = ({ contents }: BuildState) =>
    contents.note("/leaf.rs", { digest: "3" });
  assertEquals(isRemembered((state) => void save(state)), false);
});
