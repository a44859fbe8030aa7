/**
 * Reads the arguments of a rustc call, as cargo writes them, and rewrites the
 * crates that they name. The one place that knows how options are spelled.
 * Pure: it knows nothing of units and their folders.
 */

import { basename } from "@std/path";

/** A crate that a call names: `--extern [options:]name[=path]`. */
export interface Extern {
  /** The name by which the sources know it. */
  name: string;
  /** What stands before the path, `=` included. */
  prefix: string;
  /** Its file, unless rustc is to find it. */
  path: string | undefined;
  /** `<crate>-<hash>`, if the file is a Rust library. */
  unit: string | undefined;
}

/** Every value of an option given as `--name value` or `--name=value`. */
export function options(args: readonly string[], name: string): string[] {
  return args.flatMap((arg, i) => {
    const next = args[i + 1];
    if (arg === name && next !== undefined) return [next];
    return arg.startsWith(`${name}=`) ? [arg.slice(name.length + 1)] : [];
  });
}

/** The last value of an option: rustc lets later ones win. */
export function option(
  args: readonly string[],
  name: string,
): string | undefined {
  return options(args, name).at(-1);
}

/** The last value of `-C name=value`; a bare `-C name` is the empty string. */
export function codegenOption(
  args: readonly string[],
  name: string,
): string | undefined {
  const all = args.flatMap((arg, i) => {
    if (arg === "-C" || arg === "--codegen") return args[i + 1] ?? [];
    return /^-C./.test(arg) ? arg.slice(2) : [];
  });
  const found = all.findLast((o) => o === name || o.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** The kind of link-time optimisation that a call asks for, if it does. */
export function linkTimeOptimisation(
  args: readonly string[],
): string | undefined {
  const value = codegenOption(args, "lto");
  if (value !== undefined && !NO.has(value)) {
    return value === "" ? "fat" : value;
  }
  return codegenOption(args, "linker-plugin-lto") === undefined
    ? undefined
    : "linker-plugin";
}

/** What rustc takes for no; for `lto`, also `off`. */
const NO: ReadonlySet<string> = new Set(["off", "n", "no", "false"]);

/** The compiler of a call: the last word before options, behind wrappers. */
export function rustcOf(args: readonly string[]): string {
  const first = args.findIndex((arg) => arg.startsWith("-"));
  return args[Math.max(first, 1) - 1] ?? "rustc";
}

/** The crate root: the one `.rs` argument that is no option's value. */
export function crateRoot(args: readonly string[]): string | undefined {
  return args.find((arg, i) => {
    const previous = args[i - 1] ?? "";
    const isValue = previous.startsWith("-") && !previous.includes("=");
    return i > 0 && arg.endsWith(".rs") && !arg.startsWith("-") && !isValue;
  });
}

/** Every crate that a call names, in order. */
export function externsOf(args: readonly string[]): Extern[] {
  return options(args, "--extern").map(readExtern);
}

/** Reads the value of `--extern`. */
export function readExtern(value: string): Extern {
  const at = value.indexOf("=");
  const name = (at < 0 ? value : value.slice(0, at)).replace(/^.*:/, "");
  const path = at < 0 ? undefined : value.slice(at + 1);
  const file = path === undefined ? "" : basename(path);
  const unit = /^lib(.+)\.(?:rlib|rmeta)$/.exec(file)?.[1];
  return { name, prefix: value.slice(0, at + 1), path, unit };
}

/** A call whose crates are in other files, where there is one for a crate. */
export function withExternFiles(
  args: readonly string[],
  fileOf: (extern: Extern) => string | undefined,
): string[] {
  return args.map((arg, i) => {
    if (args[i - 1] !== "--extern") return arg;
    const extern = readExtern(arg);
    const file = extern.path === undefined ? undefined : fileOf(extern);
    return file === undefined ? arg : extern.prefix + file;
  });
}

/**
 * A call without the dynamic libraries of crates that it also names as `rlib`:
 * cargo names all that a library was made as, and rustc takes the latter.
 */
export function withoutTwins(args: readonly string[]): string[] {
  const kinds = Map.groupBy(externsOf(args), ({ path }) => stemOf(path));
  const isTwin = (value: string) => {
    const { path } = readExtern(value);
    return path !== undefined && isCompilerPlugin(path) &&
      kinds.get(stemOf(path))?.some(({ unit }) => unit !== undefined);
  };
  return args.filter((arg, i) => {
    const [option, value] = arg === "--extern"
      ? [arg, args[i + 1]]
      : [args[i - 1], arg];
    return option !== "--extern" || value === undefined || !isTwin(value);
  });
}

/** A file's path without what tells its kind. */
function stemOf(path: string | undefined): string {
  return path?.replace(/\.\w+$/, "") ?? "";
}

/** A call in two parts. */
export interface SeparatedCall {
  /** The options that say how, without the hash that only names artifacts. */
  own: string[];
  /** The crates, and the folders of crates, that it may use. */
  crates: [option: string, value: string][];
}

/** Separates what a crate is compiled with from how it is compiled. */
export function separateCrates(args: readonly string[]): SeparatedCall {
  const parts: SeparatedCall = { own: [], crates: [] };
  for (let i = 0; i < args.length; i++) {
    const [option = "", value = ""] = [args[i], args[i + 1]];
    const isHash = option === "-C" &&
      /^(?:metadata|extra-filename)=/.test(value);
    const isOpen = option === "--extern" || option === "-L";
    if (isOpen) parts.crates.push([option, value]);
    if (isHash || isOpen) i++;
    else parts.own.push(option);
  }
  return parts;
}

/** Whether a file is code that the compiler loads: a procedural macro. */
export function isCompilerPlugin(path: string): boolean {
  return /\.(?:so|dylib|dll)$/.test(path);
}
