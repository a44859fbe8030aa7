import { assertEquals } from "@std/assert";
import type { ElfSymbol } from "../object/elf.ts";
import { type Listing, listSymbols } from "./verify.ts";

function symbol(name: string, defined: boolean, binding = "global") {
  return { name, defined, binding, kind: "none", value: 0 } as ElfSymbol;
}

function check(symbols: ElfSymbol[], expected: Listing) {
  const dynamicSymbols = () => symbols;
  assertEquals(listSymbols({ dynamicSymbols, symbols: () => [] }), expected);
  const none = () => [];
  assertEquals(
    listSymbols({ dynamicSymbols: none, symbols: dynamicSymbols }),
    expected,
  );
}

Deno.test("verify: items and what they are here", () => {
  check([
    symbol("_CHAUD::root::tick$root$0.1.0$bin", true),
    symbol("_CHAUD::leaf::CALLS", false),
    symbol("_CHAUD_INIT::root::LAPS", true),
    symbol("_CHAUD_TYPE::root::LAPS", true),
  ], {
    items: [
      { name: "leaf::CALLS", role: "used" },
      { name: "root::LAPS", role: "initial" },
      { name: "root::tick", role: "current" },
    ],
    needed: [],
    optional: [],
  });
});

Deno.test("verify: undefined symbols, as they were written", () => {
  check([
    symbol("", false),
    symbol("malloc", false),
    symbol("_ZN4leaf8greeting17h05af221e174051e9E", false),
    symbol("__gmon_start__", false, "weak"),
    symbol("_RNvC4leaf8greeting", true),
    symbol("hidden", false, "local"),
  ], {
    items: [],
    needed: ["leaf::greeting", "malloc"],
    optional: ["__gmon_start__"],
  });
});
