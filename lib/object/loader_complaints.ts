/**
 * Reads what a dynamic loader says that it does not find, when it is asked to
 * list what a program needs and to look for all its symbols. Pure.
 */

/** Something that a program needs and that is nowhere. */
export interface Lack {
  kind: "symbol" | "library";
  /** As the loader has it: a symbol as it is mangled, a library's file name. */
  name: string;
}

/** Each begins a line, or follows the name of the program. */
const COMPLAINTS: readonly [kind: Lack["kind"], pattern: RegExp][] = [
  // glibc's, which goes on after each symbol.
  ["symbol", /^undefined symbol: ([^\t,]+)/],
  ["library", /^\t(.*) => not found$/],
  ["library", /^.*: error while loading shared libraries: ([^:]+): /],
  ["library", /^.*: (version `[^']+' not found) \(required by /],
  // musl's.
  ["symbol", /^Error relocating .*: (\S+): symbol not found$/],
  ["library", /^Error loading shared library ([^:]+): /],
];

/**
 * Reads what a loader wrote: each lack once, in order.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { lacksIn } from "./loader_complaints.ts";
 *
 * assertEquals(lacksIn("undefined symbol: gone\t(/target/debug/app)\n"), [
 *   { kind: "symbol", name: "gone" },
 * ]);
 * ```
 */
export function lacksIn(written: string): Lack[] {
  const found = new Map<string, Lack>();
  for (const line of written.split("\n")) {
    for (const [kind, pattern] of COMPLAINTS) {
      const [, name] = pattern.exec(line) ?? [];
      if (name !== undefined) found.set(`${kind} ${name}`, { kind, name });
    }
  }
  return [...found.values()];
}

/**
 * Whether a loader is glibc's: that one lists what a program needs in place of
 * starting it if a variable says so. Others know `--list`, which finds less
 * with glibc's.
 */
export function canTrace(loader: Uint8Array): boolean {
  return latin1.decode(loader).includes("TRACE_LOADED_OBJECTS");
}

const latin1 = new TextDecoder("latin1");

/** What is lacking now, and is known not to have been lacking before. */
export function newLacks(
  before: readonly Lack[] | undefined,
  now: readonly Lack[] | undefined = [],
): Lack[] {
  if (!before) return [];
  const had = new Set(before.map(({ kind, name }) => `${kind} ${name}`));
  return now.filter(({ kind, name }) => !had.has(`${kind} ${name}`));
}
