/**
 * The programs that the tests may take for granted: a machine with Node, Rust,
 * a C compiler and git has them. Puts links to them into a folder, for a PATH
 * that holds nothing else.
 *
 * @module
 */

import { join } from "@std/path";

/** What a test that needs another program has to say: see `needs.ts`. */
export const LISTED: readonly string[] = [
  // Node.
  ..."node npm npx".split(" "),
  // The Rust toolchain.
  ..."cargo cargo-clippy cargo-fmt clippy-driver rustc rustdoc rustfmt rustup"
    .split(" "),
  // A C compiler and its linker.
  ..."ar as cc ld nm readelf".split(" "),
  ..."bash git sh".split(" "),
  // What every system brings: coreutils and the like.
  ..."[ basename cat chmod chroot cp cut date df dirname echo env expr false"
    .split(" "),
  ..."find grep head id kill ln ls mkdir mkfifo mktemp mount mv od printf ps"
    .split(" "),
  ..."readlink rm rmdir sed setsid sleep sort stat stty tail tee test touch tr"
    .split(" "),
  ..."true truncate uname unshare wc xargs".split(" "),
];

/** Fills a folder with links; programs that are not there are left out. */
export async function linkPrograms(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const paths = await Promise.all(LISTED.map(findProgram));
  // Deno itself makes links only with all rights.
  await link(...paths.filter((path) => path !== undefined), folder);
  await link(Deno.execPath(), join(folder, "deno"));
}

async function link(...args: string[]): Promise<void> {
  const ln = new Deno.Command("ln", { args: ["-s", ...args] });
  const { success, stderr } = await ln.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Where a program is, by the PATH. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  for (const folder of folders) {
    const path = join(folder, name);
    const { isFile } = await Deno.stat(path).catch(() => ({ isFile: false }));
    if (isFile) return path;
  }
  return undefined;
}
