/**
 * What a base was made from besides the sources of its crates: how rustc was
 * called, what build scripts left, and which procedural macros ran. Where two
 * builds agree in all of it, patches lead from one to the other.
 */

import type { Base } from "./base.ts";
import { digest, digestOf } from "../system/files.ts";
import { externsOf, isCompilerPlugin } from "./rustc/arguments.ts";
import type { Recording, Unit } from "./rustc/unit.ts";
import { scriptResults } from "./script_results.ts";

/** A name for each ingredient, and a digest of it. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Reads what a base was made from. */
export async function fingerprint(base: Base): Promise<Fingerprint> {
  const units = base.graph.order;
  const found = new Map([["shape", base.shape as string]]);
  await Promise.all(units.map(async (unit) => {
    found.set(
      unit.id,
      await digestOf(new TextEncoder().encode(callOf(unit.recording))),
    );
  }));
  await Promise.all([...new Set(units.flatMap(macrosOf))].map(async (file) => {
    found.set(file, await digest(file) ?? "");
  }));
  for (const result of await scriptResults(units)) found.set(...result);
  return found;
}

/** Whether two builds agree. */
export function isSame(one: Fingerprint, other: Fingerprint): boolean {
  return one.size === other.size &&
    one.entries().every(([name, digest]) => other.get(name) === digest);
}

/** The call, without what tells of the terminal or of cargo's own run. */
export function callOf({ args, env, flags, cwd }: Recording): string {
  const lasting = args.filter((arg) =>
    !/^--(?:json|error-format|diagnostic-width)\b/.test(arg)
  );
  const variables = Object.entries(env).filter(([name]) =>
    /^(?:CARGO_(?!MAKEFLAGS|TERM_)|OUT_DIR$|RUSTFLAGS$)/.test(name)
  ).toSorted(([a], [b]) => a < b ? -1 : 1);
  return JSON.stringify([lasting, variables, flags, cwd]);
}

/** What runs inside rustc, and may change under the same name. */
function macrosOf({ recording: { args } }: Unit): string[] {
  return externsOf(args).flatMap(({ path }) => path ?? [])
    .filter(isCompilerPlugin);
}
