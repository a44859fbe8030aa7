import { assertEquals } from "@std/assert";
import { neededBy, newItems } from "./check.ts";
import { type DylibSymbols, dylibSymbols } from "./patch/dylib.ts";
import type { ElfSymbol } from "../object/elf.ts";

/** Parses lines of `nm`: `T name`, `U name`, `w name`. */
function parse(nm: string): DylibSymbols {
  const symbols = nm.split("\n").map((line): ElfSymbol => {
    const [letter = "", name = ""] = line.trim().split(" ");
    return {
      name,
      defined: letter === "T",
      binding: letter === "w" ? "weak" : "global",
      kind: "function",
      ...{ value: 0, size: 0, section: 0, place: 0 },
    };
  });
  return dylibSymbols({ dynamicSymbols: () => symbols });
}

Deno.test("check: what may stay undefined is not needed", () => {
  assertEquals(parse("T a\nU b\nw __gmon_start__"), {
    defined: new Map([["a", "function"]]),
    needed: new Set(["b"]),
  });
});

Deno.test("check: dylibs of one patch serve each other", () => {
  const leaf = parse("T leaf\nU malloc");
  const mid = parse("T mid\nU leaf\nU malloc\nU gone");
  assertEquals(neededBy([leaf, mid]), ["malloc", "gone"]);
  assertEquals(neededBy([mid, leaf]), ["malloc", "gone"]);
  assertEquals(neededBy([]), []);
});

function checkNew(missing: string[], nm: string[], expected: string[]) {
  assertEquals(newItems(missing, nm.map(parse)), new Set(expected));
}

Deno.test("check: a missing item is new if the patch brings its first definition", () => {
  const missing = ["_CHAUD::leaf::f", "_CHAUD::leaf::gone", "leaf"];
  checkNew(missing, ["U _CHAUD::leaf::f\nT _CHAUD_INIT::leaf::f"], [
    "_CHAUD::leaf::f",
  ]);
});

Deno.test("check: another dylib of the patch may bring it", () => {
  checkNew(
    ["_CHAUD::leaf::f"],
    ["U _CHAUD::leaf::f", "T _CHAUD_INIT::leaf::f"],
    ["_CHAUD::leaf::f"],
  );
});

Deno.test("check: ordinary symbols are never new items", () => {
  checkNew(["leaf::f"], ["T _CHAUD_INIT::leaf::f\nT _CHAUD_INIT::f"], []);
  checkNew([], ["T _CHAUD_INIT::leaf::f"], []);
});
