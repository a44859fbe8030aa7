/**
 * What a base was made from besides the sources of its crates: how rustc was
 * called, what build scripts left, and which procedural macros ran. Where two
 * builds agree in all of it, patches lead from one to the other.
 */

import { dirname, join } from "@std/path";
import type { Base } from "./base.ts";
import { digest, digestOf, filesAt } from "../system/files.ts";
import { externsOf, isCompilerPlugin } from "./rustc/arguments.ts";
import type { Recording, Unit } from "./rustc/unit.ts";

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
  const files = (await Promise.all(units.map(filesBehind))).flat();
  await Promise.all([...new Set(files)].map(async (file) => {
    found.set(file, await digest(file) ?? "");
  }));
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

/** What rustc reads or runs that may change under the same name. */
async function filesBehind(unit: Unit): Promise<string[]> {
  const { args, env } = unit.recording;
  const macros = externsOf(args).flatMap(({ path }) => path ?? [])
    .filter(isCompilerPlugin);
  const out = env["OUT_DIR"];
  if (out === undefined) return macros;
  const left = await filesAt(out, () => true);
  return [...macros, ...left, join(dirname(out), "output")];
}
