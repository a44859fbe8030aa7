import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { PLACES } from "./watched_places.ts";
import { Watcher } from "./watcher.ts";

/** A watcher over a temporary folder, and what it noticed. */
class Watched {
  readonly folder: string;
  readonly watcher: Watcher;
  readonly #noticed = new Set<string>();
  #wake = () => {};

  private constructor(folder: string) {
    this.folder = folder;
    this.watcher = new Watcher((paths) => {
      for (const path of paths) this.#noticed.add(path);
      this.#wake();
    });
  }

  static async make(...folders: string[]): Promise<Watched> {
    const watched = new Watched(await Deno.realPath(await Deno.makeTempDir()));
    for (const folder of folders) await Deno.mkdir(watched.path(folder));
    return watched;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string): Promise<void> {
    await Deno.writeTextFile(this.path(name), "text");
  }

  /** Waits until a path was noticed. */
  async notices(name: string): Promise<void> {
    while (!this.#noticed.has(this.path(name))) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  forget(): void {
    this.#noticed.clear();
  }

  hasNoticed(name: string): boolean {
    return this.#noticed.has(this.path(name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watcher.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("watch: a save in a watched folder is noticed", async () => {
  await using watched = await Watched.make("src");
  watched.watcher.add(watched.path("src"), true);
  await watched.write("src/lib.rs");
  await watched.notices("src/lib.rs");
});

Deno.test("watch: a file that takes another's place is noticed", async () => {
  await using watched = await Watched.make("src");
  await watched.write("new");
  watched.watcher.add(watched.path("src"), false);
  await Deno.rename(watched.path("new"), watched.path("src/lib.rs"));
  await watched.notices("src/lib.rs");
});

Deno.test("watch: only what is recursive sees folders below", async () => {
  await using watched = await Watched.make("a", "a/sub", "b", "b/sub");
  watched.watcher.add(watched.path("a"), false);
  watched.watcher.add(watched.path("b"), true);
  await watched.write("a/sub/x");
  await watched.write("b/sub/x");
  await watched.notices("b/sub/x");
  assertEquals(watched.hasNoticed("a/sub/x"), false);
});

Deno.test("watch: reading is no event", async () => {
  await using watched = await Watched.make();
  await watched.write("a");
  watched.watcher.add(watched.folder, true);
  await Deno.readTextFile(watched.path("a"));
  await watched.write("b");
  await watched.notices("b");
  assertEquals(watched.hasNoticed("a"), false);
});

Deno.test("watch: a folder may be added again, and below a watched one", async () => {
  await using watched = await Watched.make("src", "src-2");
  watched.watcher.add(watched.path("src"), true);
  watched.watcher.add(watched.path("src"), true);
  watched.watcher.add(watched.path("src"), false);
  watched.watcher.add(watched.path("src-2"), false);
  await watched.write("src-2/a");
  await watched.notices("src-2/a");
});

Deno.test("watch: a name that is not UTF-8 is an event of its folder", async () => {
  await using watched = await Watched.make("src");
  const folder = watched.path("src");
  watched.watcher.add(folder, true);
  const script = 'cd "$0" && touch "$(printf "\\377").rs"';
  await new Deno.Command("sh", { args: ["-c", script, folder] }).output();
  await watched.notices("src");
  await watched.write("src/lib.rs");
  await watched.notices("src/lib.rs");
});

Deno.test("watch: what links lead to is noticed by the names of the links", async () => {
  await using watched = await Watched.make("src", "elsewhere");
  await watched.write("elsewhere/a.rs");
  await watched.write("elsewhere/b.rs");
  await Deno.symlink("../elsewhere", watched.path("src/linked"));
  await Deno.symlink("../elsewhere/b.rs", watched.path("src/c.rs"));
  const root = watched.path("src/lib.rs");
  const files = ["src/linked/a.rs", "src/c.rs"].map((name) =>
    watched.path(name)
  );
  watched.watcher.addAll([root], files, watched.path("target"));
  await watched.write("elsewhere/a.rs");
  await watched.notices("src/linked/a.rs");
  await watched.write("src/c.rs");
  await watched.notices("src/c.rs");
});

Deno.test("watch: of more events than the system keeps, none is lost", async () => {
  await using watched = await Watched.make("src", "elsewhere");
  await watched.write("elsewhere/a.rs");
  await Deno.symlink("../elsewhere/a.rs", watched.path("src/b.rs"));
  const [root, link] = [watched.path("src/lib.rs"), watched.path("src/b.rs")];
  watched.watcher.addAll([root], [link], watched.path("target"));
  // Without a pause, in which they would be read.
  for (let i = 0; i < 1500; i++) {
    Deno.writeTextFileSync(watched.path(`elsewhere/${i}`), "text");
  }
  Deno.writeTextFileSync(watched.path("elsewhere/a.rs"), "new text");
  await watched.notices("src/b.rs");
});

Deno.test("watch: a folder that is gone for a while", async () => {
  await using watched = await Watched.make("src");
  watched.watcher.add(watched.path("src"), true);
  watched.watcher.add(watched.path("later"), false);
  await watched.write("src/a.rs");
  await watched.notices("src/a.rs");
  await Deno.remove(watched.path("src"), { recursive: true });
  await watched.notices("src");
  for (const folder of ["src", "later"]) {
    watched.forget();
    await Deno.mkdir(watched.path(folder));
    for (const file of [`${folder}/b.rs`, `${folder}/c.rs`]) {
      await watched.write(file);
      await watched.notices(file);
    }
  }
});

Deno.test("watch: a file is noticed, and what is beside it is not", async () => {
  await using watched = await Watched.make("top");
  const { watcher } = watched;
  await watched.write("top/Cargo.toml");
  watcher.addFiles(["top/Cargo.toml", "top/late"].map((x) => watched.path(x)));
  await watched.write("top/log");
  await watched.write("top/Cargo.toml");
  await watched.notices("top/Cargo.toml");
  await watched.write("top/late");
  await watched.notices("top/late");
  assertEquals(watched.hasNoticed("top/log"), false);
});

Deno.test("watch: a file may be forgotten, and what is around it is not", async () => {
  await using watched = await Watched.make();
  const { watcher } = watched;
  const paths = ["a", "b"].map((name) => watched.path(name));
  for (const name of ["a", "b"]) await watched.write(name);
  watcher.addFiles(paths);
  const own = () =>
    PLACES.watched.filter((path) => path.startsWith(watched.folder)).sort();
  assertEquals(own(), paths);
  watcher.forget(watched.path("a"));
  assertEquals(own(), paths.slice(1));
  await watched.write("a");
  await watched.write("b");
  await watched.notices("b");
  assertEquals(watched.hasNoticed("a"), false);
  watcher.addFiles(paths);
  await watched.write("a");
  await watched.notices("a");
});

Deno.test("watch: beside what sources include, nothing is watched", async () => {
  await using watched = await Watched.make("target", "a", "b");
  await watched.write("README.md");
  const roots = ["a/lib.rs", "b/lib.rs"].map((name) => watched.path(name));
  const text = watched.path("README.md");
  watched.watcher.addAll(roots, [...roots, text], watched.path("target"));
  const own = PLACES.watched.filter((path) => path.startsWith(watched.folder));
  assertEquals(own.sort(), [text, watched.path("a"), watched.path("b")]);
  await watched.write("app.log");
  await watched.write("README.md");
  await watched.notices("README.md");
  assertEquals(watched.hasNoticed("app.log"), false);
});

Deno.test("watch: a file that others take the place of stays watched", async () => {
  await using watched = await Watched.make();
  await watched.write("a");
  watched.watcher.addFiles([watched.path("a")]);
  for (let turn = 0; turn < 3; turn++) {
    watched.forget();
    await watched.write(`new ${turn}`);
    await Deno.rename(watched.path(`new ${turn}`), watched.path("a"));
    await watched.notices("a");
    watched.forget();
    await Deno.remove(watched.path("a"));
    await watched.notices("a");
    watched.forget();
    await watched.write("a");
    await watched.notices("a");
  }
});

Deno.test("watch: modifications that do not matter are not told", async () => {
  const told: string[][] = [];
  const source = Promise.withResolvers<void>();
  const folder = await Deno.makeTempDir();
  const [log, file] = [`${folder}/log`, `${folder}/a.rs`];
  const heeds = (path: string) => path.endsWith(".rs");
  await Deno.writeTextFile(log, "");
  const watcher = new Watcher((paths) => {
    told.push(paths);
    if (paths.includes(file)) source.resolve();
  }, { heeds });
  watcher.add(folder, true);
  for (let i = 0; i < 50; i++) await Deno.writeTextFile(log, "line\n");
  await Deno.writeTextFile(file, "");
  await source.promise;
  watcher.close();
  assertEquals(told.flat().filter((path) => path !== file), []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("watch: the folders of one are not another's", async () => {
  await using a = await Watched.make("src");
  await using b = await Watched.make();
  a.watcher.add(a.path("src"), true);
  b.watcher.add(a.folder, false);
  b.watcher.close();
  await a.write("x");
  await a.write("src/y");
  await a.notices("src/y");
  assertEquals(a.hasNoticed("x"), false);
});

Deno.test("watch: crates of one folder are watched as one", async () => {
  await using watched = await Watched.make("crates", "target");
  const roots: string[] = [];
  for (let i = 0; i < 9; i++) {
    await Deno.mkdir(watched.path(`crates/c${i}/src`), { recursive: true });
    roots.push(watched.path(`crates/c${i}/src/lib.rs`));
  }
  watched.watcher.addAll(roots, [], watched.path("target"));
  assertEquals(PLACES.watched, [watched.path("crates")]);
  // Beside the sources: seen by the system, and none of ours.
  await watched.write("crates/c3/notes");
  await watched.write("crates/c3/src/new.rs");
  await watched.notices("crates/c3/src/new.rs");
  assertEquals(watched.hasNoticed("crates/c3/notes"), false);
});

Deno.test("watch: folders stay watched where a larger one comes, or goes", async () => {
  await using small = await Watched.make("a", "b", "c");
  const large = new Watcher(() => {});
  const check = async () => {
    for (const name of ["a/x", "b/x", "c/x"]) {
      small.forget();
      await small.write(name);
      await small.notices(name);
    }
  };
  small.watcher.add(small.path("a"), true);
  small.watcher.add(small.path("b"), false);
  small.watcher.add(small.path("c"), true);
  await check();
  large.add(small.folder, true);
  await check();
  large.close();
  await check();
});
