/** Makes a real binary's objects part of a dylib, and runs it. */

import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { ExecutableThreadLocals, fixUp } from "./fixups.ts";
import { Refusal } from "../../report/refusal.ts";
import {
  type Binary,
  buildBinary,
} from "../../../tests/harness/small_binary.ts";
import { testNeeding } from "../../../tests/harness/needs.ts";

function own({ executable }: Binary): ExecutableThreadLocals {
  return new ExecutableThreadLocals(executable);
}

await testNeeding(
  ["Linux on x86-64"],
  "binary objects: a patch uses the executable's thread-locals",
  async () => {
    // The executable's adds 7 to 41; the patch's adds seven times as much to that.
    await using built = await buildBinary([
      "u64::from(SECOND.get())",
      "u64::from(SECOND.get()) * 7",
    ]);
    const objects = await fixUp(built.objects, own(built));
    const patch = await built.link(objects);
    assertEquals(await built.run(patch), "97");
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "binary objects: a new thread-local is refused by name",
  async () => {
    await using built = await buildBinary(
      [
        "thread_local! {",
        "thread_local! { static THIRD: Cell<u8> = const { Cell::new(1) };",
      ],
      ["u64::from(SECOND.get())", "u64::from(THIRD.get())"],
    );
    const refusal = await assertRejects(
      () => fixUp(built.objects, own(built)),
      Refusal,
    );
    assertEquals(refusal.reason, "unfit");
    assertEquals(refusal.details.length, 1);
    assertEquals(refusal.details[0]?.includes("THIRD"), true);
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "binary objects: another executable at the path is not what runs",
  async () => {
    await using built = await buildBinary();
    const [first, second] = [own(built), own(built)];
    const places = await first.read();
    assertEquals(places.size > 0, true);
    await Deno.copyFile(built.executable, `${built.executable}.new`);
    await Deno.rename(`${built.executable}.new`, built.executable);
    assertEquals(await first.read(), places);
    assertEquals(await second.read(), new Map());
    const refusal = await assertRejects(
      () => fixUp(built.objects, second),
      Refusal,
    );
    assertEquals(refusal.reason, "unfit");
    assertEquals(await own(built).read(), places);
  },
);

await testNeeding(
  ["Linux on x86-64"],
  "binary objects: what needs nothing stays as it is, the allocator shim stays out",
  async () => {
    await using built = await buildBinary();
    const compile = async (name: string, source: string) => {
      await Deno.writeTextFile(join(built.folder, `${name}.s`), source);
      const args = ["-c", `${name}.s`, "-o", `${name}.o`];
      const cc = new Deno.Command("cc", { args, cwd: built.folder });
      assertEquals((await cc.output()).success, true);
      return join(built.folder, `${name}.o`);
    };
    const plain = await compile("plain", ".globl a\na: ret\n");
    const symbols = ["alloc", "dealloc", "realloc", "alloc_zeroed"]
      .map((name) =>
        `_RNvCsl5hcw3a1e8G_7___rustc${`__rust_${name}`.length}___rust_${name}`
      );
    const text = symbols.map((name) =>
      `.globl ${name}\n.type ${name},@function\n${name}: ret\n`
    );
    const shim = await compile("shim", text.join(""));
    assertEquals(await fixUp([plain, shim], own(built)), [plain]);
  },
);
