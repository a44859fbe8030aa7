import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadRustParser } from "../../analysis/grammar.ts";
import type { Root } from "../../analysis/overlay.ts";
import { SourceTree } from "../../analysis/source_tree.ts";
import { Overlays, UnreadError } from "./overlays.ts";

const parser = await loadRustParser();

/** Overlays of one file, in a folder. */
class Scene implements AsyncDisposable {
  readonly overlays = new Overlays();
  readonly path: string;

  private constructor(readonly folder: string) {
    this.path = join(folder, "sources/lib.rs");
  }

  static async make(): Promise<Scene> {
    return new Scene(await Deno.makeTempDir({ prefix: "overlays-" }));
  }

  read(text: string): void {
    using source = SourceTree.parse(parser, text);
    for (const _ of this.overlays.read("/w/lib.rs", source));
  }

  async write(
    text: string,
    base: string,
    roots: Root[] = [],
    leavesOut = false,
  ) {
    using source = SourceTree.parse(parser, text);
    const content = { source, base, roots };
    const { path } = this;
    const file = { file: "/w/lib.rs", path, content };
    return await this.overlays.write([file], leavesOut);
  }

  async text(): Promise<string> {
    return await Deno.readTextFile(this.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

const ONE = "fn a() {\n 1\n}\nfn b() {\n 1\n}\n";
const TWO = ONE.replace("1", "2");

Deno.test("a file is rendered and written", async () => {
  await using scene = await Scene.make();
  scene.read(ONE);
  assertEquals(await scene.write(ONE, ONE), []);
  assertEquals(await scene.text(), ONE.replaceAll(" 1", "loop{}"));
});

Deno.test("what is on disk is left alone until it changes", async () => {
  await using scene = await Scene.make();
  scene.read(ONE);
  await scene.write(ONE, ONE);
  await Deno.writeTextFile(scene.path, "theirs");
  await scene.write(ONE, ONE);
  assertEquals(await scene.text(), "theirs");
  await scene.write(ONE, ONE, [{ name: "a", line: 1 }]);
  assertEquals((await scene.text()).includes(" 1"), true);
  await Deno.writeTextFile(scene.path, "theirs");
  scene.overlays.forgetWritten();
  await scene.write(ONE, ONE);
  assertEquals(await scene.text(), ONE.replaceAll(" 1", "loop{}"));
});

Deno.test("bodies may change from the text that all code agrees with", async () => {
  await using scene = await Scene.make();
  scene.read(ONE);
  await scene.write(TWO, ONE);
  // It went live, and what follows is compared with it.
  await scene.write(TWO.replace("1", "3"), TWO);
  // That did not: what comes then is compared with the same.
  await scene.write(TWO.replace("1", "4"), TWO);
});

Deno.test("where more may have changed, a file has to be read anew", async () => {
  await using scene = await Scene.make();
  await assertRejects(() => scene.write(ONE, ONE), UnreadError);
  scene.read(ONE);
  await scene.write(TWO, ONE);
  const other = `struct S;\n${TWO}`;
  await assertRejects(() => scene.write(other, other), UnreadError);
  scene.read(other);
  await scene.write(other, other);
});

Deno.test("a root that cannot be made is told, and nothing is written", async () => {
  await using scene = await Scene.make();
  scene.read(ONE);
  const root = { name: "c", line: 1 };
  const doubts = await scene.write(ONE, ONE, [root]);
  assertEquals(doubts, [{ root, doubt: "unplaced" }]);
  await assertRejects(() => scene.text());
});

Deno.test("what is no Rust is linked, and again once it holds another", async () => {
  await using scene = await Scene.make();
  const file = join(scene.folder, "note.txt");
  const path = join(scene.folder, "sources/note.txt");
  const write = (digest: string) =>
    scene.overlays.write([{ file, path, content: { digest } }], true);
  await Deno.writeTextFile(file, "one");
  await write("1");
  assertEquals(await Deno.readTextFile(path), "one");
  await Deno.remove(file);
  await Deno.writeTextFile(file, "two");
  await write("1");
  assertEquals(await Deno.readTextFile(path), "one");
  await write("2");
  assertEquals(await Deno.readTextFile(path), "two");
});

Deno.test("the names of emptied functions are known", async () => {
  await using scene = await Scene.make();
  scene.read(ONE);
  const { overlays } = scene;
  assertEquals(overlays.mayBeEmptied(["/w/lib.rs"], "a"), true);
  assertEquals(overlays.mayBeEmptied(["/w/lib.rs"], "c"), false);
  assertEquals(overlays.mayBeEmptied(["/w/other.rs"], "a"), false);
});

Deno.test("what nobody names is left out, until an edited body names it", async () => {
  await using scene = await Scene.make();
  const text = ONE + "static S: fn() = b;\n";
  const [without, whole] = [false, true].map((isThere) =>
    (isThere ? ONE : ONE.replace("fn a() {\n 1\n}", "\n\n"))
      .replaceAll(" 1", "loop{}") + "static S: fn() = b;\n"
  );
  scene.read(text);
  await scene.write(text, text, [], true);
  assertEquals(await scene.text(), without);
  await scene.write(text, text);
  assertEquals(await scene.text(), whole);
  const edited = text.replace("fn b() {\n 1", "fn b() {\n a()");
  await scene.write(edited, text, [{ name: "b", line: 4 }], true);
  assertEquals((await scene.text()).startsWith("fn a() {\nloop{}\n}"), true);
});
