/**
 * A registry of crates as a folder, which cargo takes in place of the usual
 * one: what the crate `chaud` needs, with or without Chaud's own packages, and
 * somebody else's package of that name.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { succeed } from "./process_tree.ts";
import { TOP } from "./tree.ts";

/** What there is besides other people's crates. */
export interface VendorOptions {
  /** Chaud's own packages. */
  own?: boolean;
  /** A package `chaud` that is not ours. */
  foreign?: boolean;
}

const FOREIGN: Record<string, string> = {
  "Cargo.toml": `[package]
name = "chaud"
version = "0.1.0"
edition = "2021"

[features]
unsafe-hot-reload = []
`,
  "src/lib.rs": `#[macro_export]
macro_rules! init {
    () => {};
}
`,
};

/**
 * Fills a folder.
 *
 * @returns What cargo's configuration has to say.
 */
export async function vendor(
  folder: string,
  { own = false, foreign = false }: VendorOptions,
): Promise<string> {
  const crates = join(folder, "crates");
  const manifest = (name: string) => [
    "--manifest-path",
    join(TOP, name, "Cargo.toml"),
  ];
  await cargo("vendor", "--versioned-dirs", ...manifest("demo"), crates);
  if (own) {
    const names = ["", "-macros", "-runtime"].map((end) => `chaud-live${end}`);
    await cargo(
      "package",
      ...["--no-verify", "--allow-dirty", "--target-dir", folder],
      ...manifest("crates"),
      ...names.flatMap((name) => ["--package", name]),
    );
    for await (const { name } of Deno.readDir(join(folder, "package"))) {
      if (!name.endsWith(".crate")) continue;
      await unpack(join(folder, "package", name), crates);
      await sign(join(crates, name.replace(/\.crate$/, "")));
    }
  }
  if (foreign) {
    const place = join(crates, "chaud-0.1.0");
    await Deno.mkdir(join(place, "src"), { recursive: true });
    for (const [path, text] of Object.entries(FOREIGN)) {
      await Deno.writeTextFile(join(place, path), text);
    }
    await sign(place);
  }
  return `[source.crates-io]
replace-with = "vendored"

[source.vendored]
directory = ${JSON.stringify(crates)}
`;
}

/** Unpacks a `.crate`: a compressed tar archive of plain files. */
async function unpack(archive: string, folder: string): Promise<void> {
  const file = new Blob([await Deno.readFile(archive)]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(file).arrayBuffer());
  const text = (at: number, length: number) =>
    new TextDecoder().decode(bytes.subarray(at, at + length)).split("\0")[0] ??
      "";
  for (let at = 0; text(at, 100) !== "";) {
    const path = join(folder, text(at, 100));
    const size = parseInt(text(at + 124, 12), 8);
    const start = at + 512;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, bytes.subarray(start, start + size));
    at = start + 512 * Math.ceil(size / 512);
  }
}

/** Cargo takes no folder without sums; none need be in there. */
async function sign(folder: string): Promise<void> {
  const sums = { files: {}, package: null };
  const path = join(folder, ".cargo-checksum.json");
  await Deno.writeTextFile(path, JSON.stringify(sums));
}

async function cargo(command: string, ...args: string[]): Promise<void> {
  await succeed({ program: "cargo", args: [command, "--quiet", ...args] });
}
