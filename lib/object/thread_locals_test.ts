/** Binds thread-locals that the real compiler and linker have laid out. */

import { assert, assertEquals, assertGreater } from "@std/assert";
import { Elf } from "./elf.ts";
import { relocationsOf } from "./relocations.ts";
import {
  bindThreadLocals,
  threadLocalsOf,
  usesThreadPointer,
} from "./thread_locals.ts";
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
