#!/bin/sh
# Chaud's linker: links the base of a program that can be hot-reloaded.
# It is told what it needs in variables: CHAUD_SHAPE (`split` by default, or `monolithic`), CHAUD_FOLDER (with the
# recordings), CHAUD_BASE (where the dylibs go), CHAUD_LINKER (the user's), CHAUD_RUSTC, and CHAUD_RUNTIME (the script that
# builds the runtime, where that is to be linked to the program).
#
# A split base's executable keeps registry crates and std, whole and exported, so that a patch may use any function of
# them; each workspace rlib is replaced by a dylib, which is kept when the rlib is older. What an rlib holds of other
# languages goes into the executable, as far as somebody needs it. The executable's RUNPATH names the base's folder: so a
# session finds the base of a running program. If the runtime cannot be built, the program is linked without, and what was
# said stays beside the base. A static executable loads nothing: it is linked as ever.
set -eu
shape=${CHAUD_SHAPE:-split}
host=${CHAUD_RUSTC%/bin/rustc}/lib/rustlib
lld= objcopy=llvm-objcopy
for candidate in "$host"/*/bin/rust-lld; do [ -x "$candidate" ] && lld=$candidate; done
for candidate in "$host"/*/bin/rust-objcopy; do [ -x "$candidate" ] && objcopy=$candidate; done
of_rust='\.rcgu\.(o|dwo)$|^lib\.rmeta$'
bound='__start_[A-Za-z_][A-Za-z0-9_]*'

# Of files, those with functions that run before or after `main`; the runtime's is not the program's.
with_constructors() {
  LC_ALL=C xargs -0 grep -la -e init_array -e fini_array -- /dev/null | while read -r file; do
    if readelf -SW "$file" 2> /dev/null | grep -E ' \.(init|fini)_array' | grep -qv ' \.init_array\.00100 '; then echo "$file"; fi
  done
}

# Looks at each rlib that is new: whether it is mixed, that is, holds objects of other languages, of which nobody may need
# all, or have what they need; of which sections it asks the linker for the bounds; and whether Rust code in it has
# constructors.
look() {
  known=$CHAUD_FOLDER/seen
  old=$(cat "$known" 2> /dev/null) || old=
  for argument do
    case $argument in "$host"/*) continue ;; *.rlib) ;; *) continue ;; esac
    if [ "$known" -nt "$argument" ]; then
      case "
$old" in *"
+$argument "*) is=+ ;; *"
-$argument "*) is=- ;; *) is= ;; esac
      rest=${old#*"$is$argument "}
      if [ -n "$is" ]; then echo "$is$argument ${rest%%
*}"; continue; fi
    fi
    is=-
    if ar t "$argument" 2> /dev/null | grep -Eqv "$of_rust"; then is=+; fi
    words=$(LC_ALL=C grep -aohE "$bound" "$argument" | sort -u | tr '\n' ' ')
    if [ "$is" = - ] && [ -n "$(printf '%s\0' "$argument" | with_constructors)" ]; then words="$words constructors"; fi
    echo "$is$argument $words"
  done > "$known.$$"
  seen=$(cat "$known.$$")
  mv -f "$known.$$" "$known"
}

is_mixed() {
  case "
$seen" in *"
+$1 "*) ;; *) return 1 ;; esac
}

# The unit that an rlib is of, and whether that is a crate of the workspace.
named() { unit=${1##*/lib} unit=${unit%.rlib}; }
is_own() { [ -d "$CHAUD_FOLDER/units/$1" ]; }

