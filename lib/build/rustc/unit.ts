/**
 * What the wrapper recorded of one rustc call, and the facts read from it.
 * Pure: `files.ts` reads the bytes.
 */

import { basename, dirname, join, resolve } from "@std/path";

/** One recorded rustc call for a workspace crate. */
export interface Recording {
  /** Program and arguments, as cargo gave them to the wrapper. */
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** Switches that the wrapper added. */
  flags: string[];
}

/** The facts of a recording that the driver works with. */
export interface Unit {
  /** `<crate>-<hash>`: cargo's metadata hash makes it unique in a profile. */
  id: string;
  crateName: string;
  crateTypes: string[];
  /** The crate root, absolute. */
  source: string;
  /** Ids of the crates it depends on directly, by file name of `--extern`. */
  dependencies: string[];
  /** Where cargo's own call wrote the dep-info. */
  depInfo: string;
  /** `-C lto=…` as given, if link-time optimisation is on. */
  lto: string | undefined;
  recording: Recording;
}

/** Splits NUL-separated bytes into strings. */
export function splitNul(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes);
  return text === "" ? [] : text.replace(/\0$/, "").split("\0");
}

/** Parses the output of `env -0`. */
export function parseEnvironment(bytes: Uint8Array): Record<string, string> {
  const entries = splitNul(bytes).map((entry): [string, string] => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  return Object.fromEntries(entries.filter(([name]) => name !== ""));
}

/**
 * Reads the facts of a unit from its recording.
 *
 * @throws {Error} If the arguments do not look like cargo's.
 */
export function describeUnit(recording: Recording): Unit {
  const { args, cwd } = recording;
  const crateName = option(args, "--crate-name");
  const outDir = option(args, "--out-dir");
  const extra = codegenOption(args, "extra-filename") ?? "";
  const source = args.find((arg, i) => i > 0 && isSource(arg, args[i - 1]));
  if (!crateName || !outDir || !source) {
    throw new Error(
      `Cannot understand a recorded rustc call: ${args.join(" ")}`,
    );
  }
  const id = crateName + extra;
  return {
    id,
    crateName,
    crateTypes: options(args, "--crate-type"),
    source: resolve(cwd, source),
    dependencies: options(args, "--extern").flatMap(externUnit),
    depInfo: join(resolve(cwd, outDir), `${id}.d`),
    lto: lto(args),
    recording,
  };
}

/** The unit that `--extern name=path` names, if it is a Rust library. */
function externUnit(extern: string): string[] {
  const path = extern.slice(extern.indexOf("=") + 1);
  const match = basename(path).match(/^lib(.+)\.(?:rlib|rmeta)$/);
  return match?.[1] ? [match[1]] : [];
}

/** Every value of an option given as `--name value` or `--name=value`. */
export function options(args: string[], name: string): string[] {
  return args.flatMap((arg, i) => {
    const next = args[i + 1];
    if (arg === name && next !== undefined) return [next];
    return arg.startsWith(`${name}=`) ? [arg.slice(name.length + 1)] : [];
  });
}

/** The last value of an option: rustc lets later ones win. */
export function option(args: string[], name: string): string | undefined {
  return options(args, name).at(-1);
}

/** The last value of `-C name=value`; a bare `-C name` is the empty string. */
export function codegenOption(
  args: string[],
  name: string,
): string | undefined {
  const all = args.flatMap((arg, i) => {
    if (arg === "-C" || arg === "--codegen") return args[i + 1] ?? [];
    return /^-C./.test(arg) ? arg.slice(2) : [];
  });
  const found = all.findLast((o) => o === name || o.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function lto(args: string[]): string | undefined {
  const value = codegenOption(args, "lto");
  if (value !== undefined && !/^(?:off|n|no|false)$/.test(value)) {
    return value === "" ? "fat" : value;
  }
  return codegenOption(args, "linker-plugin-lto") === undefined
    ? undefined
    : "linker-plugin";
}

/** The crate root is the one `.rs` argument that is no option's value. */
function isSource(arg: string, previous = ""): boolean {
  const isValue = previous.startsWith("-") && !previous.includes("=");
  return arg.endsWith(".rs") && !arg.startsWith("-") && !isValue;
}

/** The folder of a path in which cargo placed a unit's files. */
export function profileFolder(unit: Unit): string {
  return dirname(dirname(unit.depInfo));
}
