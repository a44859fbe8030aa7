/** Finds functions in what the real compiler writes, and pairs them. */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ENTRY_FLAGS } from "../../build/scripts.ts";
import { Elf, type ElfSymbol } from "../../object/elf.ts";
import { EM_X86_64 } from "../../object/machine.ts";
import {
  type Entries,
  entriesOf,
  type Image,
  redirections,
} from "./entries.ts";
import { ownName } from "../../object/demangle/own_name.ts";
import { type AbiChanges, noAbiChanges } from "../../analysis/abi_changes.ts";
import { ArmCode } from "../../../tests/harness/arm_code.ts";
import { testNeeding } from "../../../tests/harness/needs.ts";

const SOURCE = `
pub struct Square(pub u32);
pub trait Shape { fn area(&self) -> u32; fn twice(&self) -> u32 { self.area() * 2 } }
impl Shape for Square { fn area(&self) -> u32 { private(self.0) } }
impl Drop for Square { fn drop(&mut self) { private(1); } }
impl Square { pub fn edge(&self) -> u32 { self.0 } }
fn private(n: u32) -> u32 { n + 1 }
pub fn generic<T: Shape>(shape: T) -> u32 { shape.area() }
pub fn uses() -> u32 { generic(Square(1)) + Square(2).twice() + inner::private(3) }
pub fn adder(n: u32) -> Box<dyn FnOnce(u32) -> u32> { Box::new(move |x| x + n) }
pub async fn slow(n: u32) -> u32 { private(n) }
#[unsafe(no_mangle)] pub extern "C" fn exported() -> u32 { 1 }
pub mod inner { pub fn private(n: u64) -> u32 { n as u32 } }
pub static TABLE: [fn(u32) -> u32; 1] = [private];
`;

const ENTRY = [...ENTRY_FLAGS[Deno.build.arch], "-Zunstable-options"];
const LEGACY = [...ENTRY, "-Csymbol-mangling-version=legacy"];
const V0 = [...ENTRY, "-Csymbol-mangling-version=v0"];

