#!/bin/sh
# Cargo starts this in place of the program that it built, which is not to be started yet: it notes the path.
printf '%s' "$1" > "$0.executable"
