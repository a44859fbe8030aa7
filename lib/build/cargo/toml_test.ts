import { assertEquals } from "@std/assert";
import { readTable, tablesAt, valueAt } from "./toml.ts";

Deno.test("toml: however a key is written, it is found", () => {
  for (
    const text of [
      "[profile.dev]\nlto = true",
      "profile.dev.lto = true",
      "[profile]\ndev = { lto = true }",
      '[profile."dev"]\n"lto" = true # always',
      "note = '''\n[profile.dev]\nlto = false\n'''\n[profile]\ndev.lto = true",
    ]
  ) assertEquals(valueAt(readTable(text), "profile", "dev", "lto"), true, text);
});

Deno.test("toml: what is not there, or no TOML, is nothing", () => {
  assertEquals(valueAt(readTable("a = 1"), "a", "b"), undefined);
  assertEquals(valueAt(readTable("a = 2020-01-01"), "a", "year"), undefined);
  assertEquals(valueAt(readTable("a = [[["), "a"), undefined);
  assertEquals(tablesAt(readTable("a = 1"), "a"), []);
});

Deno.test("toml: tables by name, and by number", () => {
  assertEquals(tablesAt(readTable("[a.b]\nx = 1\n[a.c]\n"), "a"), [
    ["b", { x: 1 }],
    ["c", {}],
  ]);
  const lock = '[[package]]\nname = "a"\n[[package]]\nname = "b"\n';
  assertEquals(
    tablesAt(readTable(lock), "package").map(([, { name }]) => name),
    ["a", "b"],
  );
});
