/** Reads what the real compiler and linker write. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { Elf, ElfError, type ElfSymbol } from "./elf.ts";
import { relocationsOf } from "./relocations.ts";

const SOURCE = `#![no_std]
unsafe extern "C" { fn needed(); static mut DATA: u32; }
#[unsafe(no_mangle)] pub static VALUE: u64 = 7;
#[unsafe(no_mangle)] pub fn function() { unsafe { needed(); DATA = 1; } }
`;

async function rustc(folder: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("rustc", {
    args: ["--edition=2024", ...args],
    cwd: folder,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}

/** Compiles, and hands over what came of it. */
async function compiled(
  source: string,
  args: string[],
  test: (elf: Elf) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.rs"), source);
    await rustc(folder, "a.rs", "-o", "out", ...args);
    test(new Elf(await Deno.readFile(join(folder, "out"))));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const OBJECT = ["--crate-type=lib", "--emit=obj", "-Ccodegen-units=1"];
const DYLIB = ["--crate-type=cdylib", "-Cpanic=abort", "-Clink-arg=-nostdlib"];
const PROGRAM = ["--crate-type=bin"];

function find(symbols: ElfSymbol[], name: string): Partial<ElfSymbol> {
  const symbol = symbols.find((each) => each.name === name);
  if (!symbol) return {};
  const { defined, binding, kind } = symbol;
  return { defined, binding, kind };
}

Deno.test("elf: an object's symbols", async () => {
  await compiled(SOURCE, OBJECT, (elf) => {
    const symbols = elf.symbols();
    const global = { binding: "global" } as const;
    const defined = { defined: true, ...global };
    const needed = { defined: false, ...global, kind: "none" } as const;
    assertEquals(find(symbols, "function"), { ...defined, kind: "function" });
    assertEquals(find(symbols, "VALUE"), { ...defined, kind: "object" });
    assertEquals(find(symbols, "needed"), needed);
    assertEquals(find(symbols, "gone"), {});
    assertEquals(elf.dynamicSymbols(), []);
  });
});

Deno.test("elf: relocations name their symbol and place", async () => {
  await compiled(SOURCE, OBJECT, (elf) => {
    // Through the global offset table or straight, by the compiler's choice.
    const kinds = Array.from({ length: 64 }, (_, type) => type);
    const symbols = relocationsOf(elf, kinds).map(({ symbol }) => symbol);
    assert(symbols.includes("needed"), symbols.join(" "));
    assertEquals(relocationsOf(elf, []), []);
  });
});

Deno.test("elf: a dylib's dynamic symbols", async () => {
  const source = SOURCE.replace("needed(); DATA = 1;", "") +
    "#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }\n";
  await compiled(source, DYLIB, (elf) => {
    const symbols = elf.dynamicSymbols();
    assertEquals(find(symbols, "function").defined, true);
    assertEquals(find(symbols, "VALUE").kind, "object");
    assertEquals(elf.runPath(), []);
  });
});

Deno.test("elf: an executable's run path and thread-locals", async () => {
  const source = "fn main() { println!(); }\n";
  const rpath = "-Clink-args=-Wl,-rpath,/home/me/a:/home/me/b";
  await compiled(source, [...PROGRAM, rpath], (elf) => {
    assertEquals(elf.runPath(), ["/home/me/a", "/home/me/b"]);
    const segment = elf.threadLocalSegment();
    assert(segment && segment.size > 0 && segment.align > 0);
  });
});

function check(bytes: Uint8Array, message: string) {
  assertThrows(() => new Elf(bytes), ElfError, message);
}

Deno.test("elf: other files are refused", () => {
  check(new Uint8Array(), "not a 64-bit");
  check(new TextEncoder().encode("!<arch>\n".repeat(9)), "not a 64-bit");
  const bigEndian = [0x7f, 0x45, 0x4c, 0x46, 2, 2];
  check(Uint8Array.from({ length: 64 }, (_, i) => bigEndian[i] ?? 0), "little");
});

Deno.test("elf: a file that is cut short is refused wherever the cut is", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.rs"), SOURCE);
    await rustc(folder, "a.rs", "-o", "out", ...OBJECT);
    const bytes = await Deno.readFile(join(folder, "out"));
    for (let length = 0; length < bytes.length; length += 97) {
      assertThrows(() => new Elf(bytes.subarray(0, length)), ElfError);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
