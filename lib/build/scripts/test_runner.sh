#!/bin/sh
# Cargo starts this in place of each test program, which the driver starts: it notes what with, where, and in which
# environment. The programs come one after the other.
folder=$0.programs
mkdir -p "$folder"
number=$(ls "$folder" | wc -l)
into=$(printf '%s/%05d' "$folder" "$number")
mkdir "$into"
env -0 > "$into/env"
pwd > "$into/cwd"
printf '%s\0' "$@" > "$into/args"
