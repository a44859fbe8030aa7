import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Elf } from "./elf.ts";
import {
  type Gathered,
  gatheredSections,
  strayingSections,
} from "./gathered_sections.ts";

const SOURCE = `
__attribute__((section("numbers"), used)) static int one = 1;
__attribute__((section("numbers"), used)) static int two = 2;
__attribute__((section("unread"), used)) static int three = 3;
extern int __start_numbers[], __stop_numbers[];
int sum(void) {
  int sum = 0;
  for (int *at = __start_numbers; at < __stop_numbers; at++) sum += *at;
  return sum;
}`;

Deno.test("gathered sections: what a real linker has gathered", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "a.c"), SOURCE);
    const entries = "-fpatchable-function-entry=16,14";
    const args = ["-shared", "-fPIC", entries, "a.c", "-o", "a.so"];
    const { success } = await new Deno.Command("cc", { args, cwd: folder })
      .output();
    assertEquals(success, true);
    const elf = new Elf(await Deno.readFile(join(folder, "a.so")));
    assertEquals([...gatheredSections(elf, elf.symbols())].sort(), [
      ["numbers", { isRead: true, entries: new Set(["one", "two"]) }],
      ["unread", { isRead: false, entries: new Set(["three"]) }],
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function of(isRead: boolean, ...entries: string[]) {
  const gathered: Gathered = { isRead, entries: new Set(entries) };
  return new Map([["numbers", gathered]]);
}

Deno.test("gathered sections: what new code would read otherwise", () => {
  const straying = (
    base: ReturnType<typeof of>,
    patch: ReturnType<typeof of>,
    isWhole = false,
  ) => strayingSections(base, patch, isWhole).length > 0;
  const base = of(true, "a", "b");
  // Nothing that reads it is in the patch.
  assertEquals(straying(base, of(false, "a")), false);
  assertEquals(straying(base, of(false, "a", "new")), true);
  assertEquals(straying(of(false, "a"), of(false, "a", "new")), false);
  // What reads it finds what is in the patch.
  assertEquals(straying(base, of(true, "a")), true);
  assertEquals(straying(base, of(true, "a", "b")), false);
  assertEquals(straying(base, of(true, "a", "b", "new")), true);
  assertEquals(straying(base, of(true, "a", "b", "new"), true), false);
  assertEquals(straying(new Map(), of(true, "new")), false);
});
