/** Runs the rustc wrapper for real, with a fake rustc. */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { FAKE, Sandbox } from "../../tests/harness/sandbox.ts";
import { scriptText } from "./scripts.ts";

const ENTRY = "-Zpatchable-function-entry=16,14";
const ARM_ENTRY = "-Zpatchable-function-entry=6,5";
const IMPORT = "-Zplt=yes";
const LEGACY = ["-Zunstable-options", "-Csymbol-mangling-version=legacy"];

/** Cargo's call for one crate. */
function call(box: Sandbox, crate: string, ...more: string[]): string[] {
  const out = box.path("target", "debug", "deps");
  const args = ["--crate-name", crate, "src/main.rs", "-C", "metadata=1"];
  return [...args, "-C", "extra-filename=-1", "--out-dir", out, ...more];
}

interface Wrapped {
  /** What rustc was called with. */
  args: string[];
  env: Map<string, string>;
  /** The wrapper's own recording. */
  recorded: string[] | undefined;
}

async function wrap(
  box: Sandbox,
  args: string[],
  env: Record<string, string> = {},
  entries = false,
  next = "",
  shape: "split" | "tests" = "split",
): Promise<Wrapped> {
  const rustc = await box.write("bin/rustc", FAKE);
  const wrapper = await box.write(
    "wrapper",
    scriptText("rustc_wrapper", {
      next,
      linker: box.path("cc"),
      shape,
      machine: "x86_64",
      x86_64_entries: entries ? ENTRY : "",
      aarch64_entries: entries ? ARM_ENTRY : "",
      import_flags: entries ? IMPORT : "",
      legacy_names: LEGACY.join(" "),
      runtime: "",
    }),
  );
  assertEquals(await box.run(wrapper, [rustc, ...args], env), 0);
  const variables = await box.strings("bin/rustc.env") ?? [];
  const pairs = variables.map((each): [string, string] => {
    const at = each.indexOf("=");
    return [each.slice(0, at), each.slice(at + 1)];
  });
  return {
    args: await box.strings("bin/rustc.args") ?? [],
    env: new Map(pairs),
    recorded: await box.strings("target/debug/chaud/units/a-1/args"),
  };
}

const BIN = { CARGO_BIN_NAME: "a" };

Deno.test("wrapper: records what cargo said, and says it to rustc", async () => {
  await using box = await Sandbox.make();
  const args = call(box, "a", "--cfg", 'feature="x y"', "", "-n", "*");
  const { recorded, args: passed } = await wrap(box, args, { X: "1\n2" });
  assertEquals(passed, args);
  assertEquals(recorded, [box.path("bin", "rustc"), ...args]);
  const unit = "target/debug/chaud/units/a-1";
  assertEquals(
    await Deno.readTextFile(box.path(unit, "cwd")),
    `${box.folder}\n`,
  );
  const env = await box.strings(`${unit}/env`);
  assert(env?.includes("X=1\n2"));
});

Deno.test("wrapper: a recording is for its owner's eyes only", async () => {
  await using box = await Sandbox.make();
  await wrap(box, call(box, "a"));
  const unit = box.path("target/debug/chaud/units/a-1");
  for (const path of [unit, join(unit, "env")]) {
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o077, 0, path);
  }
});

Deno.test("wrapper: questions that cargo asks are not recorded", async () => {
  await using box = await Sandbox.make();
  const check = async (...args: string[]) => {
    const { args: passed } = await wrap(box, args, BIN);
    assertEquals(passed, args);
    assertEquals(await box.strings("target/debug/chaud"), undefined);
  };
  await check("-vV");
  await check("-", ...call(box, "___", "--print=file-names"));
  await check("--crate-name", "a", "src/main.rs");
});

Deno.test("wrapper: a library that others load by its name has no hash", async () => {
  await using box = await Sandbox.make();
  const out = box.path("target", "debug", "deps");
  const args = ["--crate-name", "a", "src/lib.rs", "--out-dir", out];
  await wrap(box, [...args, "--crate-type", "cdylib", "--crate-type", "rlib"]);
  const unit = "target/debug/chaud/units/a";
  assertEquals(
    (await box.strings(`${unit}/args`))?.slice(1, 3),
    args.slice(0, 2),
  );
  // Another build may have put its own there.
  assertEquals(await box.strings(`${unit}/wrapper`), [box.path("wrapper")]);
});

Deno.test("wrapper: an example's recording is beside the others", async () => {
  await using box = await Sandbox.make();
  const out = box.path("target", "debug", "examples");
  await wrap(box, [...call(box, "a"), "--out-dir", out]);
  assert(await box.strings("target/debug/chaud/units/a-1/args"));
});

Deno.test("wrapper: a binary is linked by Chaud's linker", async () => {
  await using box = await Sandbox.make();
  const args = call(box, "a");
  const { args: passed, env, recorded } = await wrap(box, args, BIN);
  assertEquals(passed, [...args, `-Clinker=${box.path("cc")}`]);
  assertEquals(recorded?.slice(1), args);
  const folder = box.path("target", "debug", "chaud");
  assertEquals(env.get("CHAUD_FOLDER"), folder);
  assertEquals(env.get("CHAUD_BASE"), join(folder, "a-1"));
  assertEquals(env.get("CHAUD_RUSTC"), box.path("bin", "rustc"));
  assertEquals(env.get("CHAUD_LINKER"), "cc");
  assertEquals(env.get("CHAUD_SHAPE"), "split");
  assertEquals(env.has("CHAUD_RUNTIME"), false);
});

