import { assertEquals } from "@std/assert";
import { codegenOption, options } from "./arguments.ts";
import { functionCall, functionFolders, overlayPath } from "./function_call.ts";
import { type ReloadBuild, replay } from "./replay.ts";
import { recordedUnit } from "../testdata/units.ts";
import type { Unit } from "./unit.ts";

const [mid, main] = [recordedUnit("mid"), recordedUnit("main")];
const FOLDER = "/home/user/project/target/debug/chaud/main/reload";

const BUILD: ReloadBuild = {
  folder: FOLDER,
  units: new Map([mid, main].map((unit) => [unit.id, unit])),
  debugInfo: false,
  color: false,
  inheritsStatics: true,
};

function argsOf(unit: Unit, ...more: string[]): string[] {
  const recording = {
    ...unit.recording,
    args: [...unit.recording.args, ...more],
  };
  return functionCall(BUILD, { ...unit, recording }).args;
}

Deno.test("functions: a library offers nothing, a program stays one", () => {
  assertEquals(options(argsOf(mid), "--crate-type"), ["cdylib"]);
  assertEquals(options(argsOf(main), "--crate-type"), ["bin"]);
});

Deno.test("functions: nothing goes where the whole crate's objects are", () => {
  const { objects, incremental } = functionFolders(BUILD, mid);
  const args = argsOf(mid);
  assertEquals(options(args, "--out-dir"), [objects]);
  assertEquals(codegenOption(args, "incremental"), incremental);
  assertEquals(args.filter((arg) => arg.startsWith("--emit")), ["--emit=obj"]);
  const whole = replay(BUILD, mid).args;
  assertEquals(options(whole, "--out-dir").includes(objects), false);
  assertEquals(codegenOption(whole, "incremental") === incremental, false);
});

Deno.test("functions: the overlay is compiled, under the sources' names", () => {
  const args = argsOf(mid);
  const overlay = overlayPath(functionFolders(BUILD, mid), mid.source);
  assertEquals(args.filter((arg) => arg === overlay).length, 1);
  const root = mid.recording.args.find((arg) => arg.endsWith("lib.rs")) ?? "";
  assertEquals(args.includes(root), false);
  const [from, to] = options(args, "--remap-path-prefix")[0]!.split("=");
  assertEquals(overlay.replace(from!, to!), root);
});

Deno.test("functions: no lint ends it, whatever the call says", () => {
  const caps = (args: string[]) =>
    args.filter((arg, i) =>
      arg.startsWith("--cap-lints") || args[i - 1] === "--cap-lints"
    );
  for (const more of [[], ["--cap-lints", "warn"], ["--cap-lints=deny"]]) {
    assertEquals(caps(argsOf(mid, ...more)), ["--cap-lints=allow"]);
  }
});
