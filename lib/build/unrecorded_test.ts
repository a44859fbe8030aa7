import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { exists, writeText } from "../system/files.ts";
import { forgetUnrecorded } from "./unrecorded.ts";

const HASH = "0123456789abcdef";

/** A target folder; the later a file stands in it, the newer it is. */
async function check(
  files: [path: string, text?: string][],
  isUnhashedOnly: boolean,
  expected: "forgotten" | "fresh",
  profile = "debug",
) {
  const target = await Deno.makeTempDir();
  try {
    const folder = join(target, profile);
    const print = join(folder, ".fingerprint", `my-lib-${HASH}`);
    await writeText(join(print, "lib-my_lib"), "");
    for (const [at, [path, text = ""]] of files.entries()) {
      await writeText(join(folder, path), text);
      await Deno.utime(join(folder, path), at, at);
    }
    const packages = new Set(["my-lib"]);
    await forgetUnrecorded(target, "/w", { packages, isUnhashedOnly });
    assertEquals(await exists(print) ? "fresh" : "forgotten", expected);
  } finally {
    await Deno.remove(target, { recursive: true });
  }
}

const CALLED: [string] = [`.fingerprint/my-lib-${HASH}/invoked.timestamp`];
const BY: [string, string] = ["chaud/units/my_lib/wrapper", "/w"];
const RECORDED: [string] = ["chaud/units/my_lib/args"];
const HASHED: [string] = [`chaud/units/my_lib-${HASH}/args`];
const RLIB: [string] = [`deps/libmy_lib-${HASH}.rlib`];

Deno.test("unrecorded: a library without a hash that others built last", async () => {
  for (const isUnhashedOnly of [true, false]) {
    await check([CALLED], isUnhashedOnly, "forgotten");
    await check([RECORDED, BY, CALLED], isUnhashedOnly, "forgotten");
    await check([CALLED, RECORDED, BY], isUnhashedOnly, "fresh");
    const other: [string, string] = [BY[0], "/other"];
    await check([CALLED, RECORDED, other], isUnhashedOnly, "forgotten");
  }
  await check([CALLED], true, "forgotten", "x86_64-unknown-linux-gnu/debug");
});

Deno.test("unrecorded: one with a hash that was never recorded", async () => {
  await check([CALLED, RLIB], false, "forgotten");
  await check([CALLED, RLIB, HASHED], false, "fresh");
  // The wrapper is another one's business.
  await check([CALLED, RLIB], true, "fresh");
});

Deno.test("unrecorded: what cargo has only checked is left alone", async () => {
  const metadata: [string] = [`deps/libmy_lib-${HASH}.rmeta`];
  for (const isUnhashedOnly of [true, false]) {
    await check([CALLED, metadata], isUnhashedOnly, "fresh");
  }
});