async function entries(
  flags: string[],
  source = SOURCE,
  crates = ["demo"],
  name = "demo",
): Promise<Entries> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.rs"), source);
    const { code, stderr } = await new Deno.Command("rustc", {
      args: ["--edition=2024", "--crate-type=dylib", "-Cprefer-dynamic"]
        .concat("--crate-name", name, "a.rs", "-o", "out", flags),
      env: { RUSTC_BOOTSTRAP: "1" },
      cwd: folder,
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const elf = new Elf(await Deno.readFile(join(folder, "out")));
    return entriesOf(elf.symbols(), crates, elf).entries;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(entries: Entries): string[] {
  return [...entries.keys()].map(ownName).toSorted();
}

// A closure, what makes it, drop glue and the future's body are not among them.
const FUNCTIONS = "adder area drop edge exported generic private private slow"
  .split(" ").concat("twice", "uses");

Deno.test("entries: functions of all kinds, by both kinds of names", async () => {
  const [legacy, v0] = await Promise.all([entries(LEGACY), entries(V0)]);
  assertEquals(names(legacy), FUNCTIONS);
  // The newer names tell which instances were made here, std's included.
  const own = names(v0).filter((name) => FUNCTIONS.includes(name));
  assertEquals(own, FUNCTIONS);
  assert([...legacy.values()].every((places) => places.length === 1));
});

Deno.test("entries: what shares its code with others is told, and left alone", () => {
  const bytes = [...new Array(14).fill(0x90), 0x66, 0x90];
  const elf = { machine: EM_X86_64, loadedBytes: () => new Uint8Array(bytes) };
  const symbol = (name: string, value: number): ElfSymbol => ({
    ...{ name, value, kind: "function", defined: true, binding: "local" },
    ...{ size: 9, section: 1, place: 0 },
  });
  const symbols = [
    symbol("_ZN4leaf3one17h0000000000000001E", 64),
    symbol("_ZN4leaf3two17h0000000000000002E", 64),
    symbol("_ZN4leaf5three17h0000000000000003E", 128),
    symbol("_CHAUD_STAGE::leaf::three", 192),
  ];
  const { entries, shared } = entriesOf(symbols, ["leaf"], elf);
  assertEquals(names(entries), ["three"]);
  assertEquals(shared, new Set(["one", "two"]));
});

Deno.test("entries: only what has the layout", async () => {
  assertEquals(names(await entries([])), []);
  const others = ["-Zpatchable-function-entry=4,2", "-Zunstable-options"];
  assertEquals(names(await entries(others)), []);
});

/** Functions of which two have room, as it is on Arm. */
const ON_ARM = `
  .macro code name, before, after
  .rept \\before
  nop
  .endr
  .global \\name
  .type \\name, %function
\\name:
  .rept \\after
  nop
  .endr
  ret
  .endm
  .text
  code one, 5, 1
  code two, 5, 1
  code narrow, 4, 1
  code bare, 5, 0
`;

await testNeeding(["code for Arm"], "entries: those of Arm", async () => {
  await using arm = await ArmCode.make();
  const object = await arm.assemble("code", ON_ARM);
  const linked = await arm.link("code.so", "-shared", object);
  const elf = new Elf(await Deno.readFile(linked));
  const { entries } = entriesOf(elf.symbols(), ["demo"], elf);
  assertEquals([...entries.keys()], ["one", "two"]);
});

Deno.test("entries: only of the named crates", async () => {
  assertEquals(names(await entries(LEGACY, SOURCE, ["dem"])), ["exported"]);
  assertEquals(names(await entries(LEGACY, SOURCE, ["dem", "emo"], "demo_x")), [
    "exported",
  ]);
  assertEquals(
    names(await entries(LEGACY, SOURCE, ["demo"], "demo_x")),
    ["exported"],
  );
  const named = await entries(V0, SOURCE, ["demo_x", "demo"], "demo_x");
  assertEquals(FUNCTIONS.filter((name) => !names(named).includes(name)), []);
  assertEquals(names(await entries(V0, SOURCE, ["demo"], "demo_x")), [
    "exported",
  ]);
});

Deno.test("entries: legacy names tell signatures and captures", async () => {
  const before = `pub fn run<F: Fn() -> u32>(f: F) -> u32 { f() }
pub fn outer(n: u32) -> u32 { run(move || n) }
pub fn other(n: u32) -> u32 { n }`;
  const after = before.replace("run(move || n)", "{ let m = 1; run(|| n + m) }")
    .replace("other(n: u32) -> u32 { n }", "other(n: u64) -> u32 { n as u32 }");
  const [old, patch] = await Promise.all([before, after]
    .map((source) => entries(LEGACY, source)));
  const same = [...old?.keys() ?? []].filter((name) => patch?.has(name));
  assertEquals(same.map(ownName), ["outer"]);
});

const IMPL = "_$LT$demo..Square$u20$as$u20$demo..Shape$GT$";
const AREA = `_ZN${IMPL.length}${IMPL}4area17h0123456789abcdefE`;
const HELP = "_ZN4demo4help17h0123456789abcdefE";
const GENERIC = "_ZN4demo7generic17h0123456789abcdefE";
const NEW_KIND = "_RNvMCsl5hcw3a1e8G_4demoNtB2_6Square4edge";
const FREE: AbiChanges = {
  ...noAbiChanges(),
};

function image(path: string, symbols: Record<string, number[]>): Image {
  return { path, entries: new Map(Object.entries(symbols)) };
}

/** The names that lead from an old image to a patch with the same functions. */
function redirected(changes: AbiChanges): string[] {
  const all = { [AREA]: [1], [HELP]: [2], [GENERIC]: [3], [NEW_KIND]: [4] };
  const found = redirections([image("a", all)], image("b", all), changes);
  return found.flatMap(({ symbols }) => symbols.map(ownName));
}

Deno.test("entries: what an edit forbids is not redirected", () => {
  assertEquals(redirected(FREE), ["area", "help", "generic", "edge"]);
  assertEquals(redirected({ ...FREE, changedTypes: ["T"] }), []);
  const changedLayouts = new Set(["help"]);
  const rest = ["area", "generic", "edge"];
  assertEquals(redirected({ ...FREE, changedLayouts }), rest);
  assertEquals(redirected({ ...FREE, safeOnly: changedLayouts }), ["help"]);
  // Legacy names tell signatures, the newer ones do not.
  const changedSignatures = new Set(["help", "edge"]);
  const others = ["area", "help", "generic"];
  assertEquals(redirected({ ...FREE, changedSignatures }), others);
});

Deno.test("entries: every copy of a function leads to the new one", () => {
  const old = image("old", { [HELP]: [16, 32], [AREA]: [48] });
  const latest = image("patch-1", { [HELP]: [64] });
  const patch = image("patch-2", { [HELP]: [80, 96], [GENERIC]: [112] });
  assertEquals(redirections([old, latest], patch, FREE), [
    {
      image: "old",
      patch: "patch-2",
      pairs: [[16, 80], [32, 80]],
      symbols: [HELP],
    },
    {
      image: "patch-1",
      patch: "patch-2",
      pairs: [[64, 80]],
      symbols: [HELP],
    },
  ]);
});
