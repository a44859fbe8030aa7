#!/bin/sh
# Chaud's linker: links the base of a program that can be hot-reloaded.
# It is told what it needs in variables: CHAUD_SHAPE (`split` by default, or `monolithic`), CHAUD_FOLDER (with the
# recordings), CHAUD_BASE (where the dylibs go), CHAUD_LINKER (the user's), CHAUD_RUSTC, and CHAUD_RUNTIME (the script that
# builds the runtime, where that is to be linked to the program).
#
# A split base's executable keeps registry crates and std, whole and exported, so that a patch may use any function of
# them; each workspace rlib is replaced by a dylib, which is kept when the rlib is older. The executable's RUNPATH names
# the base's folder: so a session finds the base of a running program. If the runtime cannot be built, the program is
# linked without, and what was said stays beside the base. A static executable loads nothing: it is linked as ever.
set -eu
shape=${CHAUD_SHAPE:-split}
host=${CHAUD_RUSTC%/bin/rustc}/lib/rustlib
lld=
for candidate in "$host"/*/bin/rust-lld; do [ -x "$candidate" ] && lld=$candidate; done

# Whether an rlib holds objects of other languages: nobody may need them, or have what they need, so not all are taken.
is_mixed() {
  case "
$mixed
" in *"
$1
"*) ;; *) return 1 ;; esac
}

# Tells which rlibs are mixed, and remembers that of those that stay as they are.
find_mixed() {
  known=$CHAUD_FOLDER/mixed
  old=$(cat "$known" 2> /dev/null) || old=
  for argument do
    case $argument in "$host"/*) continue ;; *.rlib) ;; *) continue ;; esac
    if [ "$known" -nt "$argument" ]; then
      case "
$old
" in *"
+$argument
"*) echo "+$argument"; continue ;; *"
-$argument
"*) echo "-$argument"; continue ;; esac
    fi
    if ar t "$argument" 2> /dev/null | grep '\.o$' | grep -qv '\.rcgu\.o$'; then echo "+$argument"; else echo "-$argument"; fi
  done > "$known.$$"
  mixed=$(sed -n 's/^+//p' "$known.$$")
  mv -f "$known.$$" "$known"
}

# Puts the objects that rustc made for an rlib into a folder.
extract() {
  rm -rf "$2"; mkdir -p "$2"
  (cd "$2" && ar t "$1" | grep '\.rcgu\.o$' | tr '\n' '\0' | xargs -0 ar x "$1")
}

# One dylib from one rlib: every symbol kept, calls inside it bound to itself, its imports left writable.
dylib() {
  rlib=$1 out=$2 name=${2##*/}
  if is_mixed "$rlib"; then
    extract "$rlib" "$out.objects"
    set -- "$out.objects"/*.o "$rlib"
  elif [ -n "$lld" ]; then set -- --whole-archive "$rlib" --no-whole-archive
  else set -- -Wl,--whole-archive "$rlib" -Wl,--no-whole-archive; fi
  if [ -n "$lld" ]; then
    "$lld" -flavor gnu -shared -Bsymbolic -z norelro --eh-frame-hdr "$@" ${builtins:+"$builtins"} -o "$out.$$" -soname "$name"
  else
    "$CHAUD_LINKER" -shared -nostdlib -Wl,-Bsymbolic -Wl,-z,norelro "$@" ${builtins:+"$builtins"} -o "$out.$$" -Wl,-soname,"$name"
  fi && mv -f "$out.$$" "$out"
}

# rustc passes a long line in a file, one escaped argument a line.
list=
case ${1-} in @*)
  list=${1#@}
  set -f; IFS='
'; set -- $(sed 's/\\\(.\)/\1/g' "$list"); unset IFS; set +f ;;
esac

mkdir -p "$CHAUD_BASE"
for argument do
  case $argument in -static | -static-pie)
    echo static > "$CHAUD_BASE/shape"
    if [ -n "$list" ]; then set -- "@$list"; fi
    exec "$CHAUD_LINKER" "$@" ;;
  esac
done

runtime=$CHAUD_BASE/libchaud.so building=
if [ -n "${CHAUD_RUNTIME-}" ]; then
  "$CHAUD_RUNTIME" "$runtime" > "$CHAUD_BASE/runtime" 2>&1 & building=$!
fi

# Objects of the binary that hold a #[global_allocator]: what they define is hidden in them, and dylibs need it.
allocator=$(
  for argument do case $argument in *.rcgu.o) printf '%s\0' "$argument" ;; esac; done |
    xargs -0 grep -l 'text\._R[0-9A-Za-z_]*7___rustc12___rust_alloc' | tr '\n' '\0' |
    xargs -0 grep -L ___rdl_alloc
) 2> /dev/null || :
objcopy=llvm-objcopy
for candidate in "$host"/*/bin/rust-objcopy; do [ -x "$candidate" ] && objcopy=$candidate; done
shown() {
  case "
$allocator
" in *"
$1
"*)
    if LD_LIBRARY_PATH=${host%/rustlib} "$objcopy" --wildcard --set-symbol-visibility='_R*7___rustc*=default' \
      "$1" "$CHAUD_BASE/allocator.o"; then set -- "$CHAUD_BASE/allocator.o"; fi ;;
  esac
  printf '%s' "$1"
}

