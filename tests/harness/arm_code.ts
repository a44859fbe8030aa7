/**
 * Objects and files of Linux on Arm 64, made on any machine by the Rust
 * toolchain that is there: it assembles for every target, whether or not the
 * target's standard library is installed, and its linker links for each.
 *
 * @module
 */

import { join } from "@std/path";
import {
  cleanEnvironment,
  finish,
  succeed,
  type Task,
} from "./process_tree.ts";
import { hasRustLld, rustLld } from "./rust_lld.ts";

const TARGET = "aarch64-unknown-linux-gnu";

/** A crate without even `core`, which is nothing but assembly. */
const source = (assembly: string) =>
  `#![feature(no_core, rustc_attrs)]
#![allow(internal_features)]
#![no_core]
#![crate_type = "lib"]
#[rustc_builtin_macro]
macro_rules! global_asm { () => {}; }
global_asm!(r#"${assembly}"#);
`;

/** A folder of Arm code, until it is disposed of. */
export class ArmCode implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  /** Makes an empty one. */
  static async make(): Promise<ArmCode> {
    return new ArmCode(await Deno.makeTempDir());
  }

  /** Where a file of it is. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Assembles an object, and tells where it is. */
  async assemble(name: string, assembly: string): Promise<string> {
    const path = this.path(`${name}.rs`);
    await Deno.writeTextFile(path, source(assembly));
    await succeed(assembling(this.folder, path, `${name}.o`));
    return this.path(`${name}.o`);
  }

  /** Links with the toolchain's own linker, and tells where the file is. */
  async link(name: string, ...args: string[]): Promise<string> {
    await succeed({
      program: await rustLld(),
      args: ["-flavor", "gnu", "-m", "aarch64linux", ...args, "-o", name],
      cwd: this.folder,
    });
    return this.path(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

function assembling(cwd: string, path: string, output: string): Task {
  return {
    program: "rustc",
    args: ["--target", TARGET, "--emit=obj", "-o", output, path],
    env: { ...cleanEnvironment(), RUSTC_BOOTSTRAP: "1" },
    cwd,
  };
}

/** Whether Arm code can be made here. */
export async function canMakeArmCode(): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "nothing.rs");
  await Deno.writeTextFile(path, source("nop"));
  const assembled = await finish(assembling(folder, path, "nothing.o"))
    .then(({ success }) => success, () => false);
  await Deno.remove(folder, { recursive: true });
  return assembled && await hasRustLld();
}
