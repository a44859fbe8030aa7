/** The sources that the package carries are those of the crates. */

import { assert } from "@std/assert";
import { join } from "@std/path";
import { listFiles, readFile, TOP } from "../../tests/harness/tree.ts";
import { BUNDLED_SOURCES } from "./bundled_runtime.ts";

const OURS = /^crates\/(chaud-(?:runtime|dylib)\/src\/.+\.rs)$/;

Deno.test("carried: the runtime's sources are those of the crates", async () => {
  const expected: Record<string, string[]> = {};
  for (const file of (await listFiles()).toSorted()) {
    const path = OURS.exec(file)?.[1];
    if (path !== undefined) expected[path] = (await readFile(file)).split("\n");
  }
  if (Deno.env.get("UPDATE") === "1") {
    const text = `${JSON.stringify(expected, null, 2)}\n`;
    await Deno.writeTextFile(
      join(TOP, "lib", "build", "bundled_runtime.json"),
      text,
    );
    return;
  }
  const same = JSON.stringify(BUNDLED_SOURCES) === JSON.stringify(expected);
  assert(
    same,
    "`UPDATE=1 deno test -A lib/build/bundled_runtime_test.ts` brings them up to date",
  );
});
