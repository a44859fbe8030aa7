/**
 * Damaged files, in every place and in many ways: whatever the bytes are, they
 * are read, or an `ElfError` says that they cannot be.
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { undefine } from "./allocator.ts";
import { Elf, ElfError } from "./elf.ts";
import { withoutInitialisers } from "./initialisers.ts";
import { ownRelocations, relocationsOf } from "./relocations.ts";
import { staticsOf, wordsOf } from "./statics.ts";
import { bindThreadLocals, threadLocalsOf } from "./thread_locals.ts";

const SOURCE = `#![no_std]
unsafe extern "C" { fn needed(); static mut DATA: u32; }
#[unsafe(no_mangle)] pub static VALUE: u64 = 7;
#[unsafe(no_mangle)] pub fn function() { unsafe { needed(); DATA = 1; } }
#[used] #[unsafe(link_section = ".init_array")]
static START: extern "C" fn() = start;
extern "C" fn start() {}
`;
const HANDLER =
  "#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }\n";

const folder = await Deno.makeTempDir();

async function compile(name: string, args: string[], source: string) {
  await Deno.writeTextFile(join(folder, `${name}.rs`), source);
  const { code, stderr } = await new Deno.Command("rustc", {
    args: ["--edition=2024", ...args, `${name}.rs`, "-o", name],
    cwd: folder,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return await Deno.readFile(join(folder, name));
}

const OBJECT = ["--crate-type=lib", "--emit=obj", "-Ccodegen-units=1"];
const DYLIB = ["--crate-type=cdylib", "-Cpanic=abort", "-Clink-arg=-nostdlib"];

const FILES: Record<string, Uint8Array> = {
  "an object": await compile("object", OBJECT, SOURCE),
  "a dylib": await compile(
    "dylib",
    DYLIB,
    SOURCE.replace("needed(); DATA = 1;", "") + HANDLER,
  ),
};
await Deno.remove(folder, { recursive: true });

const ALL_TYPES = Array.from({ length: 64 }, (_, type) => type);

/** All that is done with a file. */
function use(bytes: Uint8Array): void {
  const elf = new Elf(bytes);
  const symbols = [...elf.symbols(), ...elf.dynamicSymbols()];
  relocationsOf(elf, ALL_TYPES);
  for (const type of ALL_TYPES) ownRelocations(elf, type, true);
  wordsOf(elf, staticsOf(elf));
  elf.runPath();
  elf.isDynamic;
  elf.threadLocalSegment();
  for (const { value } of symbols.slice(0, 9)) elf.loadedBytes(value, 16);
  bindThreadLocals(bytes, elf, threadLocalsOf(elf));
  undefine(bytes, symbols.slice(0, 9));
  withoutInitialisers(bytes);
}

/** Whether the file could be read; fails on any error but the one. */
function isRead(bytes: Uint8Array, how: string): boolean {
  try {
    use(bytes);
    return true;
  } catch (error) {
    assert(error instanceof ElfError, `${how}: ${error}`);
    return false;
  }
}

for (const [name, whole] of Object.entries(FILES)) {
  Deno.test(`damaged: ${name}, cut anywhere`, () => {
    for (let length = 0; length < whole.length; length += 7) {
      const how = `${length} of ${whole.length} bytes`;
      assertEquals(isRead(whole.slice(0, length), how), false, how);
    }
    assert(isRead(whole.slice(), "whole"));
  });

  Deno.test(`damaged: ${name}, with other bytes anywhere`, () => {
    const ends = { read: 0, refused: 0 };
    for (let at = 0; at < whole.length; at += 3) {
      for (const byte of [0, 0x7f, 0xff, (whole[at] ?? 0) ^ 1]) {
        const bytes = whole.slice();
        bytes.fill(byte, at, at + 1 + at % 8);
        const how = `${byte} from ${at}`;
        ends[isRead(bytes, how) ? "read" : "refused"]++;
      }
    }
    // Most bytes are code; headers and tables decide what can be read.
    assert(ends.read > 0 && ends.refused > 0, JSON.stringify(ends));
  });
}
