/**
 * Makes the call that links one dylib of a patch, with the linker of the base.
 * Never runs it. Pure.
 *
 * A patch goes straight to the linker where that is possible (the toolchain's
 * rust-lld, or the mold or lld the user configured), because the C compiler's
 * driver only adds start files that a patch must not have.
 */

import { dirname } from "@std/path";
import type { LinkLine } from "../../build/rustc/link_line.ts";
import { CODEGEN_UNITS } from "../../build/rustc/replay.ts";
import type { Call } from "../../system/process.ts";

/** One dylib to be linked. */
export interface PatchLink {
  objects: string[];
  /** Libraries that it gets the whole of. */
  archives?: readonly string[];
  output: string;
  /** Linker script that gives new items their process-wide names. */
  aliases?: string;
  /** Version script that names what others must not find in it. */
  hidden?: string;
  /** Nothing may spare code the way through words of the dylib. */
  keepsWords?: boolean;
  /** Keep debug info. */
  debugInfo: boolean;
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

/** The base calls these by way of others: so do patches. */
function wrapping({ flavor, wrapped }: LinkLine): string[] {
  const prefix = flavor === "driver" ? "-Wl," : "";
  return wrapped.map((symbol) => `${prefix}--wrap=${symbol}`);
}

function inputsOf(line: LinkLine, patch: PatchLink): string[] {
  const { objects, archives = [], aliases } = patch;
  return [
    ...wrapping(line),
    ...objects,
    ...whole(line, archives),
    // Each dylib needs its own of what is hidden: on Arm, even atomics.
    ...line.builtins,
    ...aliases ? [aliases] : [],
    ...hiding(line, patch),
  ];
}

/** Many names may be of what is not in this dylib. */
function hiding({ flavor }: LinkLine, { hidden }: PatchLink): string[] {
  if (hidden === undefined || flavor === "darwin") return [];
  const script = `--version-script=${hidden}`;
  return flavor === "driver"
    ? [`-Wl,${script}`]
    : [script, "--undefined-version"];
}

/** Makes the call that links one dylib of a patch. */
export function patchLink(line: LinkLine, patch: PatchLink): Call {
  const inputs = inputsOf(line, patch);
  const env = { PATH: line.searchPath };
  const common = { env, cwd: dirname(patch.output) };
  const elf = ["-shared", "-Bsymbolic", "-z", "norelro", "--eh-frame-hdr"];
  if (patch.keepsWords) elf.push("--no-relax");
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
      // GNU ld would spare code the way through its own words.
      const wl = "-Wl,-Bsymbolic,-z,norelro,--eh-frame-hdr,--no-relax";
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

/** Stands for whatever symbols a file defines. */
export const ALL_SYMBOLS: unique symbol = Symbol("all symbols");

/** The text of a version script that hides symbols, or all that there are. */
export function hidingScript(
  symbols: readonly string[] | typeof ALL_SYMBOLS,
): string {
  // In quotes, a star would be a name.
  const lines = symbols === ALL_SYMBOLS
    ? ["*;\n"]
    : symbols.map((symbol) => `"${symbol}";\n`);
  return `{ local:\n${lines.join("")}};\n`;
}

/**
 * The text of a linker script that gives each new item's initial definition
 * its process-wide name. lld and GNU ld take such a script as an input file.
 */
export function aliasScript(names: string[]): string {
  return names.map((name) => `"_CHAUD::${name}" = "_CHAUD_INIT::${name}";\n`)
    .join("");
}
