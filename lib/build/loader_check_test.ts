/** Small programs in C, which the system's loader is asked about. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { lacksOf } from "./loader_check.ts";

const LIBRARY = `
extern int nobody(void);
extern __thread int nobody_local;
extern int nobody_weak(void) __attribute__((weak));
int answer(int n) {
  if (n > 5) return nobody() + nobody_local;
  return nobody_weak ? nobody_weak() : 0;
}`;

const PROGRAM = `
#include <stdio.h>
int answer(int);
int main(int count, char **words) {
  fclose(fopen("was_run", "w"));
  return answer(count);
}`;

const WHOLE = "int main(void) { return 0; }";

async function cc(folder: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("cc", {
    args,
    cwd: folder,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** What each lacks, in the order of the alphabet. */
async function names(
  path: string,
  libraries = "",
): Promise<string[] | undefined> {
  const lacks = await lacksOf(path, libraries);
  return lacks?.map(({ kind, name }) => `${kind} ${name}`).sort();
}

/** Builds a program, and the library that it needs in a folder beside it. */
async function build(folder: string): Promise<string> {
  for (const [name, text] of Object.entries({ LIBRARY, PROGRAM, WHOLE })) {
    await Deno.writeTextFile(join(folder, `${name}.c`), text);
  }
  await Deno.mkdir(join(folder, "libraries"));
  await cc(
    folder,
    ...["-shared", "-fPIC", "LIBRARY.c", "-o", "libraries/libanswer.so"],
  );
  await cc(
    folder,
    ...["PROGRAM.c", "-o", "program", "-Llibraries", "-lanswer"],
    "-Wl,--allow-shlib-undefined",
  );
  return join(folder, "program");
}

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loader check: all symbols are looked for but weak ones, and nothing is run", async () => {
  await inFolder(async (folder) => {
    const program = await build(folder);
    assertEquals(await names(program, join(folder, "libraries")), [
      "symbol nobody",
      "symbol nobody_local",
    ]);
    const left = await Array.fromAsync(Deno.readDir(folder));
    assertEquals(left.some(({ name }) => name === "was_run"), false);
  });
});

Deno.test("loader check: a library that is not found is named", async () => {
  await inFolder(async (folder) => {
    assertEquals(await names(await build(folder)), [
      "library libanswer.so",
      "symbol answer",
    ]);
  });
});

Deno.test("loader check: what no loader starts lacks nothing", async () => {
  await inFolder(async (folder) => {
    await build(folder);
    await cc(folder, "-static", "WHOLE.c", "-o", "whole");
    await cc(folder, "WHOLE.c", "-o", "dynamic");
    assertEquals(await names(join(folder, "whole")), []);
    assertEquals(await names(join(folder, "dynamic")), []);
  });
});

Deno.test("loader check: a file that must not be run is read all the same", async () => {
  await inFolder(async (folder) => {
    const program = await build(folder);
    await Deno.chmod(program, 0o600);
    assertEquals(await names(program, join(folder, "libraries")), [
      "symbol nobody",
      "symbol nobody_local",
    ]);
  });
});

Deno.test("loader check: where its loader is not there, nobody can be asked", async () => {
  await inFolder(async (folder) => {
    await build(folder);
    const loader = `-Wl,--dynamic-linker=${join(folder, "no-loader")}`;
    await cc(folder, "WHOLE.c", loader, "-o", "strange");
    assertEquals(await names(join(folder, "strange")), undefined);
    assertEquals(await names(join(folder, "nothing")), undefined);
    assertEquals(await names(join(folder, "WHOLE.c")), undefined);
  });
});
