/** The crates that the package carries are those that are published. */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { listFiles, readFile, TOP } from "../../tests/harness/tree.ts";
import { BUNDLED_CRATES } from "./bundled_crates.ts";

const CRATES = ["chaud", "chaud-macros", "chaud-runtime"];
const SOURCE = /^crates\/(chaud(?:-macros)?\/src\/.+\.rs)$/;

/** Tables of a manifest that are for tests, which are not carried. */
const FOR_TESTS = ["[dev-dependencies]", "[[bench]]", "[[test]]"];

function manifest(text: string): string {
  const tables = text.split(/^(?=\[)/m);
  return tables.filter((table) =>
    !FOR_TESTS.includes(table.split("\n")[0] ?? "")
  ).join("");
}

/** What is carried besides the runtime's sources. */
async function expected(): Promise<Record<string, string[]>> {
  const lines = async (path: string, change = (text: string) => text) =>
    change(await readFile(path)).split("\n");
  const members = `members = ${JSON.stringify(CRATES)}`;
  const files: Record<string, string[]> = {
    "Cargo.toml": await lines(
      "crates/Cargo.toml",
      (text) => text.replace(/^members = .*$/m, members),
    ),
    "rustfmt.toml": await lines(".rustfmt.toml"),
    "LICENSE-APACHE": await lines("LICENSE-APACHE"),
    "LICENSE-MIT": await lines("LICENSE-MIT"),
  };
  for (const crate of CRATES) {
    const path = `${crate}/Cargo.toml`;
    files[path] = await lines(`crates/${path}`, manifest);
  }
  for (const file of (await listFiles()).toSorted()) {
    const path = SOURCE.exec(file)?.[1];
    if (path !== undefined) files[path] = await lines(file);
  }
  return files;
}

Deno.test("bundled crates: are those that are published", async () => {
  const files = await expected();
  if (Deno.env.get("UPDATE") === "1") {
    const text = `${JSON.stringify(files, null, 2)}\n`;
    const path = join(TOP, "lib", "build", "bundled_crates.json");
    await Deno.writeTextFile(path, text);
    return;
  }
  const same = Object.entries(files).every(([path, lines]) =>
    JSON.stringify(BUNDLED_CRATES[path]) === JSON.stringify(lines)
  );
  assert(
    same,
    "`UPDATE=1 deno test -A lib/build/bundled_crates_test.ts` brings them up to date",
  );
});

Deno.test("bundled crates: each has its manifest and its root, and nothing is for tests", () => {
  for (const crate of CRATES) {
    assert(BUNDLED_CRATES[`${crate}/Cargo.toml`], crate);
    assert(BUNDLED_CRATES[`${crate}/src/lib.rs`], crate);
  }
  const others = Object.keys(BUNDLED_CRATES).filter((path) =>
    !/^(?:Cargo\.toml|rustfmt\.toml|LICENSE-\w+|[\w-]+\/(?:Cargo\.toml|src\/.*\.rs))$/
      .test(path)
  );
  assertEquals(others, []);
  assertEquals(
    manifest("[a]\nb = 1\n\n[[test]]\nc = 2\n[d]\n"),
    "[a]\nb = 1\n\n[d]\n",
  );
});
