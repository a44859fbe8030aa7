import { assertEquals } from "@std/assert";
import { codegenOption, option, options } from "./arguments.ts";
import type { Unit } from "./unit.ts";
import { metadataFile, type ReloadBuild, replay } from "./replay.ts";
import { library, recordedUnit } from "../testdata/units.ts";

const leaf = recordedUnit("leaf");
const mid = recordedUnit("mid");
const main = recordedUnit("main");
const FOLDER = "/home/user/project/target/debug/chaud/main/reload";

const BUILD: ReloadBuild = {
  folder: FOLDER,
  units: new Map([leaf, mid, main].map((unit) => [unit.id, unit])),
  debugInfo: false,
  color: false,
  inheritsStatics: false,
};

function argsOf(unit: Unit, build: Partial<ReloadBuild> = {}): string[] {
  return replay({ ...BUILD, ...build }, unit).args;
}

/** A library with more arguments. */
function libraryWith(...more: string[]): Unit {
  const unit = library("a");
  const args = [...unit.recording.args, ...more];
  return { ...unit, recording: { ...unit.recording, args } };
}

Deno.test("replay: cargo's rustc, in cargo's folder", () => {
  const { program, cwd } = replay(BUILD, leaf);
  assertEquals(program, leaf.recording.args[0]);
  assertEquals(cwd, leaf.recording.cwd);
});

Deno.test("replay: nothing goes where cargo's artifacts are", () => {
  for (const unit of [leaf, mid, main]) {
    const args = argsOf(unit);
    assertEquals(options(args, "--out-dir"), [`${FOLDER}/${unit.id}`]);
    assertEquals(codegenOption(args, "incremental"), `${FOLDER}/incremental`);
  }
});

Deno.test("replay: every other switch is the base's, in its order", () => {
  const isChanged = (arg: string) =>
    /^--(?:emit|json)=|^incremental=/.test(arg) || arg.includes("/deps") ||
    arg.includes("/reload");
  const recorded = mid.recording.args.slice(1).filter((arg) => !isChanged(arg));
  const replayed = argsOf(mid).filter((arg) => !isChanged(arg));
  assertEquals(replayed.slice(0, recorded.length), recorded);
});

Deno.test("replay: objects instead of a linked artifact", () => {
  assertEquals(options(argsOf(leaf), "--emit"), ["dep-info,metadata,obj"]);
  assertEquals(options(argsOf(main), "--emit"), ["dep-info,obj"]);
  const apart = libraryWith("--emit", "link");
  assertEquals(options(argsOf(apart), "--emit"), ["dep-info,metadata,obj"]);
});

Deno.test("replay: dependencies are the reload build's own", () => {
  assertEquals(options(argsOf(main), "--extern"), [
    `leaf=${metadataFile(BUILD, leaf)}`,
    `mid=${metadataFile(BUILD, mid)}`,
  ]);
  const found = options(argsOf(main), "-L").filter((path) =>
    path.includes("/reload/")
  );
  assertEquals(found, [
    `dependency=${FOLDER}/${leaf.id}`,
    `dependency=${FOLDER}/${mid.id}`,
  ]);
});

Deno.test("replay: what is a dynamic library as well is named once", () => {
  const named = libraryWith(
    ...["--extern", "leaf=/t/deps/libleaf.so"],
    ...["--extern", "leaf=/t/deps/libleaf.rlib"],
    ...["--extern", "made=/t/deps/libmade-1.so"],
  );
  const added = options(argsOf(named), "--extern").slice(-2);
  assertEquals(added, [
    "leaf=/t/deps/libleaf.rlib",
    "made=/t/deps/libmade-1.so",
  ]);
});

Deno.test("replay: registry crates and macros are cargo's", () => {
  const check = (extern: string) =>
    assertEquals(
      options(argsOf(libraryWith("--extern", extern)), "--extern"),
      [extern],
    );
  check("serde=/home/user/deps/libserde-1.rmeta");
  check("macros=/home/user/deps/libmacros-1.so");
  check("proc_macro");
});

Deno.test("replay: how a crate is visible is kept", () => {
  const extern = `priv:leaf=/home/user/deps/lib${leaf.id}.rmeta`;
  const args = argsOf(libraryWith("--extern", extern));
  assertEquals(
    option(args, "--extern"),
    `priv:leaf=${metadataFile(BUILD, leaf)}`,
  );
});

Deno.test("replay: codegen units are spelled out, fewer than rustc would choose", () => {
  const units = (...args: string[]) =>
    codegenOption(argsOf(libraryWith(...args)), "codegen-units");
  assertEquals(units(), "16");
  assertEquals(units("-C", "incremental=x"), "64");
  assertEquals(units("-C", "codegen-units=1"), "1");
});

Deno.test("replay: debug info only where it is wanted", () => {
  const check = (debugInfo: boolean, expected: string) =>
    assertEquals(
      codegenOption(argsOf(mid, { debugInfo }), "debuginfo"),
      expected,
    );
  check(false, "0");
  check(true, "2");
});

Deno.test("replay: artifacts are announced, colours are the terminal's", () => {
  const check = (color: boolean, expected: string) =>
    assertEquals(option(argsOf(mid, { color }), "--json"), expected);
  check(false, "artifacts,future-incompat");
  check(true, "artifacts,future-incompat,diagnostic-rendered-ansi");
  const silent = libraryWith("--json=unused-externs");
  assertEquals(option(argsOf(silent), "--json"), "unused-externs,artifacts");
});

Deno.test("replay: the environment is cargo's, without what is over", () => {
  const recorded = {
    ...main.recording.env,
    DYLD_LIBRARY_PATH: "x",
    MAKEFLAGS: "-j",
    CHAUD_SOCKET: "x",
    MY_MAKEFLAGS: "kept",
    OLD_CHAUD: "kept",
  };
  const unit = { ...main, recording: { ...main.recording, env: recorded } };
  assertEquals(replay(BUILD, unit).env, {
    CARGO_BIN_NAME: "main",
    CARGO_CRATE_NAME: "main",
    MY_MAKEFLAGS: "kept",
    OLD_CHAUD: "kept",
    __CHAUD_RELOAD: "1",
  });
});

Deno.test("replay: switches of the wrapper come with what they need", () => {
  const flags = ["-Zpatchable-function-entry=16,14"];
  const unit = { ...mid, recording: { ...mid.recording, flags } };
  const { args, env } = replay(BUILD, unit);
  assertEquals(args.filter((arg) => arg.startsWith("-Z")), flags);
  assertEquals(env["RUSTC_BOOTSTRAP"], "1");
  assertEquals("RUSTC_BOOTSTRAP" in replay(BUILD, mid).env, false);
});
