/** Runs the linker script for real, with fake linkers. */

import { assert, assertEquals } from "@std/assert";
import {
  added,
  FAKE_LLD,
  linesOfLld,
  runLinker,
} from "../../tests/harness/linker_script.ts";
import { Sandbox } from "../../tests/harness/sandbox.ts";

const callsOfLld = async (box: Sandbox) => (await linesOfLld(box)).length;

Deno.test("linker: a workspace rlib becomes a dylib, where it stood", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const args = ["a b.o", leaf, "/x/libserde-1.rlib", "-lc"];
  assertEquals(await runLinker(box, args), 0);
  assertEquals(await box.strings("cc.args"), [
    "a b.o",
    "-Wl,--push-state,-Bdynamic,--no-as-needed",
    box.path("base", "leaf-1.so"),
    "-Wl,--pop-state",
    "-Wl,--whole-archive",
    "/x/libserde-1.rlib",
    "-Wl,--no-whole-archive",
    "-lc",
    ...added(box),
  ]);
  assertEquals(await box.strings("base/link"), args);
  assertEquals(await Deno.readTextFile(box.path("base/shape")), "split\n");
});

Deno.test("linker: a monolithic base keeps every rlib, whole", async () => {
  await using box = await Sandbox.make();
  const args = ["/deps/libleaf-1.rlib"];
  assertEquals(await runLinker(box, args, { shape: "monolithic" }), 0);
  assertEquals(await box.strings("cc.args"), [
    "-Wl,--whole-archive",
    "/deps/libleaf-1.rlib",
    "-Wl,--no-whole-archive",
    ...added(box),
  ]);
});

Deno.test("linker: what would discard or freeze symbols is left out", async () => {
  await using box = await Sandbox.make();
  const args = [
    ..."-Wl,--gc-sections -pie -Wl,-z,relro,-z,now,-z,noexecstack".split(" "),
    ..."-Wl,--exclude-libs=ALL -Wl,--version-script,/v.map,-O1".split(" "),
    ..."-Xlinker --version-script -Xlinker /v.map -Wl,-z -Wl,now".split(" "),
  ];
  assertEquals(await runLinker(box, args), 0);
  assertEquals(await box.strings("cc.args"), [
    "-pie",
    ..."-Xlinker -z -Xlinker noexecstack -Xlinker -O1".split(" "),
    ...added(box),
  ]);
});

Deno.test("linker: what makes it unknown which code is whose is left out", async () => {
  await using box = await Sandbox.make();
  const args = [
    ..."-s --strip-all --icf=safe -Wl,-s -Wl,--strip-all".split(" "),
    ..."-Wl,--icf=all -Xlinker --icf=all -Xlinker -x".split(" "),
    "-Wl,--icf=safe,--strip-all,-O1,-s",
    ..."-Xlinker -O2 -Wl,-soname,a-s.so -Wl,-rpath,/x-strip -lc".split(" "),
  ];
  assertEquals(await runLinker(box, args), 0);
  assertEquals(await box.strings("cc.args"), [
    ..."-Xlinker -O1 -Xlinker -O2 -Xlinker -soname -Xlinker a-s.so".split(" "),
    ..."-Xlinker -rpath -Xlinker /x-strip -lc".split(" "),
    ...added(box),
  ]);
});

Deno.test("linker: a dylib is kept until its rlib is newer", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const at = (seconds: number) => Deno.utime(leaf, seconds, seconds);
  const check = async (expected: number) => {
    assertEquals(await runLinker(box, [leaf]), 0);
    assertEquals(await callsOfLld(box), expected);
  };
  await at(1);
  await check(1);
  await check(1);
  await at(Date.now() / 1000 + 60);
  await check(2);
});

Deno.test("linker: without an lld, the user's linker makes the dylibs", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const cc = await box.write("their cc", FAKE_LLD);
  const env = { CHAUD_LINKER: cc };
  const options = { env, withoutLld: true };
  assertEquals(await runLinker(box, [leaf], options), 0);
  const calls = await Deno.readTextFile(`${cc}.calls`);
  assert(calls.startsWith("-shared -nostdlib -Wl,-Bsymbolic"), calls);
});

