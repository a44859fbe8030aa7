/**
 * The two shell scripts that stand between cargo and the base: the rustc
 * wrapper, which records every call for a workspace crate, and the linker of
 * the executable, which turns each workspace rlib into a dylib of its own.
 * This module only makes their text; `base.ts` writes them.
 *
 * They are `sh`, not TypeScript, because cargo runs the wrapper once per crate
 * and a Deno start would cost more than the work.
 */

/** Whether the base is one dylib per workspace crate or one executable. */
export type Shape = "split" | "monolithic";

/**
 * The switches behind entries: 16 bytes for each function, 14 of them before
 * its start.
 */
export const ENTRY_FLAGS: readonly string[] = [
  "-Zpatchable-function-entry=16,14",
];

/** What stable rustc does by itself as long as unstable switches are off. */
export const LEGACY_NAMES: readonly string[] = [
  "-Zunstable-options",
  "-Csymbol-mangling-version=legacy",
];

/** Name of the folder beside `deps/` that holds recordings and bases. */
export const CHAUD_FOLDER = "chaud";

/** Reads a call of rustc, of which cargo writes some options in two words. */
const READ_CALL =
  `crate= out= extra= target= user_linker=cc lto= plain= named= previous=
for argument do
  case $previous in
    --crate-name) crate=$argument ;;
    --out-dir) out=$argument ;;
    --target) target=$argument ;;
    -C) case $argument in
      extra-filename=*) extra=\${argument#*=} ;;
      opt-level=0) ;;
      opt-level=*) plain=yes ;;
      symbol-mangling-version=*) named=yes ;;
      linker=*) user_linker=\${argument#*=} ;;
      lto | lto=fat | lto=thin | lto=yes | lto=on | lto=y | lto=true | linker-plugin-lto*) lto=yes ;;
    esac ;;
  esac
  case $argument in
    -Cextra-filename=*) extra=\${argument#*=} ;;
    -O | -Copt-level=[123sz]) plain=yes ;;
    -Csymbol-mangling-version=*) named=yes ;;
    proc-macro) plain=yes ;;
    -Clinker=*) user_linker=\${argument#*=} ;;
    -Clto | -Clto=fat | -Clto=thin | -Clto=yes | -Clto=on | -Clto=y | -Clto=true | -Clinker-plugin-lto*) lto=yes ;;
    --out-dir=*) out=\${argument#*=} ;;
    --target=*) target=\${argument#*=} ;;
  esac
  previous=$argument
done`;

/**
 * Makes the text of the `rustc` wrapper.
 *
 * Recordings of a unit `<crate>-<hash>` go to
 * `<target>/<profile>/chaud/units/<crate>-<hash>/` as `args` and `env`
 * (NUL-separated) and `cwd`, with the switches that the wrapper adds as `flags`
 * (separated by spaces); cargo does not call rustc for what is fresh, so they live as long as
 * the artifacts they describe.
 *
 * Crates that run inside the program get entries that can be redirected, but
 * not where they are optimised: there the compiler lets callers rely on more
 * than a function's signature. The switch is unstable, and with unstable
 * switches allowed rustc would choose the other kind of symbol names, which
 * do not tell one signature from another.
 *
 * @param linker Path of the script made by {@linkcode linkerScript}.
 * @param entries Whether functions get entries that can be redirected.
 * @param runtime Path of the script that builds the runtime, where it is to be
 *   linked to the program.
 */
