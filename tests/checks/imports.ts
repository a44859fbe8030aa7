/**
 * Reads which module imports which, and finds circles. Pure: it is given the
 * texts, and knows nothing of rooms.
 *
 * @module
 */

import { dirname, normalize } from "@std/path";

/** A file of the repository. */
export interface Source {
  path: string;
  text: string;
}

/** One module needs another. */
export interface Import {
  from: string;
  to: string;
  /** Only types of it are named. */
  isType: boolean;
}

/** Up to the name of a module of one's own. */
const STATEMENT =
  /^(?:import|export)\s(?<names>[^;"']*?)\bfrom\s*"(?<path>\.[^"]+)"|^import "(?<whole>\.[^"]+)"|\bimport\(\s*"(?<late>\.[^"]+)"/gm;

/** Leaves the line structure as it is, so that line numbers hold. */
export function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, "");
  return text.replace(/\/\*[^]*?\*\//g, blank)
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, "$1");
}

/** The modules that one names, type imports included. */
export function importsOf({ path, text }: Source): Import[] {
  const code = withoutComments(text);
  return Array.from(code.matchAll(STATEMENT), ({ groups = {} }) => {
    const { names = "", path: named, whole, late } = groups;
    const to = normalize(`${dirname(path)}/${named ?? whole ?? late}`);
    return { from: path, to, isType: isTypeOnly(names) };
  });
}

function isTypeOnly(names: string): boolean {
  if (names.startsWith("type ")) return true;
  const listed = /^\{(?<list>[^]*)\}\s*$/.exec(names)?.groups?.list;
  const all = listed?.split(",").map((name) => name.trim()).filter(Boolean);
  return all !== undefined && all.every((name) => name.startsWith("type "));
}

/** Names an import. */
export function describeImport({ from, to }: Import): string {
  return `${from} → ${to}`;
}

/**
 * The imports without which there would be no circle of modules: those whose
 * target leads back to where they stand.
 */
export function circularImports(imports: readonly Import[]): Import[] {
  const targets = Map.groupBy(imports, ({ from }) => from);
  const reached = new Map<string, Set<string>>();
  const reach = (start: string) => {
    const known = reached.get(start);
    if (known) return known;
    const seen = new Set([start]);
    for (const path of seen) {
      for (const { to } of targets.get(path) ?? []) seen.add(to);
    }
    reached.set(start, seen);
    return seen;
  };
  return imports.filter(({ from, to }) => reach(to).has(from));
}
