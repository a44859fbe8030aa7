#!/bin/sh
# Chaud's rustc wrapper for builds that share artifacts with an ordinary one: records the user's own crates.
# Others come from a registry or a git repository, are vendored, or are Chaud's.
# The driver sets, above: wrapper (the one that records).
home=${CARGO_HOME:-${HOME-}/.cargo}
case ${CARGO_PKG_NAME-} in chaud-live | chaud-live-macros | chaud-live-runtime) exec "$@" ;; esac
case ${CARGO_MANIFEST_DIR-} in '' | "$home"/registry/* | "$home"/git/*) exec "$@" ;; esac
if [ -e "$CARGO_MANIFEST_DIR/.cargo-checksum.json" ]; then exec "$@"; fi
exec "$wrapper" "$@"
