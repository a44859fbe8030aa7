import { assertEquals } from "@std/assert";
import type { ElfSymbol } from "../../object/elf.ts";
import { type AbiChanges, noAbiChanges } from "../../analysis/abi_changes.ts";
import {
  type Code,
  joining,
  withheldNames,
  withheldSymbols,
  withholds,
} from "./withheld.ts";

const FREE: AbiChanges = {
  ...noAbiChanges(),
  crossesCrates: true,
};

const hashed = (name: string) =>
  `_ZN4leaf${name.length}${name}17h0123456789abcdefE`;
const newer = (name: string) => `_RNvCs1_4leaf${name.length}${name}`;

const OFFERED = new Map<string, ElfSymbol["kind"]>([
  [hashed("make"), "function"],
  [hashed("plain"), "function"],
  [hashed("COUNT"), "object"],
  [newer("make"), "function"],
  [newer("COUNT"), "object"],
]);

function checkWithheld(changes: Partial<AbiChanges>, expected: string[]) {
  assertEquals(withheldSymbols(OFFERED, { ...FREE, ...changes }), expected);
}

Deno.test("withheld: nothing, if other crates cannot see the edit", () => {
  checkWithheld({}, []);
  checkWithheld({ changedTypes: ["T"], crossesCrates: false }, []);
});

Deno.test("withheld: everything of a patch, if a type has changed", () => {
  checkWithheld({ changedTypes: ["T"] }, ["*"]);
});

Deno.test("withheld: functions, if what they return or take is no longer the same", () => {
  const both = [hashed("make"), newer("make")];
  checkWithheld({ changedLayouts: new Set(["make"]) }, both);
  checkWithheld({ safeOnly: new Set(["plain"]) }, both);
  // Legacy names tell it themselves.
  checkWithheld({ changedSignatures: new Set(["make"]) }, [newer("make")]);
});

Deno.test("withheld: statics, if only the compiler knows that their type is another", () => {
  checkWithheld({ changedSignatures: new Set(["COUNT"]) }, [newer("COUNT")]);
});

Deno.test("withheld: the names that old code does not get", () => {
  assertEquals(withheldNames([hashed("make")], OFFERED), new Set(["make"]));
  const all = new Set(["make", "plain", "COUNT"]);
  assertEquals(withheldNames(["*"], OFFERED), all);
});

function crate(id: string, defines: string[], uses: string[]): Code<string> {
  const symbol = (name: string, defined: boolean): ElfSymbol => ({
    name: hashed(name),
    defined,
    binding: "global",
    kind: defined ? "function" : "none",
    value: 0,
    size: 0,
    section: 0,
    place: 0,
  });
  const own = defines.map((name) => symbol(name, true));
  return { id, symbols: [...own, ...uses.map((name) => symbol(name, false))] };
}

Deno.test("withheld: who uses what is withheld joins, and so on upwards", () => {
  const changes = { ...FREE, changedLayouts: new Set(["make", "pass"]) };
  const leaf = crate("leaf", ["make", "plain"], []);
  const dependents = [
    crate("mid", ["pass"], ["make"]),
    crate("side", ["show"], ["plain"]),
    crate("top", ["main"], ["pass"]),
    crate("other", [], ["show"]),
  ];
  assertEquals(joining([leaf], dependents, changes), ["mid", "top"]);
  assertEquals([leaf, ...dependents].map((code) => withholds(code, changes)), [
    true,
    true,
    false,
    false,
    false,
  ]);
});
