/**
 * Reads the link line that rustc gave for the base: which linker it is, and
 * what that must be told for the same target. Never makes a call. Pure.
 */

import { dirname, join } from "@std/path";

/** What the base's link line says about linking one more dylib. */
export interface LinkLine {
  /** The linker that the user configured, or `cc`. */
  driver: string;
  /** The linker behind it. */
  flavor: "lld" | "mold" | "driver" | "darwin";
  /** Program for the flavors that are called directly. */
  linker: string;
  /** lld's switch for the machine that it links for, where that is known. */
  emulation: string[];
  /** Switches the driver needs to make code for the same target. */
  target: string[];
  /** Where it looks for programs. */
  searchPath: string;
  /** The library of what the compiler calls by itself: it is hidden there. */
  builtins: string[];
  /** Symbols that are called by way of `__wrap_…` everywhere. */
  wrapped: readonly string[];
}

/**
 * Reads a recorded link line.
 *
 * @param args What rustc gave to the linker.
 * @param driver The configured linker (`-C linker`), `cc` by default.
 * @param rustLld The toolchain's rust-lld, if it has one.
 * @param searchPath `PATH` of the recorded call.
 */
export function readLinkLine(
  args: string[],
  driver: string,
  rustLld: string | undefined,
  searchPath: string,
): LinkLine {
  const target = args.filter((arg, i) =>
    /^-m\w|^--target=/.test(arg) || args[i - 1] === "-target" ||
    arg === "-target" || args[i - 1] === "-arch" || arg === "-arch"
  );
  const fuse = args.findLast((arg) => arg.startsWith("-fuse-ld="))?.slice(9);
  const ldPath = args.findLast((arg) => arg.startsWith("--ld-path="))?.slice(
    10,
  );
  const builtins = args
    .filter((arg) => /\/libcompiler_builtins-[^/]*\.rlib$/.test(arg))
    .slice(0, 1);
  const wrapped = wrappedSymbols(args);
  const base = {
    driver,
    target,
    searchPath,
    builtins,
    wrapped,
    emulation: [],
  };
  if (isDarwin(args)) {
    return { ...base, flavor: "darwin", linker: driver };
  }
  if (fuse?.endsWith("mold") || ldPath?.endsWith("mold")) {
    return { ...base, flavor: "mold", linker: ldPath ?? "mold" };
  }
  const lld = rustLld ?? selfContainedLld(args);
  if (lld) {
    return { ...base, flavor: "lld", linker: lld, emulation: emulation(lld) };
  }
  return { ...base, flavor: "driver", linker: driver };
}

/** What the driver hands on to the linker, word for word. */
function* wordsForLinker(args: readonly string[]): Iterable<string> {
  for (const [i, arg] of args.entries()) {
    if (arg.startsWith("-Wl,")) yield* arg.slice(4).split(",");
    else if (args[i - 1] === "-Xlinker") yield arg;
  }
}

function wrappedSymbols(args: readonly string[]): string[] {
  const words = [...wordsForLinker(args)];
  return words.flatMap((word, i) => {
    const [, joined, follows] = /^--?wrap(?:=(.+)|($))/.exec(word) ?? [];
    return joined ?? (follows === undefined ? [] : words[i + 1] ?? []);
  });
}

/** The toolchain's lld lies in a folder that is named after the machine. */
function emulation(lld: string): string[] {
  const machine = lld.match(/\/rustlib\/(x86_64|aarch64)-/)?.[1];
  if (machine === undefined) return [];
  return ["-m", machine === "x86_64" ? "elf_x86_64" : "aarch64linux"];
}

/** rustc's own lld: `-B<sysroot>/…/bin/gcc-ld` names the folder beside it. */
function selfContainedLld(args: string[]): string | undefined {
  const folder = args.find((arg) => /^-B.*\/gcc-ld$/.test(arg))?.slice(2);
  return folder && join(dirname(folder), "rust-lld");
}

function isDarwin(args: string[]): boolean {
  return args.includes("-dynamiclib") ||
    args.some((arg) =>
      /^-Wl,-(?:dead_strip|exported_symbols?_list)/.test(arg)
    ) ||
    args.some((arg) => /apple-(?:darwin|macosx)/.test(arg));
}
