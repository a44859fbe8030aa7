/**
 * The sources of the runtime, which the package carries for programs that do
 * not depend on `chaud`, and the script that builds them. Pure; `base.ts`
 * writes both out.
 */

import lines from "./bundled_runtime.json" with { type: "json" };
import { VERSION } from "../version.ts";

/**
 * The sources by their paths in `crates/`, which they are compared with by a
 * test. In lines, so that changes of them read as the changes they are.
 */
export const BUNDLED_SOURCES: Readonly<Record<string, readonly string[]>> =
  lines;

/** The library that the script makes. */
export const RUNTIME_LIBRARY = "libchaud.so";

/**
 * Makes the text of the script that builds the runtime as a library. It stands
 * beside the sources' folders, and keeps one library for each toolchain and
 * target. The linker script calls it while it links the program, with the
 * path that the library shall have.
 *
 * A crate of the runtime is one call of rustc, since it needs nothing but std:
 * no cargo, no registry. It is not optimised, as dependencies are not in a build
 * for development: so it is there in a second.
 */
export function runtimeScript(): string {
  return `#!/bin/sh
# Builds Chaud's runtime with the program's own rustc, once for each toolchain and target.
set -eu
here=\${0%/*}
# What is set for the program's crate is not for the runtime.
unset RUSTC_BOOTSTRAP MAKEFLAGS CARGO_MAKEFLAGS
key=$({ "$CHAUD_RUSTC" -vV; echo "$CHAUD_TARGET"; cat "$here"/*/src/*.rs "$here"/*/src/*/*.rs; } | cksum | tr ' ' -)
library=$here/$key/${RUNTIME_LIBRARY}
if ! [ -e "$library" ]; then
  folder=$here/$key.$$
  trap 'rm -rf "$folder"' EXIT
  mkdir -p "$here/$key" "$folder"
  build() {
    CARGO_PKG_VERSION=${VERSION} "$CHAUD_RUSTC" --edition 2024 --cap-lints allow -Cstrip=debuginfo \\
      \${CHAUD_TARGET:+--target "$CHAUD_TARGET"} --out-dir "$folder" "$@"
  }
  build --crate-name chaud_runtime --crate-type rlib "$here/chaud-runtime/src/lib.rs"
  build --crate-name chaud_dylib --crate-type cdylib "$here/chaud-dylib/src/lib.rs" -Clinker="$CHAUD_LINKER" \\
    --extern chaud_runtime="$folder/libchaud_runtime.rlib" -Clink-arg=-Wl,-soname,${RUNTIME_LIBRARY}
  mv -f "$folder/libchaud_dylib.so" "$library"
fi
cp "$library" "$1.$$" && mv -f "$1.$$" "$1"
`;
}
