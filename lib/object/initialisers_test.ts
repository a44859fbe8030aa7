/** What real linkers write, without what the dynamic loader would run. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Elf } from "./elf.ts";
import { constructorsOf, withoutInitialisers } from "./initialisers.ts";
import { testNeeding } from "../../tests/harness/needs.ts";

const RUNS = `#include <stdio.h>
#define SAY(text) { puts(text); fflush(stdout); }
__attribute__((constructor)) static void up(void) SAY("constructor")
__attribute__((destructor)) static void down(void) SAY("destructor")
static void old(void) SAY("old constructor")
__attribute__((section(".ctors"), used)) static void (*entry)(void) = old;
void _init(void) SAY("init")
void _fini(void) SAY("fini")
int answer(void) { return 42; }
`;

const LOADS = `#include <dlfcn.h>
#include <stdio.h>
int main(int count, char **words) {
  void *library = dlopen(words[1], RTLD_NOW);
  if (!library) { puts(dlerror()); return 1; }
  printf("%d\\n", ((int (*)(void)) dlsym(library, "answer"))());
  fflush(stdout);
  return 0;
}
`;

async function run(cwd: string, program: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args,
    cwd,
  }).output();
  const text = new TextDecoder();
  assertEquals(code, 0, text.decode(stdout) + text.decode(stderr));
  return text.decode(stdout).trim().split("\n");
}

await testNeeding(
  ["Linux"],
  "initialisers: the dynamic loader runs nothing of a disarmed dylib",
  async () => {
    const folder = await Deno.makeTempDir();
    const path = join(folder, "runs.so");
    try {
      await Deno.writeTextFile(join(folder, "runs.c"), RUNS);
      await Deno.writeTextFile(join(folder, "loads.c"), LOADS);
      const shared = ["-shared", "-fPIC", "-nostartfiles"];
      await run(folder, "cc", ...shared, "runs.c", "-o", "runs.so");
      await run(folder, "cc", "loads.c", "-o", "loads", "-ldl");
      const before = await run(folder, "./loads", path);
      assertEquals(before.toSorted(), [
        ..."42,constructor,destructor,fini,init,old constructor".split(","),
      ]);

      const bytes = await Deno.readFile(path);
      const all = new Elf(bytes.slice()).dynamicEntries();
      assertEquals(withoutInitialisers(bytes), bytes);
      await Deno.writeFile(path, bytes);
      assertEquals(await run(folder, "./loads", path), ["42"]);
      // All else is there, and in its order.
      const kept = new Elf(bytes).dynamicEntries().filter(({ tag }) => tag);
      const tags = all.map(({ tag }) => tag).filter((tag) =>
        tag !== 0 && ![12, 13, 25, 26, 27, 28].includes(tag)
      );
      assertEquals(kept.map(({ tag }) => tag), tags);
      assertEquals(withoutInitialisers(bytes), undefined);
      // It still tells which there were.
      const elf = new Elf(bytes);
      const constructors = constructorsOf(elf, elf.symbols());
      assertEquals(constructors.flat().includes("up"), true);
      assertEquals(constructors.flat().includes("down"), false);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
