#!/bin/sh
# Chaud's linker for tests: links a program as ever, and notes how. What the driver compiles later is linked in the same
# way. It is told what it needs in variables: CHAUD_BASE (where to keep what it notes), CHAUD_LINKER (the user's).
#
# What rustc makes for each link, and removes again, is kept: the objects that lead to the allocator.
set -eu
list= original=$*
case ${1-} in @*) list=${1#@} ;; esac
mkdir -p "$CHAUD_BASE"
rm -f "$CHAUD_BASE"/kept-*.o
count=0
note() {
  printf '%s\0' "$@" > "$CHAUD_BASE/link.$$" && mv -f "$CHAUD_BASE/link.$$" "$CHAUD_BASE/link"
  for argument do
    case $argument in *.rcgu.o)
      if grep -q rust_no_alloc_shim "$argument"; then
        cp "$argument" "$CHAUD_BASE/kept-$count.o"
        count=$((count + 1))
      fi ;;
    esac
  done
}
# rustc passes a long line in a file, one escaped argument a line.
if [ -n "$list" ]; then
  (
    set -f; IFS='
'; set -- $(sed 's/\\\(.\)/\1/g' "$list"); unset IFS; set +f
    note "$@"
  )
else
  note "$@"
fi
exec "$CHAUD_LINKER" "$@"
