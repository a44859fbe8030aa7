/** Binds thread-locals that the real compiler and linker have laid out. */

import { assert, assertEquals, assertGreater } from "@std/assert";
import { Elf } from "./elf.ts";
import { relocationsOf } from "./relocations.ts";
import {
  bindThreadLocals,
  threadLocalsOf,
  usesThreadPointer,
} from "./thread_locals.ts";
import { ArmCode } from "../../tests/harness/arm_code.ts";
import { buildBinary } from "../../tests/harness/small_binary.ts";
import { testNeeding } from "../../tests/harness/needs.ts";

const R_X86_64_TPOFF = [18, 23];

await testNeeding(
  ["Linux on x86-64"],
  "thread-locals: an executable's, by distance from the thread pointer",
  async () => {
    await using built = await buildBinary();
    const executable = new Elf(await Deno.readFile(built.executable));
    const segment = executable.threadLocalSegment();
    assert(segment);
    const known = threadLocalsOf(executable);
    const own = [...known].filter(([name]) => /FIRST|SECOND/.test(name));
    assertEquals(own.length, 2);
    // They end where the thread pointer points to.
    for (const [, distance] of known) {
      assert(-segment.size - segment.align < distance && distance < 0);
    }
    assertEquals(new Set(known.values()).size, known.size);
    assertEquals(threadLocalsOf(new Elf(await built.plainDylib())).size, 0);
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "thread-locals: an object is bound to an executable's",
  async () => {
    await using built = await buildBinary();
    const executable = new Elf(await Deno.readFile(built.executable));
    const known = threadLocalsOf(executable);
    let bound = 0;
    for (const path of built.objects) {
      const bytes = await Deno.readFile(path);
      const object = new Elf(bytes);
      const places = relocationsOf(object, R_X86_64_TPOFF);
      assertEquals(usesThreadPointer(object), places.length > 0);
      assertEquals(bindThreadLocals(bytes, object, known), []);
      const view = new DataView(bytes.buffer);
      for (const { symbol, place, type, addend } of places) {
        const expected = (known.get(symbol) ?? 0) + addend;
        const written = type === 23
          ? view.getInt32(place, true)
          : Number(view.getBigInt64(place, true));
        assertEquals(written, expected, symbol);
        bound++;
      }
      assertEquals(relocationsOf(new Elf(bytes), R_X86_64_TPOFF), []);
    }
    assertGreater(bound, 0);
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "thread-locals: one that the executable lacks is named, and left alone",
  async () => {
    await using built = await buildBinary();
    const known = threadLocalsOf(
      new Elf(await Deno.readFile(built.executable)),
    );
    const some = new Map([...known].filter(([name]) => !/SECOND/.test(name)));
    const missing: string[] = [];
    for (const path of built.objects) {
      const bytes = await Deno.readFile(path);
      missing.push(...bindThreadLocals(bytes, new Elf(bytes), some));
      const left = relocationsOf(new Elf(bytes), R_X86_64_TPOFF);
      assert(left.every(({ symbol }) => /SECOND/.test(symbol)));
    }
    assertEquals(missing.filter((name) => /SECOND/.test(name)), missing);
    assertGreater(missing.length, 0);
  },
);

/** Three thread-locals, behind one another and aligned, and what reads them. */
const ON_ARM = `
  .section .text.read,"ax",%progbits
  .global read
read:
  mrs x8, TPIDR_EL0
  add x9, x8, :tprel_hi12:COUNT
  add x9, x9, :tprel_lo12_nc:COUNT
  add x10, x8, :tprel_hi12:AFTER+12
  add x10, x10, :tprel_lo12_nc:AFTER+12
  add x11, x8, :tprel_lo12_nc:FIRST
  ret
  .section .tdata.FIRST,"awT",%progbits
  .type FIRST, %object
FIRST: .byte 7
  .size FIRST, 1
  .section .tbss.COUNT,"awT",%nobits
  .type COUNT, %object
  .p2align 6
COUNT: .zero 0x2345
  .size COUNT, 0x2345
  .section .tbss.AFTER,"awT",%nobits
  .type AFTER, %object
  .p2align 4
AFTER: .zero 64
  .size AFTER, 64
`;

const R_AARCH64_TPREL = [549, 550, 551];

/** The bytes of the only code. */
function codeOf(elf: Elf): Uint8Array {
  const code = elf.sections.find((section) =>
    section.size > 0 && elf.nameOf(section).startsWith(".text")
  );
  assert(code);
  return elf.bytes.slice(code.offset, code.offset + code.size);
}

await testNeeding(
  ["code for Arm"],
  "thread-locals on Arm: an object is bound as a linker binds an executable",
  async () => {
    await using arm = await ArmCode.make();
    const path = await arm.assemble("read", ON_ARM);
    const linked = await arm.link("read", "--entry=read", path);
    const executable = new Elf(await Deno.readFile(linked));
    const known = threadLocalsOf(executable);
    const names = [...known.keys()].filter((name) => !name.startsWith("$"));
    assertEquals(names.sort(), ["AFTER", "COUNT", "FIRST"]);

    const bytes = await Deno.readFile(path);
    const object = new Elf(bytes);
    assert(usesThreadPointer(object));
    assertEquals(bindThreadLocals(bytes, object, known), []);
    const bound = new Elf(bytes);
    assertEquals(usesThreadPointer(bound), false);
    // A dylib could not have been made of it before.
    const dylib = await arm.link("patch.so", "-shared", await save(arm, bytes));
    assertEquals(codeOf(bound), codeOf(executable));
    assertEquals(codeOf(new Elf(await Deno.readFile(dylib))), codeOf(bound));
  },
);

await testNeeding(
  ["code for Arm"],
  "thread-locals on Arm: one that the executable lacks is named, and left alone",
  async () => {
    await using arm = await ArmCode.make();
    const path = await arm.assemble("read", ON_ARM);
    const bytes = await Deno.readFile(path);
    const known = new Map([["COUNT", 64], ["FIRST", 16]]);
    assertEquals(bindThreadLocals(bytes, new Elf(bytes), known), ["AFTER"]);
    const left = relocationsOf(new Elf(bytes), R_AARCH64_TPREL);
    assertEquals(left.map(({ symbol }) => symbol), ["AFTER", "AFTER"]);
  },
);

async function save(arm: ArmCode, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(arm.path("bound.o"), bytes);
  return arm.path("bound.o");
}
