/**
 * The edited functions alone are compiled, and run: everything else stays the
 * running program's, statics and thread-locals too.
 */

import { testNeeding } from "../harness/needs.ts";
import {
  type Edit,
  ENGINE,
  MAIN,
  ON_X86,
  PLACES,
  playAll,
  SHAPES,
} from "./functions_alone_scene.ts";

/** Edits of bodies, of functions of each kind. */
const BODIES: Record<string, Edit> = {
  "a function": {
    edits: [[
      ENGINE,
      "helper(8);\n    helped + 10",
      "helper(8);\n    helped + 20",
    ]],
    values: { plain: 21 },
  },
  "the same once more": {
    edits: [[ENGINE, "helped + 20", "helped + 30"]],
    values: { plain: 31 },
  },
  "another one": {
    edits: [[ENGINE, "scale::scaled(n) / 4", "scale::scaled(n) / 2"]],
    values: { halved: 8, own: 120 },
  },
  "what all others call": {
    edits: [[ENGINE, "    n % 7\n", "    (n + 7) % 7\n"]],
    values: {},
  },
  "one that is held by its address": {
    edits: [[
      ENGINE,
      "helper(9);\n    helped + 10",
      "helper(9);\n    helped + 70",
    ]],
    values: { held: 72 },
  },
  "a recursive one": {
    edits: [[ENGINE, "{ 1 } else", "{ 2 } else"]],
    values: { recursive: 26 },
  },
  "one that uses a generic one": {
    edits: [[ENGINE, "most + helper(7)", "most + helper(7) + 1"]],
    values: { generic: 6 },
  },
  "one that uses it for other types": {
    edits: [[
      ENGINE,
      "largest(&[1_u32, 5, 3])",
      "largest(&[1_u64, 9, 3]) as u32",
    ]],
    values: { generic: 10 },
  },
  "what drops a value": {
    edits: [[ENGINE, "Guard(1)", "Guard(5)"]],
    values: { dropping: 7 },
  },
  "an unsafe one": {
    edits: [[ENGINE, "*at + helped", "*at + helped + 10"]],
    values: { reckless: 15 },
  },
  "a foreign one": {
    edits: [[ENGINE, "n + helped + 1", "n + helped + 2"]],
    values: { foreign: 5 },
  },
  "one that uses what was set once": {
    edits: [[ENGINE, ".len() as u32", ".len() as u32 + 100"]],
    values: { name: 107 },
  },
  "methods of one name": {
    edits: [
      [SHAPES, "area + 1", "area + 5"],
      [SHAPES, "name + 200", "name + 300"],
    ],
    values: { square: 14, named_square: 114, named_circle: 329 },
  },
  "a method that is called through a trait": {
    edits: [[SHAPES, "side * side", "side * side + 1"]],
    values: { square: 15, named_square: 115, objects: 34 },
  },
  "what makes trait objects": {
    edits: [[SHAPES, "Box::new(Square(2))", "Box::new(Square(4))"]],
    values: { objects: 58 },
  },
  "a method of an implementation with lifetimes": {
    edits: [[SHAPES, "self.area() == area", "self.area() == area + 17"]],
    values: { equal: 1 },
  },
  "one that calls a variadic one": {
    edits: [[
      SHAPES,
      "let extra = 0;\n    let count",
      "let extra = 7;\n    let count",
    ]],
    values: { digits: 12 },
  },
  "what only a macro names that another one uses": {
    edits: [[SHAPES, "number * 2", "number * 3"]],
    values: { made: 9 },
  },
  "the one that uses the macro": {
    edits: [[
      SHAPES,
      "let extra = 0;\n    scale",
      "let extra = 5;\n    scale",
    ]],
    values: { made: 14 },
  },
  "one that asks for its caller": {
    edits: [[PLACES, "{ place.line() }", "{ place.line() + 10000 }"]],
    values: { caller: 10054, called: 10033, by_other: 10033 },
    // Its address is that of what tells its caller.
    isWhole: true,
  },
  "the caller of one that asks": {
    edits: [[
      PLACES,
      "let extra = 0;\n    caller()",
      "let extra = 1000;\n\n    caller()",
    ]],
    values: { called: 11034, by_other: 11034 },
    behind: { caller: 10055, here: 45 },
  },
  "one that tells where it stands": {
    edits: [[
      PLACES,
      "let extra = 0;\n    let is_here",
      "let extra = 1000;\n    let is_here",
    ]],
    values: { here: 1045 },
  },
  "one with a file beside it": {
    edits: [[
      PLACES,
      "let extra = 0;\n    (TEXT",
      "let extra = 1000;\n    (TEXT",
    ]],
    values: { text: 1048 },
  },
  "one of the program's own": {
    edits: [[MAIN, "scaled + 100", "scaled + 200"]],
    values: { own: 220 },
  },
  "one with statics of the program's own": {
    edits: [[
      MAIN,
      "ASKED_HERE.set(ASKED_HERE.get() + 1)",
      "ASKED_HERE.set(1 + ASKED_HERE.get())",
    ]],
    values: {},
  },
  "one that what it calls panics through": {
    edits: [[ENGINE, "|n| n + 1000", "|n| n + 2000"]],
    values: {},
  },
  "one that panics": {
    edits: [[ENGINE, "let all = [n; 3];", "\n    let all = [n; 2];"]],
    values: { panicking: 99 },
    behind: {},
  },
  // From then on, whole crates keep what may be made for other closures.
  "a closure": {
    edits: [[ENGINE, "|n| n * factor", "|n| n * factor + 1"]],
    values: { closure: 16 },
    held: ["closures"],
  },
  "a closure that captures more": {
    edits: [[
      ENGINE,
      "sum_of(|n| n * factor + 1)",
      "let more = factor + 3; sum_of(|n| n * factor + more)",
    ]],
    values: { closure: 32 },
    held: ["closures"],
  },
};

await testNeeding(
  ON_X86,
  "functions alone: of each kind",
  (t) => playAll(t, BODIES),
);

await testNeeding(
  ON_X86,
  "functions alone: of each kind, by the newer kind of symbols",
  (t) =>
    playAll(t, BODIES, {
      env: { RUSTFLAGS: "-Csymbol-mangling-version=v0" },
    }),
);
