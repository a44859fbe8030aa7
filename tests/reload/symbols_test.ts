/**
 * The symbols of a base and of a patch, looked at from outside: Deno itself
 * loads a base that was linked as a library, loads a patch over it, and calls
 * both. No runtime takes part, so nothing is committed.
 */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { type Base, findBase } from "../../lib/build/base.ts";
import { Elf } from "../../lib/object/elf.ts";
import { patchLink } from "../../lib/reload/patch/link_call.ts";
import type { Unit } from "../../lib/build/rustc/unit.ts";
import {
  outputFolder,
  type ReloadBuild,
  replay,
} from "../../lib/build/rustc/replay.ts";
import { DrivenProgram } from "../harness/driven_program.ts";
import { succeed } from "../harness/process_tree.ts";
import {
  copyDemo,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";

/** A linker that links the executable, and the same once more as a library. */
const LINK_TWICE = `#!/bin/sh
set -e
cc "$@"
remaining=$# previous=
while [ "$remaining" -gt 0 ]; do
  argument=$1; shift; remaining=$((remaining - 1))
  case $previous in -o) argument=$argument.so ;; esac
  previous=$argument
  case $argument in -pie) argument=-shared ;; esac
  set -- "$@" "$argument"
done
exec cc "$@"
`;

/** Builds the demo's base, with a library beside the executable. */
async function buildBase(demo: ScratchWorkspace): Promise<Base> {
  const linker = demo.path("twice");
  await Deno.writeTextFile(linker, LINK_TWICE, { mode: 0o755 });
  await demo.save(
    ".cargo/config.toml",
    `[target.'cfg(unix)']\nlinker = ${JSON.stringify(linker)}\n`,
  );
  const options = { cwd: demo.folder, args: ["-p", "root"] };
  await using program = new DrivenProgram(options);
  await program.ready();
  await program.end();
  return await findBase(demo.path("target/debug/root"));
}

/** Makes the reload build of every crate, and a patch of one of them. */
async function buildPatches(base: Base, names: string[]): Promise<string[]> {
  const { order } = base.graph;
  const build: ReloadBuild = {
    folder: join(base.folder, "harness"),
    units: new Map(order.map((unit) => [unit.id, unit])),
    debugInfo: false,
    color: false,
    inheritsStatics: false,
  };
  for (const unit of order) {
    await Deno.mkdir(outputFolder(build, unit), { recursive: true });
    await succeed(replay(build, unit));
  }
  const link = async (name: string) => {
    const unit = order.find(({ crateName }) => crateName === name);
    assert(unit);
    const output = join(build.folder, `patch-${name}.so`);
    const objects = await objectsOf(build, unit);
    const call = patchLink(base.line, { objects, output, debugInfo: false });
    await succeed(call);
    return output;
  };
  return await Promise.all(names.map(link));
}

async function objectsOf(build: ReloadBuild, unit: Unit): Promise<string[]> {
  const folder = outputFolder(build, unit);
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ name }) => name.endsWith(".o"))
    .map(({ name }) => join(folder, name));
}

/** Loads a library so that those after it find its symbols. */
function loadForAll(path: string): void {
  const libc = Deno.dlopen("libc.so.6", {
    dlopen: { parameters: ["buffer", "i32"], result: "pointer" },
    dlerror: { parameters: [], result: "pointer" },
  });
  const RTLD_NOW = 2;
  const RTLD_GLOBAL = 0x100;
  const text = new TextEncoder().encode(`${path}\0`);
  const handle = libc.symbols.dlopen(text, RTLD_NOW | RTLD_GLOBAL);
  const error = handle ? null : libc.symbols.dlerror();
  const message = error && new Deno.UnsafePointerView(error).getCString();
  libc.close();
  assert(handle, `${message}`);
}

/** What the macros call an item of the demo: the package is named as its crate. */
function symbolOf(prefix: string, path: string): string {
  const crate = path.split("::")[0];
  const kind = crate === "root" ? "$bin" : "";
  return `${prefix}::${path}$${crate}$0.0.0${kind}`;
}

/** A library that is loaded, by the names that the sources have. */
class Library {
  readonly #path: string;
  readonly #names: string[];

