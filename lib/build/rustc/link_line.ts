/**
 * Derives a patch's link from the link line that rustc gave the base. Pure.
 *
 * A patch goes straight to the linker where that is possible (the toolchain's
 * rust-lld, or the mold or lld the user configured), because the C compiler's
 * driver only adds start files that a patch must not have.
 */

import { dirname, join } from "@std/path";
import type { Call } from "../../system/process.ts";
import { CODEGEN_UNITS } from "./replay.ts";

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
}

/** One dylib to be linked. */
export interface PatchLink {
  objects: string[];
  /** Libraries that it gets the whole of. */
  archives?: readonly string[];
  output: string;
  /** Linker script that gives new items their process-wide names. */
  aliases?: string;
  /** Keep debug info. */
  debugInfo: boolean;
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
  const base = { driver, target, searchPath, emulation: [] };
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

/** A link of one crate's objects gains nothing by more threads. */
function threads({ objects, archives = [] }: PatchLink): string[] {
  const isSmall = objects.length <= CODEGEN_UNITS && archives.length === 0;
  return isSmall ? ["--threads=1"] : [];
}

/** Libraries, with all that they hold. */
function whole({ flavor }: LinkLine, archives: readonly string[]): string[] {
  if (archives.length === 0) return [];
  if (flavor === "darwin") {
    return archives.map((path) => `-Wl,-force_load,${path}`);
  }
  const prefix = flavor === "driver" ? "-Wl," : "";
  const [on, off] = ["--whole-archive", "--no-whole-archive"];
  return [`${prefix}${on}`, ...archives, `${prefix}${off}`];
}

function inputsOf(line: LinkLine, patch: PatchLink): string[] {
  const { objects, archives = [], aliases } = patch;
  return [...objects, ...whole(line, archives), ...aliases ? [aliases] : []];
}

/** Makes the call that links one dylib of a patch. */
export function patchLink(line: LinkLine, patch: PatchLink): Call {
  const inputs = inputsOf(line, patch);
  const env = { PATH: line.searchPath };
  const common = { env, cwd: dirname(patch.output) };
  const elf = ["-shared", "-Bsymbolic", "-z", "norelro", "--eh-frame-hdr"];
  const strip = patch.debugInfo ? [] : ["-S"];
  const out = ["-o", patch.output];
  switch (line.flavor) {
    case "lld": {
      // Without `-m`, lld would read a file with arguments twice.
      const first = ["-flavor", "gnu", ...line.emulation];
      return {
        ...common,
        program: line.linker,
        args: [
          ...first,
          ...threads(patch),
          ...elf,
          ...strip,
          ...inputs,
          ...out,
        ],
        ...line.emulation.length > 0
          ? { argumentFile: { after: first.length, escaped: true } }
          : {},
      };
    }
    case "mold":
      return {
        ...common,
        program: line.linker,
        args: [...elf, ...strip, ...inputs, ...out],
      };
    case "driver": {
      const wl = "-Wl,-Bsymbolic,-z,norelro,--eh-frame-hdr";
      const flags = ["-shared", "-nostdlib", patch.debugInfo ? wl : `${wl},-S`];
      return {
        ...common,
        program: line.driver,
        args: [...line.target, ...flags, ...inputs, ...out],
      };
    }
    case "darwin": {
      const flags = [
        "-dynamiclib",
        "-undefined",
        "dynamic_lookup",
        "-nostdlib",
      ];
      return {
        ...common,
        program: line.driver,
        args: [...line.target, ...flags, "-lSystem", ...inputs, ...out],
      };
    }
  }
}

/**
 * The text of a linker script that gives each new item's initial definition
 * its process-wide name. lld and GNU ld take such a script as an input file.
 */
export function aliasScript(names: string[]): string {
  return names.map((name) => `"_CHAUD::${name}" = "_CHAUD_INIT::${name}";\n`)
    .join("");
}
