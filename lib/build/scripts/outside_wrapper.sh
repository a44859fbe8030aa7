#!/bin/sh
# Chaud's wrapper for all other crates: sends the calls for path dependencies outside the workspace through the first.
# The driver sets, above: wrapper (the first), folders (of those packages, one a line).
if [ "$1" = "$wrapper" ]; then exec "$@"; fi
case "
$folders
" in *"
${CARGO_MANIFEST_DIR:-none}
"*) exec "$wrapper" "$@" ;; esac
exec "$@"
