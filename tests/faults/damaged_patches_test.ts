/**
 * Patches whose files are damaged after they were checked, just before they
 * are loaded: the program takes none of them, and goes on.
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { FaultScene } from "../harness/fault_scene.ts";
import { stepsWith } from "../harness/steps.ts";

/** Where the sections of a type are in an ELF file, and how long. */
function sections(bytes: Uint8Array, type: number): [number, number][] {
  const view = new DataView(bytes.buffer);
  const first = Number(view.getBigUint64(0x28, true));
  const count = view.getUint16(0x3c, true);
  const headers = Array.from({ length: count }, (_, i) => first + 64 * i);
  return headers.filter((at) => view.getUint32(at + 4, true) === type)
    .map((at) => [
      Number(view.getBigUint64(at + 24, true)),
      Number(view.getBigUint64(at + 32, true)),
    ]);
}

function flip(bytes: Uint8Array, ...places: [number, number][]): Uint8Array {
  for (const [offset, length] of places) {
    assert(length > 0);
    for (let i = 0; i < length; i++) {
      bytes[offset + i] = (bytes[offset + i] ?? 0) ^ 0xff;
    }
  }
  return bytes;
}

/** SHT_PROGBITS, SHT_STRTAB, SHT_RELA, SHT_DYNAMIC, SHT_DYNSYM. */
const [CODE, NAMES, RELOCATIONS, DYNAMIC, SYMBOLS] = [1, 3, 4, 6, 11];

const DAMAGES: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  "symbols": (bytes) => flip(bytes, ...sections(bytes, SYMBOLS)),
  "names of symbols": (bytes) => flip(bytes, ...sections(bytes, NAMES)),
  "relocations": (bytes) => flip(bytes, ...sections(bytes, RELOCATIONS)),
  "the dynamic section": (bytes) => flip(bytes, ...sections(bytes, DYNAMIC)),
  "code and data": (bytes) => flip(bytes, ...sections(bytes, CODE)),
  "one bit of the code": (bytes) => {
    const [offset = 0] = sections(bytes, CODE).at(-1) ?? [];
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
    return bytes;
  },
  "program headers": (bytes) => flip(bytes, [64, 56]),
  "the last page": (bytes) => bytes.subarray(0, bytes.length - 4096),
  "half of it": (bytes) => bytes.subarray(0, bytes.length / 2),
  "all of it": (bytes) => bytes.subarray(0, 0),
};

/** The patches in a session's folder. */
async function patches(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) found.push(...await patches(join(folder, name)));
    else if (/^patch-.*\.so$/.test(name)) found.push(join(folder, name));
  }
  return found;
}

Deno.test("faults: a patch is damaged after it was checked", async (t) => {
  await using scene = await FaultScene.start({
    prepare: ({ folder }) => Deno.mkdir(join(folder, "temporary")),
    drive: ({ folder }) => ({ env: { TMPDIR: join(folder, "temporary") } }),
  });
  const { program, workspace } = scene;
  const folder = workspace.path("temporary");
  const pid = Number(await program.ask("pid"));
  await scene.recovers();
  const step = stepsWith(t, program);
  for (const [name, damage] of Object.entries(DAMAGES)) {
    await step(name, async () => {
      const known = new Set(await patches(folder));
      let version: string;
      // Stopped, it is asked what it lacks, and has not answered yet.
      Deno.kill(pid, "SIGSTOP");
      try {
        version = await scene.save();
        await program.heard(/pid \d+ is stopped, or busy/);
        const fresh = (await patches(folder)).filter((path) =>
          !known.has(path)
        );
        assertEquals(fresh.length, 1);
        for (const path of fresh) {
          await Deno.writeFile(path, damage(await Deno.readFile(path)));
        }
      } finally {
        Deno.kill(pid, "SIGCONT");
      }
      await scene.fails("damaged", /the patch's file was damaged/);
      await scene.recoversBySaving(version);
    });
  }
  assertEquals(Number(await program.ask("pid")), pid);
});
