import { assertEquals } from "@std/assert";
import {
  type Cause,
  explain,
  explainAll,
  type LinkedCrates,
} from "./undefined_symbols.ts";

const LINKED: LinkedCrates = {
  own: new Set(["engine", "app"]),
  foreign: new Set(["serde_json"]),
};

/** Symbol, how it is written, whose it is, and why it is missing. */
const CASES: [string, string, string | undefined, Cause][] = [
  [
    "_ZN6engine4gone17h05af221e174051e9E",
    "engine::gone",
    "engine",
    "removed",
  ],
  ["_RNvCs1234_6engine4gone", "engine::gone", "engine", "removed"],
  ["_RNvNtCs1234_6engine4part4gone", "engine::part::gone", "engine", "removed"],
  [
    "_ZN49_$LT$engine..Part$u20$as$u20$core..fmt..Debug$GT$3fmt17h05af221e174051e9E",
    "<engine::Part as core::fmt::Debug>::fmt",
    "engine",
    "removed",
  ],
  [
    "_ZN37_$LT$u32$u20$as$u20$engine..Shape$GT$4area17h05af221e174051e9E",
    "<u32 as engine::Shape>::area",
    "engine",
    "removed",
  ],
  [
    "_ZN10serde_json6raw_id17h05af221e174051e9E",
    "serde_json::raw_id",
    "serde_json",
    "feature",
  ],
  [
    "_RNvCs1_10serde_json6raw_id",
    "serde_json::raw_id",
    "serde_json",
    "feature",
  ],
  ["_ZN4rand6random17h05af221e174051e9E", "rand::random", "rand", "dependency"],
  [
    "_ZN3std6thread5yield17h05af221e174051e9E",
    "std::thread::yield",
    "std",
    "toolchain",
  ],
  [
    "_CHAUD::engine::part::COUNT$engine$0.1.0",
    "engine::part::COUNT",
    "engine",
    "item",
  ],
  ["_CHAUD_TYPE::engine::COUNT", "engine::COUNT", "engine", "item"],
  ["__rust_alloc", "__rust_alloc", undefined, "internal"],
  ["sqlite3_open", "sqlite3_open", undefined, "library"],
  ["_ZN3foo3barEv", "_ZN3foo3barEv", undefined, "library"],
  ["_Z3addii", "_Z3addii", undefined, "library"],
];

for (const [symbol, name, crate, cause] of CASES) {
  Deno.test(`missing: ${symbol}`, () => {
    assertEquals(explain(symbol, LINKED), { name, crate, cause });
  });
}

Deno.test("missing: what has one cause is one line", () => {
  const numbers = Array.from({ length: 7 }, (_, i) => `part_${i}`);
  const lines = explainAll([
    "_ZN6engine4gone17h05af221e174051e9E",
    "sqlite3_open",
    "_ZN6engine4more17h05af221e174051e9E",
    ...numbers,
  ], LINKED);
  assertEquals(lines, [
    "`engine::gone`, `engine::more`: the crate `engine` no longer has it, or " +
    "with another signature, and code that is not part of this save still " +
    "needs it",
    "`sqlite3_open`, `part_0`, `part_1`, `part_2`, `part_3` and 3 more: not a " +
    "symbol of Rust: the program is not linked with the library that defines " +
    "it, or nothing does",
  ]);
});
