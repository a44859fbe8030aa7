#!/bin/sh
# Chaud's rustc wrapper: records each call for a workspace crate and links binaries with Chaud's linker script.
# The driver sets, above: next (a wrapper of the user's own, if there is one), linker (that script), shape (of the base;
# `tests` where nothing is redirected), machine (that is built for where no target is named), x86_64_entries,
# aarch64_entries, import_flags and legacy_names (switches for functions that can be redirected), runtime (the script that
# builds the runtime, where it is to be linked in).
#
# A unit `<crate>-<hash>` is recorded in `<target>/<profile>/chaud/units/<crate>-<hash>/`: `args` and `env`, separated by
# NUL, `cwd`, and the switches that are added here as `flags`. Cargo does not call rustc for what is fresh, so recordings
# live as long as the artifacts that they describe. Libraries that are a `cdylib` or `dylib` as well have no hash.
rustc=$1
if [ -n "$next" ]; then set -- "$next" "$@"; fi
crate= out= extra= target= user_linker=cc lto= plain= optimised= named= program= previous=
for argument do
  case $previous in
    --crate-name) crate=$argument ;;
    --out-dir) out=$argument ;;
    --target) target=$argument ;;
    --crate-type) [ "$argument" != bin ] || program=yes ;;
    --cfg) [ "$argument" != test ] || program=yes ;;
    -C) case $argument in
      extra-filename=*) extra=${argument#*=} ;;
      opt-level=0) ;;
      opt-level=*) optimised=yes ;;
      symbol-mangling-version=*) named=yes ;;
      linker=*) user_linker=${argument#*=} ;;
      lto | lto=fat | lto=thin | lto=yes | lto=on | lto=y | lto=true | linker-plugin-lto*) lto=yes ;;
    esac ;;
  esac
  case $argument in
    -Cextra-filename=*) extra=${argument#*=} ;;
    -O | -Copt-level=[123sz]) optimised=yes ;;
    -Csymbol-mangling-version=*) named=yes ;;
    proc-macro) plain=yes ;;
    --test) program=yes ;;
    -Clinker=*) user_linker=${argument#*=} ;;
    -Clto | -Clto=fat | -Clto=thin | -Clto=yes | -Clto=on | -Clto=y | -Clto=true | -Clinker-plugin-lto*) lto=yes ;;
    --out-dir=*) out=${argument#*=} ;;
    --target=*) target=${argument#*=} ;;
  esac
  previous=$argument
done
if [ -z "$out" ] || [ -z "$crate" ] || [ "$crate" = ___ ]; then exec "$@"; fi
# Cargo is only to run build scripts: what it would compile is noted, and not compiled.
if [ -n "${CHAUD_ONLY_SCRIPTS-}" ]; then echo "$crate$extra" >> "$CHAUD_ONLY_SCRIPTS"; exit 1; fi
case $crate in build_script_*) plain=yes ;; esac
# Code inside the program gets entries, but not where it is optimised: there the compiler lets callers rely on more than
# a function's signature. There, calls of other crates' functions go through the procedure linkage table, which reads the
# import each time: a loop would load it into a register once. The switches are unstable, and with unstable switches
# allowed rustc would choose another kind of symbol names.
flags=
if [ -z "$plain" ]; then
  case ${target:-$machine} in
    x86_64* | */x86_64*) flags=$x86_64_entries ;;
    aarch64* | */aarch64*) flags=$aarch64_entries ;;
  esac
  if [ -n "$optimised" ]; then flags=$import_flags; fi
  if [ -n "$flags" ] && [ -z "$named" ]; then flags="$flags $legacy_names"; fi
fi
folder=${out%/deps}
case $folder in */examples) folder=${folder%/examples} ;; esac
folder=$folder/chaud
unit=$folder/units/$crate$extra
(
  umask 077 # the environment may hold secrets
  mkdir -p "$unit"
  printf '%s\0' "$@" > "$unit/args.$$" && mv -f "$unit/args.$$" "$unit/args"
  env -0 > "$unit/env.$$" && mv -f "$unit/env.$$" "$unit/env"
  pwd > "$unit/cwd.$$" && mv -f "$unit/cwd.$$" "$unit/cwd"
  echo "$flags" > "$unit/flags.$$" && mv -f "$unit/flags.$$" "$unit/flags"
  # Only then may another build have put its artifact in the same place.
  if [ -z "$extra" ]; then printf '%s' "$0" > "$unit/wrapper"; fi
)
if [ -n "$flags" ]; then
  set -- "$@" $flags
  export RUSTC_BOOTSTRAP=1
fi
# For tests, whatever cargo starts is a program; else what it calls a binary.
if [ "$shape" = tests ]; then starts=$program; else starts=${CARGO_BIN_NAME-}; fi
if [ -z "$starts" ] || [ -n "$lto" ]; then exec "$@"; fi
CHAUD_FOLDER=$folder CHAUD_BASE=$folder/$crate$extra CHAUD_LINKER=$user_linker CHAUD_RUSTC=$rustc
CHAUD_SHAPE=$shape
export CHAUD_FOLDER CHAUD_BASE CHAUD_LINKER CHAUD_RUSTC CHAUD_SHAPE
if [ -n "$runtime" ]; then export CHAUD_RUNTIME="$runtime" CHAUD_TARGET="$target"; fi
exec "$@" -Clinker="$linker"
