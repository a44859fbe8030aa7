import { assertEquals } from "@std/assert";
import { type AbiChanges, noAbiChanges } from "../../analysis/abi_changes.ts";
import type { Image } from "../patch/entries.ts";
import { Images } from "./images.ts";
import { LoadedFiles } from "./loaded_files.ts";

const AREA = "_ZN4demo4area17h0123456789abcdefE";
const HELP = "_ZN4demo4help17h0123456789abcdefE";
const FREE: AbiChanges = noAbiChanges();

function image(path: string, symbols: Record<string, number[]>): Image {
  return { path, entries: new Map(Object.entries(symbols)) };
}

/** Images of a program whose unit has code in some files, oldest first. */
function start(...paths: string[]): Images {
  const files = new LoadedFiles();
  files.began("unit", "base");
  for (const [i, path] of paths.entries()) {
    files.wentLive(i + 1, [{ unit: "unit", path, identity: path }]);
  }
  return new Images(files);
}

function paths(images: Images, symbol: string): string[] {
  return images.older("unit").filter(({ entries }) => entries.has(symbol))
    .map(({ path }) => path);
}

Deno.test("images: the base, and what is newest", () => {
  const images = start("patch-1", "patch-2");
  assertEquals(images.older("unit"), []);
  images.setBase("unit", image("base", { [HELP]: [1] }));
  images.setBase("other", image("other", { [HELP]: [1] }));
  assertEquals(paths(images, HELP), ["base"]);
  for (const number of [1, 2]) {
    const path = `patch-${number}`;
    images.setLatest("unit", image(path, { [HELP]: [number] }), FREE);
    assertEquals(paths(images, HELP), ["base", path]);
  }
});

Deno.test("images: nothing is forbidden in another process of the base", () => {
  const images = start("patch-1");
  images.setBase("unit", image("base", { [AREA]: [1], [HELP]: [2] }));
  const changes = { ...FREE, changedTypes: ["Shape"] };
  images.setLatest("unit", image("patch-1", { [AREA]: [3] }), changes);
  assertEquals([paths(images, HELP), images.lost.size > 0], [[], true]);
  const others = images.again();
  assertEquals([paths(others, HELP), others.lost.size], [["base"], 0]);
  assertEquals(others.barriers, []);
});

Deno.test("images: what was forbidden once stays so, for what was old then", () => {
  const images = start("patch-1", "patch-2");
  const all = { [HELP]: [1], [AREA]: [2] };
  images.setBase("unit", image("base", all));
  const changedLayouts = new Set(["help"]);
  images.setLatest("unit", image("patch-1", all), { ...FREE, changedLayouts });
  images.setLatest("unit", image("patch-2", all), FREE);
  assertEquals(paths(images, HELP), ["patch-2"]);
  assertEquals(paths(images, AREA), ["base", "patch-2"]);
  assertEquals([...images.lost], [["help", "layout"]]);

  images.setLatest("unit", image("patch-3", all), {
    ...FREE,
    changedTypes: ["T"],
  });
  assertEquals(paths(images, AREA), ["patch-3"]);
  assertEquals([...images.lost], [["help", "types"], ["area", "types"]]);
  assertEquals(images.barriers, ["T"]);
});

Deno.test("images: the way back to the base and to a patch", () => {
  const images = start("patch-1", "patch-2");
  const all = { [HELP]: [1], [AREA]: [2] };
  images.setBase("unit", image("base", all));
  images.setLatest("unit", image("patch-1", { [HELP]: [3] }), FREE);
  images.setLatest(
    "unit",
    image("patch-2", { [HELP]: [4], [AREA]: [5] }),
    FREE,
  );
  const ways = (path: string, changes = FREE) =>
    images.restorations("unit", path, changes)
      .map(({ image, patch, pairs }) => [image, patch, pairs]);
  assertEquals(ways("base"), [
    ["base", "base", [[1, 1], [2, 2]]],
    ["patch-2", "base", [[4, 1], [5, 2]]],
  ]);
  assertEquals(ways("patch-1"), [
    ["patch-1", "patch-1", [[3, 3]]],
    ["base", "patch-1", [[1, 3]]],
    ["patch-2", "patch-1", [[4, 3]]],
  ]);
  // What types forbid now, they did not forbid between the two then.
  assertEquals(ways("patch-1", { ...FREE, changedTypes: ["T"] }), [
    ["patch-1", "patch-1", [[3, 3]]],
    ["base", "patch-1", [[1, 3]]],
  ]);
  assertEquals(ways("elsewhere"), []);
  assertEquals(images.canGoBack("unit", "elsewhere"), false);
  assertEquals(images.canGoBack("optimised", "elsewhere"), true);

  images.setBack("unit", "base", FREE);
  assertEquals(paths(images, AREA), ["base"]);
  images.setBack("unit", "patch-2", FREE);
  assertEquals(paths(images, AREA), ["base", "patch-2"]);
});

