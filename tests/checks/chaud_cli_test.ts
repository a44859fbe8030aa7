/** What `chaud-rustc` has from the driver: written out for it, and compared. */

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { MANUAL_FLAGS } from "../../lib/build/cargo/artifact.ts";
import {
  ENTRY_FLAGS,
  IMPORT_FLAGS,
  LEGACY_NAMES,
  scriptText,
} from "../../lib/build/scripts.ts";
import { readFile, TOP } from "../harness/tree.ts";

const FOLDER = "crates/chaud-cli/src/chaud_rustc";

/** Compares a file with what it must hold; `UPDATE=1` writes it. */
async function checkFile(name: string, expected: string) {
  const path = `${FOLDER}/${name}`;
  if (Deno.env.get("UPDATE") === "1") {
    await Deno.writeTextFile(join(TOP, path), expected);
  }
  assertEquals(await readFile(path), expected, `${path}: UPDATE=1 writes it`);
}

Deno.test("chaud-rustc: has the driver's linker script", async () => {
  await checkFile("linker.sh", scriptText("linker", {}));
});

Deno.test("chaud-rustc: has the driver's switches", async () => {
  const { x86_64, aarch64 } = ENTRY_FLAGS;
  const lines = [x86_64, aarch64, LEGACY_NAMES, IMPORT_FLAGS]
    .map((flags) => flags.join(" "));
  await checkFile("entry_flags.txt", `${lines.join("\n")}\n`);
});

Deno.test("runtime: names the switches that the driver asks for", async () => {
  const path = "crates/chaud-runtime/src/messages.rs";
  const text = (await readFile(path)).replace(/\\\n\s*/g, "");
  assertEquals(text.includes(`"${MANUAL_FLAGS}"`), true, MANUAL_FLAGS);
});
