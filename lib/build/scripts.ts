/**
 * The shell scripts that stand between cargo and the base, as the package
 * carries them: the rustc wrappers, which record calls, and the linker of the
 * executable, which turns each workspace rlib into a dylib of its own. Their
 * sources are in `scripts/`, which a test compares with what is carried. Pure;
 * `script_files.ts` writes them.
 *
 * They are `sh`, not TypeScript, because cargo runs the wrapper once per crate
 * and a Deno start would cost more than the work.
 */

import lines from "./bundled_scripts.json" with { type: "json" };

/** Whether the base is one dylib per workspace crate or one executable. */
export type Shape = "split" | "monolithic";

/** Machines whose functions can get entries, as they begin a target's name. */
export type Machine = "x86_64" | "aarch64";

/**
 * The switches behind entries. On x86-64: 16 bytes for each function, 14 of
 * them before its start; on Arm: six instructions, and five.
 */
export const ENTRY_FLAGS: Readonly<Record<Machine, readonly string[]>> = {
  x86_64: ["-Zpatchable-function-entry=16,14"],
  aarch64: ["-Zpatchable-function-entry=6,5"],
};

/** The switches behind imports that optimised code reads at each call. */
export const IMPORT_FLAGS: readonly string[] = ["-Zplt=yes"];

/** What stable rustc does by itself as long as unstable switches are off. */
export const LEGACY_NAMES: readonly string[] = [
  "-Zunstable-options",
  "-Csymbol-mangling-version=legacy",
];

/** Name of the folder beside `deps/` that holds recordings and bases. */
export const CHAUD_FOLDER = "chaud";

/** The scripts by name, in lines, so that changes read as what they are. */
export const BUNDLED_SCRIPTS: Readonly<Record<ScriptName, readonly string[]>> =
  lines;

/** What a script needs to know; its opening comment says what each is. */
export interface ScriptSettings {
  rustc_wrapper:
    & { shape: Shape | "tests" }
    & Record<
      | "next"
      | "linker"
      | "machine"
      | `${Machine}_entries`
      | "import_flags"
      | "legacy_names"
      | "runtime",
      string
    >;
  outside_wrapper: Record<"wrapper" | "folders", string>;
  local_wrapper: { wrapper: string };
  build_runtime: { version: string };
  linker: Record<never, never>;
  runner: Record<never, never>;
  test_linker: Record<never, never>;
  test_runner: Record<never, never>;
}

/** A script's name. */
export type ScriptName = keyof ScriptSettings;

/** A script's text, with its settings below the first line. */
export function scriptText<Name extends ScriptName>(
  name: Name,
  settings: ScriptSettings[Name],
): string {
  const [interpreter = "", ...rest] = BUNDLED_SCRIPTS[name];
  const set = Object.entries<string>(settings)
    .map(([variable, value]) => `${variable}=${quote(value)}`);
  return [interpreter, ...set, ...rest].join("\n");
}

/** Quotes one word for `sh`. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