export function wrapperScript(
  linker: string,
  entries: boolean,
  runtime?: string,
): string {
  return `#!/bin/sh
# Chaud's rustc wrapper: records each call for a workspace crate and links binaries with Chaud's linker script.
${READ_CALL}
if [ -z "$out" ] || [ -z "$extra" ] || [ "$crate" = ___ ]; then exec "$@"; fi
case $crate in build_script_*) plain=yes ;; esac
flags=
if [ -z "$plain" ]; then
  flags=${quote(entries ? ENTRY_FLAGS.join(" ") : "")}
  if [ -n "$flags" ] && [ -z "$named" ]; then flags="$flags ${
    LEGACY_NAMES.join(" ")
  }"; fi
fi
folder=\${out%/deps}
case $folder in */examples) folder=\${folder%/examples} ;; esac
folder=$folder/${CHAUD_FOLDER}
unit=$folder/units/$crate$extra
(
  umask 077 # the environment may hold secrets
  mkdir -p "$unit"
  printf '%s\\0' "$@" > "$unit/args.$$" && mv -f "$unit/args.$$" "$unit/args"
  env -0 > "$unit/env.$$" && mv -f "$unit/env.$$" "$unit/env"
  pwd > "$unit/cwd.$$" && mv -f "$unit/cwd.$$" "$unit/cwd"
  echo "$flags" > "$unit/flags.$$" && mv -f "$unit/flags.$$" "$unit/flags"
)
if [ -n "$flags" ]; then
  set -- "$@" $flags
  export RUSTC_BOOTSTRAP=1
fi
if [ -z "\${CARGO_BIN_NAME-}" ] || [ -n "$lto" ]; then exec "$@"; fi
CHAUD_FOLDER=$folder CHAUD_BASE=$folder/$crate$extra CHAUD_LINKER=$user_linker CHAUD_RUSTC=$1
export CHAUD_FOLDER CHAUD_BASE CHAUD_LINKER CHAUD_RUSTC
${
    runtime === undefined
      ? ""
      : `export CHAUD_RUNTIME=${quote(runtime)} CHAUD_TARGET="$target"\n`
  }exec "$@" -Clinker=${quote(linker)}
`;
}

/**
 * Makes the text of the wrapper for all other crates: it sends the calls for
 * packages in some folders through the first wrapper.
 *
 * @param wrapper Path of the script made by {@linkcode wrapperScript}.
 * @param folders The packages' folders.
 */
export function outsideScript(wrapper: string, folders: string[]): string {
  const patterns = folders.map(quote).join(" | ");
  return `#!/bin/sh
# Chaud's second rustc wrapper: records path dependencies outside the workspace.
case $1 in ${quote(wrapper)}) exec "$@" ;; esac
case \${CARGO_MANIFEST_DIR-} in ${patterns}) exec ${quote(wrapper)} "$@" ;; esac
exec "$@"
`;
}

/**
 * Makes the text of a wrapper for every crate that cargo compiles: it sends
 * the calls for the user's own crates through the first wrapper. Others come
 * from a registry or a git repository, are vendored, or are Chaud's.
 *
 * @param wrapper Path of the script made by {@linkcode wrapperScript}.
 */
export function localScript(wrapper: string): string {
  return `#!/bin/sh
# Chaud's rustc wrapper for builds that share artifacts with an ordinary one: records the user's own crates.
home=\${CARGO_HOME:-\${HOME-}/.cargo}
case \${CARGO_PKG_NAME-} in chaud | chaud-macros | chaud-runtime) exec "$@" ;; esac
case \${CARGO_MANIFEST_DIR-} in '' | "$home"/registry/* | "$home"/git/*) exec "$@" ;; esac
if [ -e "$CARGO_MANIFEST_DIR/.cargo-checksum.json" ]; then exec "$@"; fi
exec ${quote(wrapper)} "$@"
`;
}

/**
 * Makes the text of the linker script of the executable.
 *
 * A split base's executable keeps registry crates and std, whole and exported,
 * so that a patch may use any function of them; each workspace rlib is
 * replaced by a dylib, which is kept when the rlib is older. The executable's
 * RUNPATH names the base folder: that is how a session finds the base of a
 * running program.
 *
 * Where the program is to have the runtime linked to it, that is built beside
 * the dylibs. If it cannot be, the program is linked without, and what was
 * said about it stays beside the base. A static executable loads nothing, so
 * it is linked as ever.
 */
