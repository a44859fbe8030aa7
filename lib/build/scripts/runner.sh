#!/bin/sh
# Cargo starts this in place of the program that it built, which is not to be started yet: it notes the path,
# and where it would look for libraries.
printf '%s' "${LD_LIBRARY_PATH-}" > "$0.libraries"
printf '%s' "$1" > "$0.executable"