# Puts the objects that rustc made for an rlib into a folder, and a library of all others beside them.
extract() {
  if [ "$2/natives.a" -nt "$1" ] && [ "$(cat "$2/of")" = "$1" ]; then return; fi
  rm -rf "$2"; mkdir -p "$2"
  printf '%s' "$1" > "$2/of"
  cp "$1" "$2/all.a"; chmod u+w "$2/all.a"
  case $1 in *.rlib)
    (cd "$2" && ar t all.a | grep '\.rcgu\.o$' | tr '\n' '\0' | xargs -0 ar x all.a)
    ar t "$2/all.a" | grep -E "$of_rust" | tr '\n' '\0' | xargs -0 ar d "$2/all.a" ;;
  esac
  readelf -sW "$2/all.a" 2> /dev/null | grep -E ' HIDDEN | INTERNAL | WEAK ' > "$2/symbols" || :
  sed -nE 's/^.* (HIDDEN|INTERNAL) +([0-9]+|COM) ([^ ]+)$/\3/p' "$2/symbols" | sort -u > "$2/hidden"
  printf '%s\0' "$2"/*.o | with_constructors > "$2/constructors"
  sed -nE 's/^.* WEAK +[A-Z]+ +[0-9]+ ([^ ]+)$/\1/p' "$2/symbols" | grep -v -e '^_Z' -e '^DW\.ref' | sort -u > "$2/weak" || :
  mv "$2/all.a" "$2/natives.a"
}

# Makes the library that is linked: dylibs and patches find in the executable what is hidden among the objects.
show() {
  needed=$(printf '%s\n' "$wanted" | grep -Fxf "$1/hidden") || :
  if [ "$1/shown.a" -nt "$1/natives.a" ] && [ "$needed" = "$(cat "$1/needed")" ]; then return; fi
  printf '%s\n' "$needed" > "$1/needed"
  rm -f "$1/shown.a"
  if [ -n "$needed" ] && LD_LIBRARY_PATH=${host%/rustlib} \
    "$objcopy" --set-symbols-visibility="$1/needed=default" "$1/natives.a" "$1/shown.a"; then return; fi
  cp "$1/natives.a" "$1/shown.a"
}

# Of undefined symbols, those of other languages.
foreign() {
  sed -n 's/^ *U \([^@]*\).*/\1/p' | grep -Ev '^_R|^_ZN.*17h[0-9a-f]{16}E' | sort -u || :
}

# One dylib from one rlib: every symbol kept, calls inside it bound to itself, its imports left writable.
dylib() {
  rlib=$1 out=$2 name=${2##*/}
  if is_mixed "$rlib"; then set -- "${out%.so}.objects"/*.o
  elif [ -n "$lld" ]; then set -- --whole-archive "$rlib" --no-whole-archive
  else set -- -Wl,--whole-archive "$rlib" -Wl,--no-whole-archive; fi
  direct=
  if [ -z "$lld" ]; then direct=-Wl,; fi
  for symbol in $wraps; do set -- "$direct--wrap=$symbol" "$@"; done
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
printf '%s\0' "$@" > "$CHAUD_BASE/link.$$" && mv -f "$CHAUD_BASE/link.$$" "$CHAUD_BASE/link"

runtime=$CHAUD_BASE/libchaud.so building=
if [ -n "${CHAUD_RUNTIME-}" ]; then
  "$CHAUD_RUNTIME" "$runtime" > "$CHAUD_BASE/runtime" 2>&1 & building=$!
fi

# The binary's own objects.
objects() { for argument do case $argument in *.rcgu.o) printf '%s\0' "$argument" ;; esac; done; }

# Those that hold a #[global_allocator]: what they define is hidden in them, and dylibs need it.
allocator=$(
  objects "$@" | xargs -0 grep -l 'text\._R[0-9A-Za-z_]*7___rustc12___rust_alloc' | tr '\n' '\0' |
    xargs -0 grep -L ___rdl_alloc
) 2> /dev/null || :
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

# Why all crates stay in one file: a reason a line.
together=
keep_together() {
  together="$together$*
"
}

# Judges a word for the linker. What takes symbols out of the executable, hides them, or makes one function of several is
# not passed on: nobody could tell what is live, or reach it. What is said of the symbols and sections of the whole program
# is said of each dylib as well, or means one file.
wraps= held=
is_passed() {
  case $held$1 in -*) ;; *) return 0 ;; esac
  says=${1#-} says=${says#-}
  if [ -n "$held" ]; then says=${held#-} says=${says#-}=$1; fi
  case $says in
    s | strip-all | x | discard-all | gc-sections | icf=*) return 1 ;;
    z=relro | zrelro | z=now | znow | exclude-libs=* | version-script=*) held=; return 1 ;;
    z | exclude-libs | version-script | wrap | defsym | T | script) held=$1; return 1 ;;
    wrap=*) wraps="$wraps ${says#*=}" ;;
    defsym=*=[0-9]* | Ttext* | Tdata* | Tbss* | Trodata*) ;;
    defsym=* | T* | script=*) keep_together switch "$held${held:+ }$1" ;;
  esac
}
# What the compiler calls by itself is hidden in one archive, so that each dylib needs its own: on Arm, even atomics.
folders= next= static= builtins=
for argument do
  case $next$argument in
    -L?*) folders="$folders${argument#-L}
" ;;
    */libcompiler_builtins-*.rlib) builtins=$argument ;;
  esac
  case $argument in -L) next=-L ;; *) next= ;; esac
