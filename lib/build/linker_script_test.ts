/** Runs the linker script for real, with fake linkers. */

import { assert, assertEquals } from "@std/assert";
import { FAKE, Sandbox } from "../../tests/harness/sandbox.ts";
import { scriptText, type Shape } from "./scripts.ts";

/** Makes an empty \`-o\` file as well, and notes each call on a line. */
const FAKE_LLD = `#!/bin/sh
case "$*" in *"\${FAIL:-no such argument}"*) exit 3 ;; esac
echo "$@" >> "$0.calls"
while [ $# -gt 0 ]; do case $1 in -o) : > "$2" ;; esac; shift; done
`;

interface Linking {
  shape?: Shape;
  env?: Record<string, string>;
  withoutLld?: boolean;
}

/** Links with `cc` as the user's linker; `libleaf-1.rlib` is the workspace's. */
async function runLinker(
  box: Sandbox,
  args: string[],
  { shape = "split", env, withoutLld }: Linking = {},
): Promise<number> {
  await box.write("units/leaf-1/args", "");
  const lld = "lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld";
  if (!withoutLld) await box.write(lld, FAKE_LLD);
  const script = await box.write("chaud-cc", scriptText("linker", {}));
  return await box.run(script, args, {
    CHAUD_SHAPE: shape,
    CHAUD_FOLDER: box.folder,
    CHAUD_BASE: box.path("base"),
    CHAUD_LINKER: await box.write("cc", FAKE),
    CHAUD_RUSTC: box.path("bin", "rustc"),
    ...env,
  });
}

/** Each call on a line. */
async function linesOfLld(box: Sandbox): Promise<string[]> {
  const path = "lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld.calls";
  const text = await Deno.readTextFile(box.path(path)).catch(() => "");
  return text.split("\n").slice(0, -1);
}

const callsOfLld = async (box: Sandbox) => (await linesOfLld(box)).length;

function added(box: Sandbox): string[] {
  return [
    "-Wl,-z,norelro",
    "-Wl,--export-dynamic",
    "-Wl,--allow-multiple-definition",
    "-Wl,--allow-shlib-undefined",
    ...["-Xlinker", "-rpath", "-Xlinker", box.path("base")],
  ];
}

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
  const args = ["-Wl,--gc-sections", "-pie", "-Wl,-z,relro,-z,now"];
  assertEquals(await runLinker(box, [...args, "-Wl,-z,noexecstack"]), 0);
  assertEquals(await box.strings("cc.args"), [
    "-pie",
    "-Wl,-z,noexecstack",
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
    "-Wl,-O1",
    ..."-Xlinker -O2 -Wl,-soname,a-s.so -Wl,-rpath,/x-strip -lc".split(" "),
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
    const expected = [...whole, rust, sys, ...added(box)];
    assertEquals(await box.strings("cc.args"), expected);
  }
});

Deno.test("linker: a crate of the workspace with such objects leaves them to whoever needs them", async () => {
  await using box = await Sandbox.make();
  const leaf = await archive(box, "libleaf-1", ["l-1.0.rcgu.o", "part.o"]);
  assertEquals(await runLinker(box, [leaf]), 0);
  const so = box.path("base", "leaf-1.so");
  assertEquals((await box.strings("cc.args"))?.slice(0, 4), [
    "-Wl,--push-state,-Bdynamic,--no-as-needed",
    so,
    "-Wl,--pop-state",
    leaf,
  ]);
});

Deno.test("linker: a section with bounds that several crates share keeps the base in one file", async () => {
  await using box = await Sandbox.make();
  const leaf = await box.write("deps/libleaf-1.rlib", "\0__start_table\0");
  const check = async (text: string, shape: string, bounded: string) => {
    const main = await box.write("main-1.0.rcgu.o", text);
    assertEquals(await runLinker(box, [main, leaf]), 0);
    const read = (name: string) => Deno.readTextFile(box.path("base", name));
    assertEquals((await read("shape")).trim(), shape);
    assertEquals((await read("bounded")).trim(), bounded);
  };
  await check("\0.text\0", "split", "");
  await check("\0table\0", "monolithic", "table");
});
