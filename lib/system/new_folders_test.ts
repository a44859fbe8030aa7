/** Folders that are made while their place is watched, and filled at once. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { Watcher } from "./watcher.ts";

/** Makes folders as another process does: while we are being told. */
const MAKE = `
n=0
while [ "$n" -lt "$2" ]; do
  n=$((n + 1))
  mkdir -p "$1/$n/src/deep"
  echo old > "$1/$n/src/deep/lib.rs"
  echo new > "$1/$n/src/deep/next"
  mv "$1/$n/src/deep/next" "$1/$n/src/deep/lib.rs"
done
: > "$1/last"`;

const COUNT = 200;

/** Everything that the files at a path hold. */
function* textsAt(path: string): Generator<[path: string, text: string]> {
  try {
    if (!Deno.statSync(path).isDirectory) {
      yield [path, Deno.readTextFileSync(path)];
    } else {
      for (const { name } of Deno.readDirSync(path)) {
        yield* textsAt(join(path, name));
      }
    }
  } catch {
    // It is gone again: there is another event for that.
  }
}

Deno.test("watch: who looks into new folders when told finds all that is written", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const texts = new Map<string, string>();
  const last = Promise.withResolvers<void>();
  const watcher = new Watcher((paths) => {
    for (const path of paths) {
      for (const [file, text] of textsAt(path)) texts.set(file, text);
      if (path === join(folder, "last")) last.resolve();
    }
  });
  watcher.add(folder, true);
  const args = ["-c", MAKE, "sh", folder, `${COUNT}`];
  const { success } = await new Deno.Command("sh", { args }).output();
  assertEquals(success, true);
  await last.promise;
  watcher.close();
  const files = [...texts].filter(([file]) => file.endsWith("lib.rs"));
  const old = files.filter(([, text]) => text !== "new\n");
  assertEquals({ count: files.length, old }, { count: COUNT, old: [] });
  await Deno.remove(folder, { recursive: true });
});
