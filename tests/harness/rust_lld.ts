/**
 * The linker that the Rust toolchain brings.
 *
 * @module
 */

import { join } from "@std/path";
import { finish } from "./process_tree.ts";

/** Where it would be. */
export async function rustLld(): Promise<string> {
  const print = ["--print=sysroot", "--print=host-tuple"];
  const { stdout } = await finish({ program: "rustc", args: print });
  const [sysroot = "", host = ""] = stdout.trim().split("\n");
  return join(sysroot, "lib/rustlib", host, "bin/rust-lld");
}

/** Whether it is there. */
export async function hasRustLld(): Promise<boolean> {
  return await Deno.stat(await rustLld()).then(() => true, () => false);
}