export function linkerScript(shape: Shape): string {
  return `#!/bin/sh
# Chaud's linker: links the base of a program that can be hot-reloaded (${shape}).
set -eu
host=\${CHAUD_RUSTC%/bin/rustc}/lib/rustlib
lld=
for candidate in "$host"/*/bin/rust-lld; do [ -x "$candidate" ] && lld=$candidate; done

# One dylib from one rlib: every symbol kept, calls inside it bound to itself, its imports left writable.
dylib() {
  if [ -n "$lld" ]; then
    "$lld" -flavor gnu -shared -Bsymbolic -z norelro --eh-frame-hdr --whole-archive "$1" -o "$2.$$" -soname "\${2##*/}"
  else
    "$CHAUD_LINKER" -shared -nostdlib -Wl,-Bsymbolic -Wl,-z,norelro -Wl,--whole-archive "$1" -o "$2.$$" -Wl,-soname,"\${2##*/}"
  fi && mv -f "$2.$$" "$2"
}

# rustc passes a long line in a file, one escaped argument a line.
list=
case \${1-} in @*)
  list=\${1#@}
  set -f; IFS='
'; set -- $(sed 's/\\\\\\(.\\)/\\1/g' "$list"); unset IFS; set +f ;;
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
if [ -n "\${CHAUD_RUNTIME-}" ]; then
  "$CHAUD_RUNTIME" "$runtime" > "$CHAUD_BASE/runtime" 2>&1 & building=$!
fi

# Objects of the binary that hold a #[global_allocator]: what they define is hidden in them, and dylibs need it.
allocator=$(
  for argument do case $argument in *.rcgu.o) printf '%s\\0' "$argument" ;; esac; done |
    xargs -0 grep -l 'text\\._R[0-9A-Za-z_]*7___rustc12___rust_alloc' | tr '\\n' '\\0' |
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
    if LD_LIBRARY_PATH=\${host%/rustlib} "$objcopy" --wildcard --set-symbol-visibility='_R*7___rustc*=default' \\
      "$1" "$CHAUD_BASE/allocator.o"; then set -- "$CHAUD_BASE/allocator.o"; fi ;;
  esac
  printf '%s' "$1"
}

printf '%s\\0' "$@" > "$CHAUD_BASE/link.$$" && mv -f "$CHAUD_BASE/link.$$" "$CHAUD_BASE/link"
echo ${shape} > "$CHAUD_BASE/shape"
remaining=$# jobs=
while [ "$remaining" -gt 0 ]; do
  argument=$1; shift; remaining=$((remaining - 1))
  case $argument in
${
    shape === "split"
      ? `    *.rlib)
      unit=\${argument##*/lib} unit=\${unit%.rlib}
      if [ -d "$CHAUD_FOLDER/units/$unit" ]; then
        so=$CHAUD_BASE/lib$unit.so
        if ! [ "$so" -nt "$argument" ]; then dylib "$argument" "$so" & jobs="$jobs $!"; fi
        set -- "$@" -Wl,--push-state,-Bdynamic,--no-as-needed "$so" -Wl,--pop-state
      else
        set -- "$@" -Wl,--whole-archive "$argument" -Wl,--no-whole-archive
      fi ;;`
      : `    *.rlib) set -- "$@" -Wl,--whole-archive "$argument" -Wl,--no-whole-archive ;;`
  }
    *.rcgu.o) [ -z "$allocator" ] || argument=$(shown "$argument"); set -- "$@" "$argument" ;;
    -Wl,--gc-sections) ;;
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
  printf '%s\\n' "$@" | sed "s/[\\\\\\\\ '\\"]/\\\\\\\\&/g" > "$CHAUD_BASE/arguments"
  set -- "@$CHAUD_BASE/arguments"
fi
exec "$CHAUD_LINKER" "$@"
`;
}

/** Quotes one word for `sh`. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