done

# The file of a library that is to be linked statically.
find_library() {
  case $1 in :*) name=${1#:} ;; *) name=lib$1.a ;; esac
  found=$(printf '%s' "$folders" | while read -r folder; do
    case $folder/$name in /*.a) if [ -f "$folder/$name" ]; then printf '%s' "$folder/$name"; break; fi ;; esac
  done)
}

remaining=$#
while [ "$remaining" -gt 0 ]; do
  argument=$1 words=; shift; remaining=$((remaining - 1))
  case $argument in
    -L*) ;;
    -l?*)
      if [ -n "$static" ]; then
        find_library "${argument#-l}"
        argument=${found:-$argument}
      fi ;;
    -Wl,*) words=${argument#-Wl,} separator=, ;;
    -Xlinker) words=${1-} separator=; shift; remaining=$((remaining - 1)) ;;
    -s | --strip-all | --icf=*) continue ;;
    -T | *.ld | *.lds) keep_together switch "$argument" ;;
    -T*) is_passed "$argument" ;;
  esac
  if [ -z "$words" ]; then set -- "$@" "$argument"; continue; fi
  set -f; IFS=$separator
  for word in $words; do
    unset IFS
    is_passed "$word" || continue
    case $word in -Bstatic) static=yes ;; -Bdynamic) static= ;; esac
    if [ -n "$held" ]; then set -- "$@" -Xlinker "$held"; held=; fi
    set -- "$@" -Xlinker "$word"
  done
  set +f
done

look "$@"
# Folders with objects of other languages, one a line.
mixed=
for argument do
  case $argument in
    "$host"/*) continue ;;
    *.rlib) if is_mixed "$argument"; then named "$argument"; else continue; fi ;;
    /*.a) unit=${argument##*/} ;;
    *) continue ;;
  esac
  extract "$argument" "$CHAUD_BASE/$unit.objects"
  mixed="$mixed$CHAUD_BASE/$unit.objects
"
done

# The linker tells where a section begins and ends inside one file: what several crates put there is kept in one.
inputs() { objects "$@"; for argument do case $argument in "$host"/*) ;; *.rlib) printf '%s\0' "$argument" ;; esac; done; }
images() {
  while read -r file; do
    named "$file"
    case $file in *.rlib) if is_own "$unit"; then echo "$unit"; continue; fi ;; esac
    echo executable
  done | sort -u | wc -l
}
bounds() {
  printf '%s\n' "$seen" | sed 's/.*\.rlib //' | tr ' ' '\n'
  objects "$@" | LC_ALL=C xargs -0 grep -aohE "$bound"
}
for section in $(bounds "$@" | sed -n 's/^__start_//p' | sort -u); do
  if [ "$(inputs "$@" | xargs -0 grep -laF -e "$section" | images)" -gt 1 ]; then keep_together section "$section"; fi
done

# The loader runs the constructors of each dylib before those of the executable, and the last dylib's first.
constructed() {
  objects "$@" | with_constructors
  printf '%s\n' "$seen" | sed -n 's/^.\(.*\.rlib\) .*constructors.*/\1/p'
  printf '%s' "$mixed" | while read -r folder; do if [ -s "$folder/constructors" ]; then cat "$folder/of"; echo; fi; done
}
if [ "$(constructed "$@" | images)" -gt 1 ]; then keep_together constructors; fi