find_mixed "$@"

# What the compiler calls by itself is hidden in this archive, so that each dylib needs its own: on Arm, even atomics.
builtins=
for argument do case $argument in */libcompiler_builtins-*.rlib) builtins=$argument ;; esac; done

# The linker tells where a section begins and ends inside one file: what several crates put there is kept in one.
inputs() { for argument do case $argument in "$host"/*) ;; *.rlib | *.rcgu.o) printf '%s\0' "$argument" ;; esac; done; }
bounded=
if [ "$shape" = split ]; then
  for section in $(inputs "$@" | xargs -0 grep -aohE '__start_[A-Za-z_][A-Za-z0-9_]*' | sed 's/^__start_//' | sort -u); do
    images=$(
      inputs "$@" | xargs -0 grep -laF -e "$section" | while read -r file; do
        unit=${file##*/lib} unit=${unit%.rlib}
        case $file in *.rlib) [ ! -d "$CHAUD_FOLDER/units/$unit" ] || { echo "$unit"; continue; } ;; esac
        echo executable
      done | sort -u | wc -l
    )
    if [ "$images" -gt 1 ]; then bounded="$bounded$section "; fi
  done
fi
if [ -n "$bounded" ]; then shape=monolithic; fi
echo "$bounded" > "$CHAUD_BASE/bounded"

printf '%s\0' "$@" > "$CHAUD_BASE/link.$$" && mv -f "$CHAUD_BASE/link.$$" "$CHAUD_BASE/link"
echo "$shape" > "$CHAUD_BASE/shape"
# What takes symbols out of the executable, or makes one function of several: nobody could tell what is live.
unwanted='--strip-all|-s|--discard-all|-x|--icf=[a-z]*'
remaining=$# jobs=
while [ "$remaining" -gt 0 ]; do
  argument=$1; shift; remaining=$((remaining - 1))
  case $argument in
    *.rlib)
      unit=${argument##*/lib} unit=${unit%.rlib}
      if [ "$shape" = split ] && [ -d "$CHAUD_FOLDER/units/$unit" ]; then
        # Not `lib…`: where the crate is a `cdylib` as well, the loader would find that first.
        so=$CHAUD_BASE/$unit.so
        if ! [ "$so" -nt "$argument" ]; then dylib "$argument" "$so" & jobs="$jobs $!"; fi
        set -- "$@" -Wl,--push-state,-Bdynamic,--no-as-needed "$so" -Wl,--pop-state
        # Another crate may need what this one does not.
        if is_mixed "$argument"; then set -- "$@" "$argument"; fi
      elif is_mixed "$argument"; then
        extract "$argument" "$CHAUD_BASE/$unit.objects"
        set -- "$@" "$CHAUD_BASE/$unit.objects"/*.o "$argument"
      else
        set -- "$@" -Wl,--whole-archive "$argument" -Wl,--no-whole-archive
      fi ;;
    *.rcgu.o) [ -z "$allocator" ] || argument=$(shown "$argument"); set -- "$@" "$argument" ;;
    -Wl,--gc-sections | -s | --strip-all | --icf=*) ;;
    -Xlinker)
      if printf '%s' "${1-}" | grep -Eqx -e "$unwanted"; then shift; remaining=$((remaining - 1))
      else set -- "$@" "$argument"; fi ;;
    -Wl,*--strip-all* | -Wl,*-s* | -Wl,*--discard-all* | -Wl,*-x* | -Wl,*--icf=*)
      # Twice: of two neighbours, the first takes the comma between them.
      argument=$(printf '%s,' "$argument" | sed -E "s/,($unwanted),/,/g; s/,($unwanted),/,/g; s/,\$//")
      if [ "$argument" != -Wl ]; then set -- "$@" "$argument"; fi ;;
    -Wl,-z,relro* | -Wl,-z,now) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
for job in $jobs; do wait "$job"; done
if [ -n "$building" ] && wait "$building"; then
  set -- "$@" -Wl,--push-state,-Bdynamic,--no-as-needed "$runtime" -Wl,--pop-state
fi
set -- "$@" -Wl,-z,norelro -Wl,--export-dynamic -Wl,--allow-multiple-definition -Wl,--allow-shlib-undefined -Xlinker -rpath -Xlinker "$CHAUD_BASE"
if [ -n "$list" ]; then
  printf '%s\n' "$@" | sed "s/[\\\\ '\"]/\\\\&/g" > "$CHAUD_BASE/arguments"
  set -- "@$CHAUD_BASE/arguments"
fi
exec "$CHAUD_LINKER" "$@"
