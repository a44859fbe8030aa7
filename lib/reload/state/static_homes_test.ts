import { assertEquals } from "@std/assert";
import { StaticHomes } from "./static_homes.ts";

Deno.test("static homes: the first file to bring a static keeps it", () => {
  const homes = new StaticHomes();
  const place = (name: string, value: number) => ({
    ...{ name, value, size: 4 },
    storage: "static" as const,
  });
  const brought = { unit: "leaf", fresh: new Set<string>() };
  homes.add({ ...brought, image: "base", statics: [place("a", 8)] });
  const second = [place("a", 16), place("b", 24)];
  homes.add({ ...brought, image: "patch-1", statics: second });
  assertEquals(homes.of("a")?.image, "base");
  assertEquals(homes.of("b")?.image, "patch-1");
  assertEquals([...homes.latestOf("leaf")], ["a", "b"]);
  assertEquals([...homes.ofUnit("leaf")], ["a", "b"]);
  assertEquals([...homes.ofUnit("mid")], []);

  // Another one by the same symbol: newer code uses that.
  const fresh = new Set(["a"]);
  homes.add({ ...brought, image: "patch-2", statics: [place("a", 32)], fresh });
  assertEquals(homes.of("a")?.image, "patch-2");
  homes.goBack("leaf", "patch-1");
  assertEquals([...homes.latestOf("leaf")], ["a", "b"]);
  assertEquals([homes.mention("b"), homes.mention("c")], [true, false]);
});

Deno.test("static homes: another process of the base has that of the base alone", () => {
  const homes = new StaticHomes();
  const place = (name: string, value: number) => ({
    ...{ name, value, size: 4 },
    storage: "static" as const,
  });
  const brought = { unit: "leaf", fresh: new Set<string>() };
  homes.addBase({ ...brought, image: "base", statics: [place("a", 8)] });
  homes.add({ ...brought, image: "patch-1", statics: [place("b", 16)] });
  const others = homes.again();
  assertEquals([others.of("a")?.image, others.of("b")], ["base", undefined]);
  assertEquals(others.again().of("a")?.image, "base");
  assertEquals(homes.of("b")?.image, "patch-1");
});
