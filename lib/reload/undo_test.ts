/** Looks for code of before, with states of sources that no disk holds. */

import { assertEquals } from "@std/assert";
import { noAbiChanges } from "../analysis/abi_changes.ts";
import { loadRustParser } from "../analysis/grammar.ts";
import { ParsedFiles } from "../analysis/parsed_files.ts";
import { library } from "../build/testdata/units.ts";
import { UnitGraph } from "../build/rustc/unit_graph.ts";
import type { Image } from "./patch/entries.ts";
import { BuildState } from "./state/build_state.ts";
import { Images } from "./state/images.ts";
import { undo, type UndoContext } from "./undo.ts";

const FILE = "/leaf.rs";
const leaf = library("leaf");
const graph = new UnitGraph([leaf]);
const parsedFiles = new ParsedFiles(await loadRustParser(), []);

function image(path: string, address: number): Image {
  return { path, entries: new Map([["f", [address]]]) };
}

/** A program that began with the text `1`, and went on to `2` and `3`. */
class World {
  readonly state = new BuildState(graph, new Map([["leaf", [FILE]]]));
  readonly images = new Images(this.state.loaded);
  readonly context: UndoContext = {
    base: { shape: "split", graph },
    state: this.state,
    images: this.images,
    parsedFiles,
  };

  constructor(hasEntries = true) {
    const { state, images } = this;
    state.loaded.began("leaf", "base");
    state.contents.noteBase(FILE, { digest: "1" });
    if (hasEntries) images.setBase("leaf", image("base", 16));
    this.#compile("1");
    state.adopt([leaf], false);
    for (const number of [1, 2]) {
      const text = String(number + 1);
      state.contents.note(FILE, { digest: text });
      this.#compile(text);
      const path = `patch-${number}`;
      state.wentLive([leaf], { number, dylibs: [{ unit: leaf, path }] });
      state.commit([FILE]);
      if (!hasEntries) continue;
      images.setLatest("leaf", image(path, 32 * number), noAbiChanges());
    }
    images.offered.set("leaf", new Map([["f", "function"]]));
  }

  #compile(text: string): void {
    const compile = this.state.begin(leaf);
    compile.succeed([FILE], { paths: [], identity: text, digests: new Map() });
    compile.remember();
  }

  /** Saves a text, and looks for its code. */
  async find(
    text: string,
    {
      context = this.context,
      units = [leaf],
      changes = noAbiChanges(),
      judged = text,
    } = {},
  ) {
    this.state.contents.note(FILE, { digest: text });
    const contents = new Map([[FILE, { digest: judged }]]);
    return await undo(context, { units, changes, contents });
  }
}

Deno.test("undo: what was live before is found in its file", async () => {
  const world = new World();
  const found = await world.find("2");
  const returns = found?.returns.map(({ path, patch, isSame }) => [
    path,
    patch,
    isSame,
  ]);
  assertEquals(returns, [["patch-1", 1, false]]);
  assertEquals(found?.units, [leaf]);
  assertEquals([...found?.offered.keys() ?? []], ["f"]);
  assertEquals(found?.contents, new Map([[FILE, { digest: "2" }]]));
});

Deno.test("undo: entries lead back to it, and its own run on", async () => {
  const found = await new World().find("2");
  const ways = found?.takeover.redirections
    .map(({ image, patch, pairs }) => [image, patch, pairs]);
  assertEquals(ways, [
    ["patch-1", "patch-1", [[32, 32]]],
    ["base", "patch-1", [[16, 32]]],
    ["patch-2", "patch-1", [[64, 32]]],
  ]);
  assertEquals(found?.takeover.withheld, []);
  const plain = await new World(false).find("1");
  assertEquals(plain?.returns.map(({ path }) => path), ["base"]);
  assertEquals(plain?.takeover.redirections, []);
});

Deno.test("undo: after a changed type, old code gets none of it", async () => {
  const changes = {
    ...noAbiChanges(),
    changedTypes: ["T"],
    crossesCrates: true,
  };
  const found = await new World().find("1", { changes });
  assertEquals(found?.takeover.withheld, ["*"]);
});

Deno.test("undo: in doubt there is none", async () => {
  const check = async (
    text: string,
    options: Parameters<World["find"]>[1] = {},
  ) => assertEquals(await new World().find(text, options), undefined);
  await check("never compiled");
  await check("3");
  await check("2", { units: [] });
  await check("2", { judged: "what was saved just before" });
  const { context } = new World();
  await check("2", {
    context: { ...context, base: { shape: "monolithic", graph } },
  });
  await check("2", { context: { ...context, parsedFiles: undefined } });
});

Deno.test("undo: where entries are led, it must be known how", async () => {
  const world = new World();
  const { loaded } = world.state;
  loaded.wentLive(3, [{ unit: "leaf", path: "unread", identity: "2" }]);
  loaded.wentLive(4, [{ unit: "leaf", path: "patch-2", identity: "3" }]);
  // The last file with that code is one whose functions nobody has read.
  assertEquals(await world.find("2"), undefined);
});

Deno.test("undo: it waits for what is still to be noted of a compile", async () => {
  const world = new World();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.state.history.expect(promise);
  let isFound = false;
  const finding = world.find("2").then(() => isFound = true);
  // Nothing else is waited for there.
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(isFound, false);
  resolve();
  assertEquals(await finding, true);
});
