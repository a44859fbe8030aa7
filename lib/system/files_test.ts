import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { join } from "@std/path";
import {
  digest,
  emptyFolder,
  exists,
  FileError,
  fileIdentity,
  modified,
  namesIn,
  readText,
  remove,
  removeAll,
  writeText,
} from "./files.ts";

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "ü " });
  try {
    await test(folder);
  } finally {
    await remove(folder);
  }
}

Deno.test("files: a text is written with its folders, and read", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a", "b", "c.sh");
    await writeText(path, "text ü\n", 0o755);
    assertEquals(await readText(path), "text ü\n");
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o700, 0o700);
    assertEquals(await namesIn(join(folder, "a", "b")), ["c.sh"]);
  });
});

Deno.test("files: a file that has the text already is left alone", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    await writeText(path, "1");
    await Deno.utime(path, 1, 1);
    await writeText(path, "1");
    assertEquals(await modified(path), 1000);
    await writeText(path, "2");
    assertEquals(await readText(path), "2");
    assert(await modified(path) !== 1000);
  });
});

Deno.test("files: an error names what was being done, and the path", async () => {
  await inFolder(async (folder) => {
    const missing = join(folder, "missing");
    const reading = `Cannot read \`${missing}\``;
    await assertRejects(() => readText(missing), FileError, reading);
    await writeText(missing, "a file");
    const below = join(missing, "b");
    const writing = `Cannot write \`${below}\``;
    await assertRejects(() => writeText(below, ""), FileError, writing);
  });
});

Deno.test("files: what is not there has no digest, time or names", async () => {
  await inFolder(async (folder) => {
    const missing = join(folder, "missing");
    assertEquals(await digest(missing), undefined);
    assertEquals(await modified(missing), undefined);
    assertEquals(await namesIn(missing), []);
    assertEquals(await exists(missing), false);
    await remove(missing);
  });
});

Deno.test("files: what might never come to an end is not read", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "pipe");
    const made = new Deno.Command("mkfifo", { args: [path] });
    assertEquals((await made.output()).code, 0);
    assertEquals(await digest(path), undefined);
    await assertRejects(() => readText(path), FileError, "no regular file");
  });
});

Deno.test("files: a digest is that of the contents", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "a");
    await writeText(path, "abc");
    assertEquals(
      await digest(path),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

Deno.test("files: a folder is emptied of files, and made where it is not", async () => {
  await inFolder(async (folder) => {
    for (const name of ["a", "b", "c/d"]) {
      await writeText(join(folder, name), "");
    }
    await emptyFolder(folder);
    assertEquals(await namesIn(folder), ["c"]);
    await emptyFolder(join(folder, "new"));
    assertEquals((await namesIn(folder)).toSorted(), ["c", "new"]);
  });
});

Deno.test("files: what is removed may be gone already", async () => {
  await inFolder(async (folder) => {
    await writeText(join(folder, "a"), "");
    await removeAll([join(folder, "a"), join(folder, "b")]);
    assertEquals(await namesIn(folder), []);
  });
});

Deno.test("files: links are one file, and a changed file is another", async () => {
  await inFolder(async (folder) => {
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    await writeText(a, "text");
    await Deno.link(a, b);
    const before = fileIdentity(a);
    assertEquals(fileIdentity(b), before);
    await writeText(a, "other text");
    assertNotEquals(fileIdentity(a), before);
    assertEquals(fileIdentity(b), before);
  });
});
