/** Changes what the real assembler writes, and reads what the linker makes of it. */

import { assert, assertEquals } from "@std/assert";
import { ArmCode } from "../../tests/harness/arm_code.ts";
import { testNeeding } from "../../tests/harness/needs.ts";
import { readThroughTable } from "./arm_statics.ts";
import { Elf } from "./elf.ts";
import { staticsOf, type StaticWord, wordsOf } from "./statics.ts";

/** How rustc asks for an address, with other instructions in between. */
const macros = `
  .macro address register, what
  adrp \\register, :pg_hi21_nc:\\what
  mov w0, #1
  movk \\register, #:prel_g3:\\what+0x100000000
  add \\register, \\register, :lo12:\\what
  .endm
  .macro code name
  .section .text.\\name,"ax",%progbits
  .global \\name
  .type \\name, %function
\\name:
  .endm
  .macro static section, name, size
  .section \\section\\name,"aw"
  .type \\name, %object
  .p2align 3
\\name: .zero \\size
  .size \\name, \\size
  .endm
`;

const SOURCE = `${macros}
  code through
  address x1, COUNT
  address x2, (WIDE+8)
  address x3, COUNT
  ret
  code another
  adrp x8, :pg_hi21_nc:COUNT
  movk x8, #:prel_g3:COUNT+0x100000000
  add x0, x8, :lo12:COUNT
  ret
  code shared
  adrp x8, :pg_hi21_nc:SHARED
  movk x8, #:prel_g3:SHARED+0x100000000
  add x0, x8, :lo12:SHARED
  add x1, x8, :lo12:SHARED
  ret
  code before
  address x9, (WIDE-16)
  ret
  code straight
  adrp x8, :pg_hi21_nc:FLAG
  ldr x9, [x8, :lo12:FLAG]
  ret
  code both
  address x1, FLAG
  address x2, TEXT
  ret
  code far
  address x1, (HUGE+0x2001)
  ret
  code thread
  adrp x0, :tlsdesc:TALLY
  ldr x1, [x0, :tlsdesc_lo12:TALLY]
  add x0, x0, :tlsdesc_lo12:TALLY
  .tlsdesccall TALLY
  blr x1
  ret
  static .bss., COUNT, 4
  static .data., WIDE, 16
  static .bss., FLAG, 8
  static .bss., HUGE, 0x4000
  static .bss., SHARED, 8
  .section .rodata.TEXT,"a"
  .type TEXT, %object
TEXT: .ascii "text"
  .size TEXT, 4
  .section .data.rel.ro.POINTER,"aw"
  .type POINTER, %object
  .p2align 3
POINTER: .xword WIDE+8
  .size POINTER, 8
  .section .tbss.FIRST,"awT",%nobits
  .type FIRST, %object
FIRST: .zero 16
  .size FIRST, 16
  .section .tbss.TALLY,"awT",%nobits
  .type TALLY, %object
  .p2align 2
TALLY: .zero 4
  .size TALLY, 4
`;

/** A word, without where it is. */
function shown({ static: { name, storage }, offset }: StaticWord): string {
  return `${storage} ${name}+${offset}`;
}

/** Reads code as the processor would: what three instructions come to. */
function addressIn(
  elf: Elf,
  name: string,
  register: number,
): { word: number; added: number } {
  const start = elf.symbols().find((symbol) => symbol.name === name)?.value;
  assert(start !== undefined);
  const bytes = elf.loadedBytes(start, 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let word = 0;
  for (let at = 0; at < 64; at += 4) {
    const code = view.getUint32(at, true);
    const [to, from] = [code & 31, code >>> 5 & 31];
    // What is added up may go to another register.
    const isOurs = to === register || from === register;
    if (isOurs && (code & 0x9f00_0000) >>> 0 === 0x9000_0000) {
      const pages = (code >>> 5 & 0x7_ffff) << 2 | code >>> 29 & 3;
      word = (start + at & ~0xfff) + pages * 4096;
    } else if (isOurs && from === register && code >>> 22 === 0x3e5) {
      word += (code >>> 10 & 0xfff) * 8;
    } else if (isOurs && from === register && (code >>> 22 & 0x2ff) === 0x244) {
      const size = code >>> 10 & 0xfff;
      return { word, added: (code >>> 30 & 1) === 1 ? -size : size };
    }
  }
  throw new Error(`${name} asks for nothing in x${register}`);
}

await testNeeding(
  ["code for Arm"],
  "statics on Arm: code reads where each is from a word of the dylib",
  async () => {
    await using arm = await ArmCode.make();
    const path = await arm.assemble("code", SOURCE);
    const bytes = await Deno.readFile(path);
    // What optimised code reads by two instructions stays so.
    const direct = readThroughTable(bytes, new Elf(bytes));
    assertEquals(direct.toSorted(), ["FLAG", "HUGE", "SHARED"]);
    // What has been changed is not changed again.
    assertEquals(readThroughTable(bytes, new Elf(bytes)), direct);
    await Deno.writeFile(path, bytes);
    const options = ["-shared", "-Bsymbolic", "--no-relax", "-znorelro"];
    const elf = new Elf(
      await Deno.readFile(await arm.link("code.so", ...options, path)),
    );
    const statics = staticsOf(elf);
    const words = wordsOf(elf, statics);
    assertEquals(
      new Set(words.map(shown)),
      new Set([
        "static COUNT+0",
        "static FLAG+0",
        "static WIDE+0",
        "static WIDE+8",
        "thread TALLY+0",
      ]),
    );
    const wordOf = (text: string) =>
      words.find((word) => shown(word) === text)?.place;
    const check = (
      name: string,
      register: number,
      text: string,
      added: number,
    ) =>
      assertEquals(
        addressIn(elf, name, register),
        { word: wordOf(text) ?? NaN, added },
        `${name}: x${register}`,
      );
    check("through", 1, "static COUNT+0", 0);
    check("through", 2, "static WIDE+0", 8);
    check("through", 3, "static COUNT+0", 0);
    check("another", 8, "static COUNT+0", 0);
    check("before", 9, "static WIDE+0", -16);
    check("both", 1, "static FLAG+0", 0);
  },
);

Deno.test("statics on Arm: objects for other machines stay as they are", () => {
  const object = { machine: 62 } as Elf;
  assertEquals(readThroughTable(new Uint8Array(64), object), []);
});