  private constructor(path: string, names: string[]) {
    this.#path = path;
    this.#names = names;
  }

  static async open(path: string): Promise<Library> {
    loadForAll(path);
    const symbols = new Elf(await Deno.readFile(path)).dynamicSymbols();
    const defined = symbols.filter((symbol) => symbol.defined);
    return new Library(path, defined.map(({ name }) => name));
  }

  /** Calls a function without parameters that returns a number. */
  call(crate: string, name: string): number {
    // The part that both manglings have.
    const part = [crate, name].map((word) => word.length + word).join("");
    const symbol = this.#names.find((each) => each.includes(part));
    assert(symbol, `${this.#path} does not define ${crate}::${name}`);
    const library = Deno.dlopen(this.#path, {
      called: { name: symbol, parameters: [], result: "u32" },
    });
    const result = library.symbols.called();
    library.close();
    return result;
  }

  /** Looks at the memory of an item. */
  item(path: string): Deno.UnsafePointerView {
    const library = Deno.dlopen(this.#path, {
      item: { name: symbolOf("_CHAUD", path), type: "pointer" },
    });
    const { item } = library.symbols;
    // The library itself stays, because it was loaded for all.
    library.close();
    assert(item);
    return new Deno.UnsafePointerView(item);
  }

  defines(symbol: string): boolean {
    return this.#names.includes(symbol);
  }
}

Deno.test("harness: a patch over a base, both loaded by Deno", async (t) => {
  await using demo = await copyDemo({});
  const base = await buildBase(demo);
  const executable = join(
    demo.path("target/debug/deps"),
    basename(base.folder),
  );
  const running = await Library.open(`${executable}.so`);
  const dylib = ({ id }: Unit) => join(base.folder, `${id}.so`);
  const unit = base.graph.order.find(({ crateName }) => crateName === "leaf");
  assert(unit);
  const leaf = await Library.open(dylib(unit));

  await t.step("the base's items hold their initial values", () => {
    assertEquals(running.item("leaf::CALLS").getUint32(), 0);
    assertEquals(running.item("root::TICKS").getUint32(), 0);
    assert(leaf.defines(symbolOf("_CHAUD", "leaf::CALLS")));
    for (const hot of ["root::tick", "root::version", "mid::line"]) {
      assertNotEquals(running.item(hot).getBigUint64(), 0n);
    }
  });

  await t.step("the base's code runs", () => {
    assertEquals(leaf.call("leaf", "version"), 1);
    leaf.call("leaf", "greeting");
    leaf.call("leaf", "greeting");
    assertEquals(running.item("leaf::CALLS").getUint32(), 2);
    assertEquals(leaf.call("leaf", "greetings"), 2);
  });

  const version = (n: number) => `fn version() -> u32 {\n    ${n}\n}`;
  await demo.edit("leaf/src/lib.rs", [version(1), version(71)]);
  await demo.edit("mid/src/lib.rs", [version(1), version(72)]);
  const paths = await buildPatches(base, ["leaf", "mid"]);
  const line = running.item("mid::line").getBigUint64();
  const patches = await Promise.all(paths.map(Library.open));
  const [newLeaf, newMid] = patches;
  assert(newLeaf && newMid);

  await t.step("calls of the patch return the new values", () => {
    assertEquals(newLeaf.call("leaf", "version"), 71);
    assertEquals(newMid.call("mid", "version"), 72);
    assertEquals(leaf.call("leaf", "version"), 1);
  });

  await t.step("persisted statics are shared, others are fresh", () => {
    assert(!newLeaf.defines(symbolOf("_CHAUD", "leaf::CALLS")));
    assertEquals(newLeaf.call("leaf", "greetings"), 0);
    newLeaf.call("leaf", "greeting");
    assertEquals(running.item("leaf::CALLS").getUint32(), 3);
    assertEquals(newLeaf.call("leaf", "greetings"), 1);
    assertEquals(leaf.call("leaf", "greetings"), 2);
  });

  await t.step("loading alone changes no hot function", () => {
    assert(!newMid.defines(symbolOf("_CHAUD", "mid::line")));
    assert(newMid.defines(symbolOf("_CHAUD_INIT", "mid::line")));
    assertEquals(running.item("mid::line").getBigUint64(), line);
  });
});
