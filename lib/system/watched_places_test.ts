import { assertEquals } from "@std/assert";
import { PLACES } from "./watched_places.ts";
import { Watcher } from "./watcher.ts";

Deno.test("watch: where the process ends, nothing is closed before", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const other = await Deno.realPath(await Deno.makeTempDir());
  const watch = (path: string) => {
    const watcher = new Watcher(() => {});
    watcher.add(path, true);
    return watcher;
  };
  PLACES.endsWithProcess = true;
  watch(folder).close();
  assertEquals(PLACES.watched, [folder]);
  // But if it goes on.
  const next = watch(other);
  assertEquals(PLACES.watched, [other]);
  PLACES.endsWithProcess = false;
  next.close();
  assertEquals(PLACES.watched, []);
  for (const path of [folder, other]) await Deno.remove(path);
});
