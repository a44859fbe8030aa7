import { assertEquals, assertThrows } from "@std/assert";
import { codegenOption, option } from "./arguments.ts";
import {
  describeUnit,
  isLibrary,
  isProcMacro,
  parseEnvironment,
  profileFolder,
  splitNul,
} from "./unit.ts";
import { recordedUnit } from "../testdata/units.ts";

const TARGET = "/home/user/project/target/debug";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("recording: a library, as cargo called for it", () => {
  const { recording, ...facts } = recordedUnit("mid");
  const leaf = recordedUnit("leaf");
  assertEquals(facts, {
    id: `mid${codegenOption(recording.args, "extra-filename")}`,
    crateName: "mid",
    crateTypes: ["lib"],
    source: "/home/user/project/mid/src/lib.rs",
    dependencies: [leaf.id],
    depInfo: `${TARGET}/deps/${facts.id}.d`,
    lto: undefined,
  });
});

Deno.test("recording: a binary depends on libraries in either form", () => {
  const main = recordedUnit("main");
  assertEquals(main.crateTypes, ["bin"]);
  assertEquals(main.dependencies, [
    recordedUnit("leaf").id,
    recordedUnit("mid").id,
  ]);
  assertEquals(profileFolder(main), TARGET);
});

Deno.test("recording: arguments may hold anything but NUL", () => {
  const check = (text: string, expected: string[]) =>
    assertEquals(splitNul(bytes(text)), expected);
  check("", []);
  check("a\0", ["a"]);
  check("a\0\0b c\nd\0ü\0", ["a", "", "b c\nd", "ü"]);
  check("cut short", ["cut short"]);
});

Deno.test("recording: an environment's values may hold = and line feeds", () => {
  const env = parseEnvironment(bytes("A=1=2\0B=\0C=x\ny=z\0=odd\0"));
  assertEquals(env, { A: "1=2", B: "", C: "x\ny=z" });
});

/** Cargo's least arguments, and some more. */
function describe(...more: string[]) {
  const args = ["rustc", "--crate-name", "a", "src/a.rs", "--out-dir", "out"];
  return describeUnit({
    args: [...args, ...more],
    env: {},
    cwd: "/home/user/p",
    flags: [],
  });
}

Deno.test("recording: an external crate's way in does not change its name", () => {
  const check = (extern: string, expected: string[]) =>
    assertEquals(describe("--extern", extern).dependencies, expected);
  check("b=/x/libb-1.rmeta", ["b-1"]);
  check("priv,noprelude:b=/x/libb-1.rlib", ["b-1"]);
  check("b=/a=b/libb-1.rlib", ["b-1"]);
  check("macros=/x/libmacros-1.so", []);
  check("proc_macro", []);
});

Deno.test("recording: link-time optimisation is found in every form", () => {
  const check = (args: string, expected: string | undefined) =>
    assertEquals(describe(...args.split(" ")).lto, expected);
  check("-C lto", "fat");
  check("-C lto=thin", "thin");
  check("-Clto=fat", "fat");
  check("--codegen lto=yes", "yes");
  check("-C linker-plugin-lto", "linker-plugin");
  check("-C lto=off", undefined);
  check("-C lto=fat -C lto=no", undefined);
  check("-C embed-bitcode=no", undefined);
});

Deno.test("recording: the last of an option's values wins", () => {
  const args = [
    "-C",
    "linker=a",
    "-Clinker=b",
    "--out-dir=x",
    "--out-dir",
    "y",
  ];
  assertEquals(codegenOption(args, "linker"), "b");
  assertEquals(codegenOption(args, "link"), undefined);
  assertEquals(option(args, "--out-dir"), "y");
});

Deno.test("recording: the crate root is no option's value", () => {
  const args = ["rustc", "--crate-name", "a", "--cfg", "x.rs", "src/a.rs"];
  const recording = {
    args: [...args, "--out-dir=o"],
    env: {},
    cwd: "/home/me/p",
    flags: [],
  };
  assertEquals(describeUnit(recording).source, "/home/me/p/src/a.rs");
});

Deno.test("recording: what cargo never says is refused", () => {
  const recording = {
    args: ["rustc", "-vV"],
    env: {},
    cwd: "/home/me/p",
    flags: [],
  };
  assertThrows(() => describeUnit(recording), Error, "rustc -vV");
});

Deno.test("unit: what kind of crate a unit is", () => {
  const check = (crateTypes: string[], isLib: boolean, isMacro: boolean) => {
    const unit = { ...recordedUnit("leaf"), crateTypes };
    assertEquals([isLibrary(unit), isProcMacro(unit)], [isLib, isMacro]);
  };
  check(["lib"], true, false);
  check(["cdylib", "rlib"], true, false);
  check(["bin"], false, false);
  check(["cdylib"], false, false);
  check(["proc-macro"], false, true);
});