Deno.test("linker: each dylib has its own of what the compiler calls by itself", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const builtins = box.path("lib/rustlib/its lib/libcompiler_builtins-1.rlib");
  assertEquals(await runLinker(box, [leaf, builtins, "-lc"]), 0);
  const [call] = await linesOfLld(box);
  const inputs = `--whole-archive ${leaf} --no-whole-archive ${builtins} -o `;
  assert(call?.includes(inputs), call);
  // The executable has it as ever.
  assert((await box.strings("cc.args"))?.includes(builtins));
});

Deno.test("linker: a dylib that does not link fails the whole", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const code = await runLinker(box, [leaf], { env: { FAIL: "libleaf" } });
  assertEquals(code, 3);
  assertEquals(await box.strings("cc.args"), undefined);
  assertEquals(await box.strings("base/leaf-1.so"), undefined);
});

Deno.test("linker: the user's linker decides on success", async () => {
  await using box = await Sandbox.make();
  assertEquals(await runLinker(box, ["a.o"], { env: { FAIL: "a.o" } }), 3);
});

/** What the user's linker gets when rustc passes a list. */
async function passList(box: Sandbox, lines: string[]): Promise<string[]> {
  const list = await box.write("list", lines.join("\n") + "\n");
  assertEquals(await runLinker(box, [`@${list}`]), 0);
  const passed = await Deno.readTextFile(box.path("cc.list"));
  return passed.trimEnd().split("\n");
}

Deno.test("linker: a list of arguments is read as rustc escapes it", async () => {
  await using box = await Sandbox.make();
  await passList(box, ["a\\ b.o", "-l*", "back\\\\slash", "ü"]);
  const link = await box.strings("base/link");
  assertEquals(link, ["a b.o", "-l*", "back\\slash", "ü"]);
});

Deno.test("linker: a list stays a list, escaped for every linker", async () => {
  await using box = await Sandbox.make();
  const lines = ["a\\ b.o", "it's", 'a"b', "back\\\\slash", "ü"];
  const passed = await passList(box, lines);
  assertEquals(passed.slice(0, 5), [
    "a\\ b.o",
    "it\\'s",
    'a\\"b',
    "back\\\\slash",
    "ü",
  ]);
});

Deno.test("linker: a list may be longer than a command line", async () => {
  await using box = await Sandbox.make();
  const long = Array.from({ length: 60 }, (_, i) => `-L${i}${"x".repeat(1e5)}`);
  assertEquals((await passList(box, long)).slice(0, 60), long);
});

/** Makes the file that it is asked for, or fails with a reason. */
const runtimeScript = (box: Sandbox, body: string) =>
  box.write("runtime-script", `#!/bin/sh\n${body}\n`);

Deno.test("linker: the runtime is linked where the program lacks it", async () => {
  await using box = await Sandbox.make();
  const CHAUD_RUNTIME = await runtimeScript(box, `: > "$1"`);
  const args = ["main.o", "-lc"];
  assertEquals(await runLinker(box, args, { env: { CHAUD_RUNTIME } }), 0);
  assertEquals(await box.strings("cc.args"), [
    ...args,
    "-Wl,--push-state,-Bdynamic,--no-as-needed",
    box.path("base", "libchaud.so"),
    "-Wl,--pop-state",
    ...added(box),
  ]);
  // Patches are not linked to it.
  assertEquals(await box.strings("base/link"), args);
});

Deno.test("linker: a runtime that cannot be built is left out, and says why", async () => {
  await using box = await Sandbox.make();
  const CHAUD_RUNTIME = await runtimeScript(box, "echo too old >&2; exit 1");
  const args = ["main.o", "-lc"];
  assertEquals(await runLinker(box, args, { env: { CHAUD_RUNTIME } }), 0);
  assertEquals(await box.strings("cc.args"), [...args, ...added(box)]);
  const said = await Deno.readTextFile(box.path("base/runtime"));
  assertEquals(said, "too old\n");
});

Deno.test("linker: a static program is linked as ever", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "");
  const args = ["-static-pie", leaf, "-Wl,--gc-sections"];
  const CHAUD_RUNTIME = await runtimeScript(box, "exit 1");
  assertEquals(await runLinker(box, args, { env: { CHAUD_RUNTIME } }), 0);
  assertEquals(await box.strings("cc.args"), args);
  assertEquals(await Deno.readTextFile(box.path("base/shape")), "static\n");
});
