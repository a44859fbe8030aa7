/**
 * What build scripts left for a program: files in their folders, and what they
 * told cargo. It reads that, and compares it.
 */

import { dirname, join } from "@std/path";
import { digest, digestOfText, filesAt, readText } from "../system/files.ts";
import type { Unit } from "./rustc/unit.ts";

/** A digest of each result, by file, or by file and kind of instruction. */
export type ScriptResults = ReadonlyMap<string, string>;

/** Reads what the build scripts of some units have left. */
export async function scriptResults(
  units: readonly Unit[],
): Promise<ScriptResults> {
  const results = new Map<string, string>();
  const folders = new Set(
    units.flatMap(({ recording }) => recording.env["OUT_DIR"] ?? []),
  );
  for (const folder of folders) {
    for (const file of await filesAt(folder, () => true)) {
      results.set(file, await digest(file) ?? "");
    }
    const output = join(dirname(folder), "output");
    const text = await readText(output).catch(() => "");
    for (const [kind, lines] of instructions(text)) {
      results.set(`${output}: ${kind}`, await digestOfText(lines.join("\n")));
    }
  }
  return results;
}

/**
 * The lines that tell cargo something, by what they are about; of variables,
 * each by itself.
 */
export function instructions(output: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const line of output.split("\n")) {
    const [, kind, value = ""] = /^cargo::?([\w-]+)=(.*)$/.exec(line) ?? [];
    if (kind === undefined) continue;
    const variable = kind === "rustc-env" ? `=${value.split("=", 1)[0]}` : "";
    const known = found.get(kind + variable);
    if (known) known.push(value);
    else found.set(kind + variable, [value]);
  }
  return found;
}

/** The results that differ. */
export function differing(one: ScriptResults, other: ScriptResults): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name));
}
