#!/bin/sh
# Builds Chaud's runtime with the program's own rustc, once for each toolchain and target.
# It stands beside the folders with the sources, and is told where the library shall be. The driver sets, above: version.
# Each crate is one call of rustc, since the runtime needs nothing but std: no cargo, no registry. It is not optimised,
# as dependencies are not in a build for development: so it is there in a second.
set -eu
here=${0%/*}
# What is set for the program's crate is not for the runtime.
unset RUSTC_BOOTSTRAP MAKEFLAGS CARGO_MAKEFLAGS
key=$({ "$CHAUD_RUSTC" -vV; echo "$CHAUD_TARGET"; cat "$here"/*/src/*.rs "$here"/*/src/*/*.rs; } | cksum | tr ' ' -)
library=$here/$key/libchaud.so
if ! [ -e "$library" ]; then
  folder=$here/$key.$$
  trap 'rm -rf "$folder"' EXIT
  mkdir -p "$here/$key" "$folder"
  build() {
    CARGO_PKG_VERSION=$version "$CHAUD_RUSTC" --edition 2024 --cap-lints allow -Cstrip=debuginfo \
      ${CHAUD_TARGET:+--target "$CHAUD_TARGET"} --out-dir "$folder" "$@"
  }
  build --crate-name chaud_runtime --crate-type rlib "$here/chaud-runtime/src/lib.rs"
  build --crate-name chaud_dylib --crate-type cdylib "$here/chaud-dylib/src/lib.rs" -Clinker="$CHAUD_LINKER" \
    --extern chaud_runtime="$folder/libchaud_runtime.rlib" -Clink-arg=-Wl,-soname,libchaud.so
  mv -f "$folder/libchaud_dylib.so" "$library"
fi
cp "$library" "$1.$$" && mv -f "$1.$$" "$1"
