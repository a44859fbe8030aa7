/** Links on the way to watched files: each may be made to lead elsewhere. */

import { join } from "@std/path";
import { Watcher } from "./watcher.ts";

/** A watcher over a temporary folder, and what it noticed. */
class Watched {
  readonly watcher: Watcher;
  readonly #noticed = new Set<string>();
  #wake = () => {};

  constructor(readonly folder: string) {
    this.watcher = new Watcher((paths) => {
      for (const path of paths) this.#noticed.add(path);
      this.#wake();
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string): Promise<void> {
    await Deno.writeTextFile(this.path(name), "text");
  }

  /** Makes a link that takes the place of what was there. */
  async link(name: string, target: string): Promise<void> {
    await Deno.symlink(target, this.path("fresh"));
    await Deno.rename(this.path("fresh"), this.path(name));
  }

  /** Waits until a path was noticed; it may be noticed again. */
  async notices(name: string): Promise<void> {
    while (!this.#noticed.has(this.path(name))) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    this.#noticed.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watcher.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function watchFolders(...names: string[]): Promise<Watched> {
  const watched = new Watched(await Deno.realPath(await Deno.makeTempDir()));
  for (const name of names) await Deno.mkdir(watched.path(name));
  return watched;
}

Deno.test("watch: a link in the middle of the way is made to lead elsewhere", async () => {
  await using watched = await watchFolders("src", "old", "new", "links");
  for (const name of ["old/a.rs", "new/a.rs"]) await watched.write(name);
  await watched.link("src/a.rs", "../links/a.rs");
  await watched.link("links/a.rs", "../old/a.rs");
  const file = watched.path("src/a.rs");
  watched.watcher.addAll(
    [watched.path("src/lib.rs")],
    [file],
    watched.path("target"),
  );
  await watched.link("links/a.rs", "../new/a.rs");
  await watched.notices("src/a.rs");
  await watched.write("new/a.rs");
  await watched.notices("src/a.rs");
});

Deno.test("watch: a link takes a file's place", async () => {
  await using watched = await watchFolders("src", "other");
  for (const name of ["src/a.rs", "src/b.rs", "other/a.rs"]) {
    await watched.write(name);
  }
  const files = ["src/a.rs", "src/b.rs"].map((name) => watched.path(name));
  const root = watched.path("src/lib.rs");
  watched.watcher.addAll([root], files, watched.path("target"));
  await Deno.remove(watched.path("src/a.rs"));
  await watched.notices("src/a.rs");
  await Deno.symlink("../other/a.rs", watched.path("src/a.rs"));
  await watched.notices("src/a.rs");
  await watched.write("other/a.rs");
  await watched.notices("src/a.rs");
});

Deno.test("watch: a folder moves, and a link to it takes its place", async () => {
  await using watched = await watchFolders("src");
  await watched.write("src/a.rs");
  const file = watched.path("src/a.rs");
  const root = watched.path("src/lib.rs");
  watched.watcher.addAll([root], [file], watched.path("target"));
  await Deno.rename(watched.path("src"), watched.path("moved"));
  await watched.link("src", "moved");
  await watched.notices("src/a.rs");
  await watched.write("moved/a.rs");
  await watched.notices("src/a.rs");
});

Deno.test("watch: a single file is followed as long as it is wanted", async () => {
  await using watched = await watchFolders("settings", "a", "b");
  for (const name of ["a/x", "b/x"]) await watched.write(name);
  await watched.link("settings/x", "../a/x");
  const file = watched.path("settings/x");
  watched.watcher.addFiles([file]);
  await watched.write("a/x");
  await watched.notices("settings/x");
  await watched.link("settings/x", "../b/x");
  await watched.notices("settings/x");
  await watched.write("b/x");
  await watched.notices("settings/x");
});
