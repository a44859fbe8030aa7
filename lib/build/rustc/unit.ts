/**
 * What the wrapper recorded of one rustc call, and the facts read from it.
 * Pure: `base.ts` reads the bytes, `arguments.ts` the arguments.
 */

import { dirname, join, resolve } from "@std/path";
import {
  codegenOption,
  crateRoot,
  externsOf,
  linkTimeOptimisation,
  option,
  options,
} from "./arguments.ts";

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
  /**
   * `<crate>-<hash>`: cargo's hash makes it unique in a profile. A library that
   * is loaded by its name, a `cdylib` say, has none.
   */
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
  const source = crateRoot(args);
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
    dependencies: externsOf(args).flatMap(({ unit }) => unit ?? []),
    depInfo: join(resolve(cwd, outDir), `${id}.d`),
    lto: linkTimeOptimisation(args),
    recording,
  };
}

/** Crate types that other crates can depend on. */
const LIBRARIES: ReadonlySet<string> = new Set(["lib", "rlib", "dylib"]);

/** Whether other crates can depend on the unit at run time. */
export function isLibrary(unit: Unit): boolean {
  return unit.crateTypes.some((type) => LIBRARIES.has(type));
}

/** Whether the unit runs inside the compiler rather than in the program. */
export function isProcMacro(unit: Unit): boolean {
  return unit.crateTypes.includes("proc-macro");
}

/** The folder of a path in which cargo placed a unit's files. */
export function profileFolder(unit: Unit): string {
  return dirname(dirname(unit.depInfo));
}

/** Whether its functions begin with room for a jump to newer code. */
export function hasEntries({ recording }: Unit): boolean {
  return recording.flags.some((flag) =>
    flag.startsWith("-Zpatchable-function-entry")
  );
}
