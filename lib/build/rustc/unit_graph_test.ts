import { assertEquals } from "@std/assert";
import { UnitGraph } from "./unit_graph.ts";
import type { Unit } from "./unit.ts";
import { library } from "../testdata/units.ts";

/** Parses `main: mid leaf` lines, in any order. */
function parse(graph: string): Unit[] {
  return graph.trim().split("\n").map((line) => {
    const [name = "", dependencies = ""] = line.trim().split(/: ?/);
    return library(name, ...dependencies.split(" ").filter((id) => id !== ""));
  });
}

function names(units: readonly Unit[]): string {
  return units.map(({ id }) => id).join(" ");
}

function checkOrder(graph: string, expected: string) {
  assertEquals(names(new UnitGraph(parse(graph)).order), expected);
}

function checkDependents(graph: string, edited: string, expected: string) {
  const units = parse(graph);
  const chosen = units.filter(({ id }) => edited.split(" ").includes(id));
  const reached = new UnitGraph(units).withDependents(chosen);
  assertEquals(names(reached), expected);
}

const CHAIN = `
  main: mid leaf
  mid: leaf
  cold:
  leaf:
`;

const DIAMOND = `
  main: left right
  right: base
  left: base
  base:
`;

Deno.test("unit graph: dependencies come first, whatever order they are given in", () => {
  checkOrder(CHAIN, "leaf mid main cold");
  checkOrder(DIAMOND, "base left right main");
  checkOrder("a: b\nb: c\nc:", "c b a");
});

Deno.test("unit graph: registry crates are no part of the graph", () => {
  checkOrder("main: serde leaf\nleaf: libc", "leaf main");
});

Deno.test("unit graph: dependents are found through others, each once", () => {
  checkDependents(CHAIN, "leaf", "leaf mid main");
  checkDependents(CHAIN, "mid", "mid main");
  checkDependents(CHAIN, "main", "main");
  checkDependents(CHAIN, "cold", "cold");
  checkDependents(DIAMOND, "base", "base left right main");
});

Deno.test("unit graph: several edits are one set, in compile order", () => {
  checkDependents(CHAIN, "main cold", "main cold");
  checkDependents(DIAMOND, "right left", "left right main");
  checkDependents(CHAIN, "", "");
});