Deno.test("wrapper: for tests, whatever cargo would start is linked by Chaud's", async () => {
  await using box = await Sandbox.make();
  const linker = `-Clinker=${box.path("cc")}`;
  const check = async (words: string, isLinked: boolean) => {
    const args = call(box, "a", ...words.split(" "));
    const wrapped = await wrap(box, args, {}, false, "", "tests");
    assertEquals(wrapped.args, isLinked ? [...args, linker] : args, words);
  };
  await check("--test", true);
  await check("--crate-type bin", true);
  await check("--cfg test", true);
  await check("--crate-type lib", false);
  await check("--crate-type proc-macro", false);
  await check("--test -C lto", false);
});

Deno.test("wrapper: the user's linker is called by Chaud's", async () => {
  await using box = await Sandbox.make();
  const check = async (args: string[], expected: string) => {
    const { env } = await wrap(box, call(box, "a", ...args), BIN);
    assertEquals(env.get("CHAUD_LINKER"), expected);
  };
  await check(["-C", "linker=/my tools/clang"], "/my tools/clang");
  await check(["-Clinker=clang"], "clang");
  await check(["-C", "linker=a", "-Clinker=b"], "b");
  await check(["-C", "linker-flavor=gcc"], "cc");
});

Deno.test("wrapper: one of the user's own is called in between, and recorded", async () => {
  await using box = await Sandbox.make();
  const next = await box.write(
    "their wrapper",
    `#!/bin/sh\nexec "$@" --theirs\n`,
  );
  const args = call(box, "a");
  const { args: passed, env, recorded } = await wrap(
    box,
    args,
    BIN,
    false,
    next,
  );
  assertEquals(passed, [...args, `-Clinker=${box.path("cc")}`, "--theirs"]);
  const rustc = box.path("bin", "rustc");
  assertEquals(recorded, [next, rustc, ...args]);
  assertEquals(env.get("CHAUD_RUSTC"), rustc);
});

Deno.test("wrapper: link-time optimisation is left alone", async () => {
  await using box = await Sandbox.make();
  const check = async (line: string, isLeftAlone: boolean) => {
    const args = call(box, "a", ...line.split(" "));
    const { args: passed } = await wrap(box, args, BIN);
    assertEquals(passed.length === args.length, isLeftAlone, line);
  };
  await check("-C lto", true);
  await check("-C lto=thin", true);
  await check("-Clto=on", true);
  await check("-C linker-plugin-lto", true);
  await check("-C lto=off", false);
  await check("-C embed-bitcode=no", false);
});

Deno.test("wrapper: switches it adds are recorded apart from cargo's", async () => {
  await using box = await Sandbox.make();
  const args = call(box, "a");
  const { args: passed, env, recorded } = await wrap(box, args, {}, true);
  assertEquals(passed, [...args, ENTRY, ...LEGACY]);
  assertEquals(env.get("RUSTC_BOOTSTRAP"), "1");
  assertEquals(recorded?.slice(1), args);
  const flags = box.path("target/debug/chaud/units/a-1/flags");
  assertEquals(
    await Deno.readTextFile(flags),
    [ENTRY, ...LEGACY].join(" ") + "\n",
  );
});

Deno.test("wrapper: a recording without such switches says so", async () => {
  await using box = await Sandbox.make();
  await wrap(box, call(box, "a"));
  const flags = box.path("target/debug/chaud/units/a-1/flags");
  assertEquals((await Deno.readTextFile(flags)).trim(), "");
});

Deno.test("wrapper: only unoptimised code that runs in the program gets entries", async () => {
  await using box = await Sandbox.make();
  const check = async (crate: string, line: string, expected: string[]) => {
    const args = call(box, crate, ...line.split(" "));
    const { args: passed } = await wrap(box, args, {}, true);
    assertEquals(passed.slice(args.length), expected, line);
  };
  const all = [ENTRY, ...LEGACY];
  await check("a", "--crate-type lib", all);
  await check("a", "-C opt-level=0", all);
  const optimised = [IMPORT, ...LEGACY];
  await check("a", "-C opt-level=3", optimised);
  await check("a", "-Copt-level=s", optimised);
  await check("a", "-O", optimised);
  await check("a", "--crate-type proc-macro -O", []);
  await check("a", "--crate-type proc-macro", []);
  await check("build_script_build", "--crate-type bin", []);
});

Deno.test("wrapper: entries are those of the machine that is built for", async () => {
  await using box = await Sandbox.make();
  const check = async (line: string, expected: string[]) => {
    const args = call(box, "a", ...line.split(" "));
    const { args: passed } = await wrap(box, args, {}, true);
    assertEquals(passed.slice(args.length), expected, line);
  };
  const [arm, x86] = [[ARM_ENTRY, ...LEGACY], [ENTRY, ...LEGACY]];
  await check("--target aarch64-unknown-linux-gnu", arm);
  await check("--target=aarch64-unknown-linux-musl", arm);
  await check("--target=x86_64-unknown-linux-gnu", x86);
  await check("--target /of/the/user/x86_64-own.json", x86);
  await check("--target riscv64gc-unknown-linux-gnu", []);
  const optimised = [IMPORT, ...LEGACY];
  await check("-O --target aarch64-unknown-linux-gnu", optimised);
});

Deno.test("wrapper: a symbol mangling that the user chose is kept", async () => {
  await using box = await Sandbox.make();
  const check = async (...more: string[]) => {
    const args = call(box, "a", ...more);
    const { args: passed } = await wrap(box, args, {}, true);
    assertEquals(passed.slice(args.length), [ENTRY]);
  };
  await check("-Csymbol-mangling-version=v0");
  await check("-C", "symbol-mangling-version=v0");
});
