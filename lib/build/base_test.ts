import { assertEquals } from "@std/assert";
import { readTogether } from "./base.ts";

Deno.test("base: why all crates are in one file is read as it was written", () => {
  assertEquals(readTogether(""), []);
  const text =
    "section table\nswitch -T /my files/a.ld\nconstructors\nweak hook\n";
  assertEquals(readTogether(text), [
    { kind: "section", name: "table" },
    { kind: "switch", text: "-T /my files/a.ld" },
    { kind: "constructors" },
    { kind: "weak", symbol: "hook" },
  ]);
});
