/**
 * Runs the linker script for real, with fake linkers: what it makes of libraries
 * of other languages, and of what cannot be one dylib for each crate.
 */

import { assertEquals } from "@std/assert";
import {
  added,
  linesOfLld,
  runLinker,
} from "../../tests/harness/linker_script.ts";
import { Sandbox } from "../../tests/harness/sandbox.ts";

/** Puts objects of these names into a library. */
async function archive(box: Sandbox, name: string, members: string[]) {
  const path = await box.write(`deps/${name}.rlib`, "");
  await Deno.remove(path);
  for (const member of members) await box.write(`objects/${member}`, member);
  const paths = members.map((member) => box.path("objects", member));
  const { code } = await new Deno.Command("ar", {
    args: ["rcs", path, ...paths],
  }).output();
  assertEquals(code, 0);
  return path;
}

Deno.test("linker: of a library with objects of other languages, only Rust's are taken whole", async () => {
  await using box = await Sandbox.make();
  const serde = await archive(box, "libserde-1", ["s-1.0.rcgu.o"]);
  const sys = await archive(box, "libsys-1", ["sys-1.0.rcgu.o", "unused.o"]);
  const whole = ["-Wl,--whole-archive", serde, "-Wl,--no-whole-archive"];
  const rust = box.path("base", "sys-1.objects", "sys-1.0.rcgu.o");
  // The second time, it is known.
  for (let i = 0; i < 2; i++) {
    assertEquals(await runLinker(box, [serde, sys]), 0);
    const others = box.path("base", "sys-1.objects", "shown.a");
    const expected = [...whole, rust, others, ...added(box)];
    assertEquals(await box.strings("cc.args"), expected);
  }
});

Deno.test("linker: such objects of a crate of the workspace go into the executable", async () => {
  await using box = await Sandbox.make();
  const leaf = await archive(box, "libleaf-1", ["l-1.0.rcgu.o", "part.o"]);
  assertEquals(await runLinker(box, [leaf]), 0);
  const so = box.path("base", "leaf-1.so");
  assertEquals((await box.strings("cc.args"))?.slice(0, 4), [
    "-Wl,--push-state,-Bdynamic,--no-as-needed",
    so,
    "-Wl,--pop-state",
    box.path("base", "leaf-1.objects", "shown.a"),
  ]);
  const { stdout } = await new Deno.Command("ar", {
    args: ["t", box.path("base", "leaf-1.objects", "shown.a")],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "part.o\n");
});

/** What the script says of a base of two crates, `main` and `leaf`. */
async function shapeOf(
  box: Sandbox,
  main: string,
  leaf: string,
  args: string[] = [],
): Promise<string[]> {
  const inputs = [
    await box.write("main-1.0.rcgu.o", main),
    await box.write("deps/libleaf-1.rlib", leaf),
  ];
  assertEquals(await runLinker(box, [...inputs, ...args]), 0);
  const read = (name: string) => Deno.readTextFile(box.path("base", name));
  return [(await read("shape")).trim(), (await read("together")).trim()];
}

Deno.test("linker: a section with bounds that several crates share keeps the base in one file", async () => {
  await using box = await Sandbox.make();
  const leaf = "\0__start_table\0";
  assertEquals(await shapeOf(box, "\0.text\0", leaf), ["split", ""]);
  // The second time, what the library holds is known.
  for (let i = 0; i < 2; i++) {
    const found = await shapeOf(box, "\0table\0", leaf);
    assertEquals(found, ["monolithic", "section table"]);
  }
});

Deno.test("linker: what means one file keeps the base in one file", async () => {
  const check = async (args: string, expected: string) => {
    await using box = await Sandbox.make();
    const found = await shapeOf(box, "", "", args.split(" "));
    const shape = expected === "" ? "split" : "monolithic";
    assertEquals(found, [shape, expected]);
    assertEquals((await box.strings("cc.args"))?.includes("-lc"), true);
  };
  await check("-Wl,--defsym=alias=main -lc", "switch --defsym=alias=main");
  await check("-Wl,--defsym,alias=f,-O1 -lc", "switch --defsym alias=f");
  await check("-Wl,-T,/a.ld -lc", "switch -T /a.ld");
  await check("-T /a.ld -lc", "switch -T\nswitch /a.ld");
  await check("/sections.ld -lc", "switch /sections.ld");
  await check("-Wl,--defsym=size=0x10 -Wl,-Ttext=0 -lc", "");
});

Deno.test("linker: a wrapped symbol is wrapped in every dylib", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const check = async (args: string, expected: string[]) => {
    assertEquals(await runLinker(box, [leaf, ...args.split(" ")]), 0);
    const calls = await linesOfLld(box);
    assertEquals(calls.join("\n").match(/--wrap=\w+/g), expected);
  };
  await check("-Wl,--wrap=open", ["--wrap=open"]);
  await check("-Wl,--wrap=open", ["--wrap=open"]);
  const both = ["--wrap=open", "--wrap=close"];
  await check("-Xlinker --wrap -Xlinker close", both);
});
