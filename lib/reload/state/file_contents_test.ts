import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { FileContents, readContent, readOlder } from "./file_contents.ts";

const FILE = "/src/lib.rs";

async function inFolder(
  test: (file: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(join(folder, "lib.rs"), folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("contents: a Rust file is read for its digest and its text at once", async () => {
  await inFolder(async (file, folder) => {
    assertEquals(await readContent(file), { digest: undefined });
    await Deno.writeTextFile(file, "fn f() {}");
    const { digest, text } = await readContent(file);
    assertEquals([digest?.length, text], [64, "fn f() {}"]);
    const other = join(folder, "data.bin");
    await Deno.writeTextFile(other, "fn f() {}");
    assertEquals(await readContent(other), { digest });
  });
});

Deno.test("contents: of what was saved since, only the event tells", async () => {
  await inFolder(async (file, folder) => {
    const later = join(folder, "later.rs");
    await Deno.writeTextFile(file, "1");
    await Deno.writeTextFile(later, "2");
    await Deno.utime(file, 10, 10);
    await Deno.utime(later, 30, 30);
    const gone = join(folder, "gone.rs");
    const found = await readOlder([file, later, gone], 20_000);
    assertEquals([...found.keys()], [file]);
  });
});

Deno.test("contents: what was read is news if it is another text", async () => {
  await inFolder(async (file) => {
    const contents = new FileContents();
    await Deno.writeTextFile(file, "1");
    assertEquals(await contents.read(file), true);
    assertEquals(await contents.read(file), false);
    await Deno.writeTextFile(file, "2");
    assertEquals(await contents.read(file), true);
    assertEquals(contents.latest(file)?.text, "2");
    await Deno.remove(file);
    assertEquals(await contents.read(file), true);
    assertEquals(contents.latest(file), { digest: undefined });
  });
});

Deno.test("contents: of two readings at once, the one that began later counts", async () => {
  await inFolder(async (file) => {
    const contents = new FileContents();
    await Deno.writeTextFile(file, "1");
    const both = [contents.read(file), contents.read(file)];
    assertEquals(await Promise.all(both), [undefined, true]);
    assertEquals(await contents.read(file), false);
  });
});

Deno.test("contents: a file is edited while compiled code is of another text", () => {
  const contents = new FileContents();
  const check = (isEdited: boolean, baseline: string | undefined) =>
    assertEquals(
      [contents.isEdited(FILE), contents.baseline(FILE)?.digest],
      [isEdited, baseline],
    );
  contents.noteBase(FILE, { digest: "1" });
  check(false, "1");
  contents.note(FILE, { digest: "2" });
  check(true, "1");
  contents.agree(FILE, { digest: "2" });
  check(false, "2");
  contents.loseBaseline(FILE);
  check(true, undefined);
});

Deno.test("contents: what a file held that was saved after the build is not known", () => {
  const contents = new FileContents();
  contents.noteNewer(FILE, { digest: "2", text: "fn f() {}" });
  assertEquals(contents.isEdited(FILE), true);
  assertEquals(contents.baseline(FILE), undefined);
  assertEquals(contents.isOfBase(FILE, { digest: "2" }), false);
  assertEquals([...contents.baselineTexts()], []);
  contents.agree(FILE, { digest: "2", text: "fn f() {}" });
  assertEquals(contents.isEdited(FILE), false);
  assertEquals([...contents.baselineTexts()], [[FILE, "fn f() {}"]]);
});

Deno.test("contents: the base is what it was, whatever is saved", () => {
  const contents = new FileContents();
  contents.noteBase(FILE, { digest: "1" });
  contents.note(FILE, { digest: "2" });
  contents.agree(FILE, { digest: "2" });
  assertEquals(contents.isOfBase(FILE, { digest: "1" }), true);
  assertEquals(contents.isOfBase(FILE, { digest: "2" }), false);
  assertEquals(contents.isOfBase("/other.rs", undefined), false);
});