Deno.test("images: code that returns can be redirected as ever", () => {
  const images = start("patch-1", "patch-2");
  const all = { [HELP]: [1], [AREA]: [2] };
  const changedTypes = ["T"];
  images.setBase("unit", image("base", all));
  images.setLatest("unit", image("patch-1", all), { ...FREE, changedTypes });
  assertEquals(paths(images, AREA), ["patch-1"]);
  images.setBack("unit", "base", { ...FREE, changedTypes });
  assertEquals(paths(images, AREA), ["base"]);
  images.setLatest("unit", image("patch-2", all), FREE);
  assertEquals(paths(images, AREA), ["base", "patch-2"]);
});

Deno.test("images: what runs of functions alone is taken over until a whole crate comes", () => {
  const images = start("patch-1");
  const all = { [HELP]: [1], [AREA]: [2] };
  images.setBase("unit", image("base", all));
  assertEquals(images.newestParts("unit"), []);
  images.addPart("unit", image("part-1", { [HELP]: [3] }), FREE);
  images.addPart("unit", image("part-2", { [AREA]: [4] }), FREE);
  assertEquals(paths(images, HELP), ["base", "part-1"]);
  assertEquals(paths(images, AREA), ["base", "part-2"]);
  assertEquals(images.newestParts("unit"), ["base", "part-1", "part-2"]);
  const ways = images.restorations("unit", "base", FREE)
    .map(({ image, patch, pairs }) => [image, patch, pairs]);
  assertEquals(ways, [
    ["base", "base", [[1, 1], [2, 2]]],
    ["part-1", "base", [[3, 1]]],
    ["part-2", "base", [[4, 2]]],
  ]);
  assertEquals(images.canGoBack("unit", "part-1"), false);

  images.setLatest("unit", image("patch-1", all), FREE);
  assertEquals(paths(images, HELP), ["base", "patch-1"]);
  images.addPart("unit", image("part-3", { [HELP]: [5] }), FREE);
  assertEquals(images.newestParts("unit"), ["patch-1", "part-3"]);
  images.setBack("unit", "base", FREE);
  assertEquals(paths(images, HELP), ["base"]);
  assertEquals(images.newestParts("unit"), []);
});

Deno.test("images: what functions alone forbid is for whole crates, then and later", () => {
  const images = start("patch-1");
  const all = { [HELP]: [1], [AREA]: [2] };
  images.setBase("unit", image("base", all));
  images.addPart("unit", image("part-1", all), FREE);
  const changes = { ...FREE, safeOnly: new Set(["help"]) };
  images.addPart("unit", image("part-2", all), changes);
  const others = images.olderThanPart("unit");
  assertEquals(others.map(({ entries }) => entries.size), [2, 2, 2]);
  assertEquals(paths(images, HELP), ["base", "part-1", "part-2"]);
  assertEquals(paths(images, AREA), ["part-2"]);
  const ways = images.restorations("unit", "base", FREE)
    .map(({ image, pairs }) => [image, pairs.length]);
  assertEquals(ways, [["base", 2], ["part-1", 1], ["part-2", 2]]);
  assertEquals([...images.lost], []);
  images.setLatest("unit", image("patch-1", all), FREE);
  assertEquals([...images.lost], [["area", "layout"]]);
  assertEquals(paths(images, AREA), ["patch-1"]);
});