# What stays in the executable would be found before what a crate puts in place of it.
weak=$(printf '%s' "$mixed" | while read -r objects; do cat "$objects/weak"; done)
if [ -n "$weak" ]; then
  for argument do
    case $argument in *.rlib) named "$argument" ;; *) continue ;; esac
    if ! is_own "$unit" || ! grep -qaF -e "$weak" "$argument"; then continue; fi
    for symbol in $(nm -g --defined-only "$argument" 2> /dev/null | sed -n 's/^[0-9a-f]* [A-U] //p' | grep -Fx -e "$weak"); do
      keep_together weak "$symbol"
    done
  done
fi

if [ "$shape" = monolithic ]; then together=; fi
if [ -n "$together" ]; then shape=monolithic; fi
printf '%s' "$together" > "$CHAUD_BASE/together"
echo "$shape" > "$CHAUD_BASE/shape"
if [ "$wraps" != "$(cat "$CHAUD_BASE/wraps" 2> /dev/null)" ]; then stale=yes; else stale=; fi

remaining=$# jobs= dylibs=
while [ "$remaining" -gt 0 ]; do
  argument=$1; shift; remaining=$((remaining - 1))
  case $argument in
    *.rlib)
      named "$argument"
      if [ "$shape" = split ] && is_own "$unit"; then
        # Not `lib…`: where the crate is a `cdylib` as well, the loader would find that first.
        so=$CHAUD_BASE/$unit.so
        if [ -n "$stale" ] || ! [ "$so" -nt "$argument" ]; then dylib "$argument" "$so" & jobs="$jobs $!"; fi
        dylibs="$dylibs$so
"
        set -- "$@" -Wl,--push-state,-Bdynamic,--no-as-needed "$so" -Wl,--pop-state
      elif is_mixed "$argument"; then
        set -- "$@" "$CHAUD_BASE/$unit.objects"/*.o
      else
        set -- "$@" -Wl,--whole-archive "$argument" -Wl,--no-whole-archive
      fi
      if is_mixed "$argument"; then set -- "$@" "$CHAUD_BASE/$unit.objects/shown.a"; fi ;;
    /*.a)
      objects=$CHAUD_BASE/${argument##*/}.objects
      if [ -d "$objects" ] && [ "$(cat "$objects/of")" = "$argument" ]; then argument=$objects/shown.a; fi
      set -- "$@" "$argument" ;;
    *.rcgu.o) [ -z "$allocator" ] || argument=$(shown "$argument"); set -- "$@" "$argument" ;;
    # The linker would take a library that only a dylib needs for one that nobody needs.
    --as-needed) if [ "$shape" = split ]; then argument=--no-as-needed; fi; set -- "$@" "$argument" ;;
    *) set -- "$@" "$argument" ;;
  esac
done
for job in $jobs; do wait "$job"; done
echo "$wraps" > "$CHAUD_BASE/wraps"

if [ -n "$mixed" ]; then
  wanted=$(
    objects "$@" | xargs -0 nm -u 2> /dev/null | foreign
    printf '%s' "$dylibs" | while read -r so; do nm -Du "$so" 2> /dev/null | foreign; done
    for argument do
      case $argument in *.rlib) named "$argument"; if is_own "$unit"; then nm -u "$argument" 2> /dev/null | foreign; fi ;; esac
    done
  )
  printf '%s' "$mixed" | while read -r objects; do show "$objects"; done
fi

if [ -n "$building" ] && wait "$building"; then
  set -- "$@" -Wl,--push-state,-Bdynamic,--no-as-needed "$runtime" -Wl,--pop-state
fi
set -- "$@" -Wl,-z,norelro -Wl,--export-dynamic -Wl,--allow-multiple-definition -Wl,--allow-shlib-undefined -Xlinker -rpath -Xlinker "$CHAUD_BASE"
if [ -n "$list" ]; then
  printf '%s\n' "$@" | sed "s/[\\\\ '\"]/\\\\&/g" > "$CHAUD_BASE/arguments"
  set -- "@$CHAUD_BASE/arguments"
fi
exec "$CHAUD_LINKER" "$@"
