/**
 * Finds the tests that a change can reach: from what differs between two
 * versions of a crate's objects back to the tests whose code gets there, over
 * calls, statics, vtables and tables of functions alike. Whatever is not known
 * counts as reached. Pure.
 */

import type { ObjectCode } from "./object_code.ts";
import { isSameTest, type TestEntry } from "./test_entries.ts";

/** The code of one crate, by name. */
export interface CrateCode {
  /** What each name stands for: its contents, and the names that it needs. */
  nodes: ReadonlyMap<string, Node>;
  /** What the linker gathers, such as initialisers. */
  loose: Node;
  /** By name, and by what may be one. */
  tests: ReadonlyMap<string, readonly TestEntry[]>;
  /** Who needs each name. */
  needed: ReadonlyMap<string, readonly string[]>;
}

interface Node {
  digest: string;
  needs: ReadonlySet<string>;
}

/** In what two versions of a crate differ. */
export interface CodeChanges {
  /** Names of what is other or new. */
  names: ReadonlySet<string>;
  /** Tests that are run in another way, and new ones. */
  tests: ReadonlySet<string>;
  /** Whether that is not known, or what runs before `main` differs. */
  isWide: boolean;
}

/** Puts together the code of a crate's objects. */
export function crateCode(objects: readonly ObjectCode[]): CrateCode {
  const nodes = new Map<string, Node>();
  const needed = new Map<string, string[]>();
  const copies = new Map<string, Node[]>();
  for (const { nodes: own } of objects) {
    for (const { names, digest, needs } of own) {
      for (const name of names) {
        const known = copies.get(name);
        if (known) known.push({ digest, needs });
        else copies.set(name, [{ digest, needs }]);
      }
    }
  }
  for (const [name, all] of copies) {
    const node = together(all);
    nodes.set(name, node);
    for (const other of node.needs) {
      const known = needed.get(other);
      if (known) known.push(name);
      else needed.set(other, [name]);
    }
  }
  const tests = Map.groupBy(
    objects.flatMap((each) => each.tests),
    ({ name }) => name,
  );
  const loose = together(objects.flatMap((each) => each.loose));
  return { nodes, loose, tests, needed };
}

/** Several copies as one: their order says nothing. */
function together(all: readonly Node[]): Node {
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  const needs = new Set(all.flatMap((each) => [...each.needs]));
  const digests = new Set(all.map((each) => each.digest));
  return { digest: [...digests].sort().join(" "), needs };
}

/** Finds out in what two versions of a crate differ; if one is unknown, in all. */
export function codeChanges(
  before: CrateCode | undefined,
  after: CrateCode,
): CodeChanges {
  if (!before) return { names: new Set(), tests: new Set(), isWide: true };
  const names = new Set<string>();
  for (const [name, { digest }] of after.nodes) {
    if (before.nodes.get(name)?.digest !== digest) names.add(name);
  }
  const tests = new Set<string>();
  for (const [name, entries] of after.tests) {
    const known = before.tests.get(name);
    if (!known || !areSame(known, entries)) tests.add(name);
  }
  const isWide = before.loose.digest !== after.loose.digest;
  return { names, tests, isWide };
}

function areSame(
  some: readonly TestEntry[],
  others: readonly TestEntry[],
): boolean {
  return some.length === others.length &&
    some.every((entry, i) => {
      const other = others[i];
      return other !== undefined && isSameTest(entry, other);
    });
}

/** All of several changes, one after the other. */
export function bothChanges(
  first: CodeChanges,
  second: CodeChanges,
): CodeChanges {
  return {
    names: first.names.union(second.names),
    tests: first.tests.union(second.tests),
    isWide: first.isWide || second.isWide,
  };
}

/**
 * The tests that changes can reach.
 *
 * @param crates All crates of the program whose code is known.
 * @param changes In what any of them differ.
 * @param tests The names of the program's tests.
 */
export function reachedTests(
  crates: readonly CrateCode[],
  changes: CodeChanges,
  tests: readonly string[],
): Set<string> {
  const reached = reachedNames(crates, changes);
  if (!reached) return new Set(tests);
  return new Set(tests.filter((test) => {
    if (changes.tests.has(test)) return true;
    const entries = crates.flatMap((crate) => crate.tests.get(test) ?? []);
    return entries.length === 0 ||
      entries.some(({ needs }) => !needs.isDisjointFrom(reached));
  }));
}

/** Whether changes can reach a program, however it is used. */
export function reachesMain(
  crates: readonly CrateCode[],
  changes: CodeChanges,
): boolean {
  return reachedNames(crates, changes)?.has("main") ?? true;
}

/** All names that changes can reach; nothing if that may be all there are. */
function reachedNames(
  crates: readonly CrateCode[],
  changes: CodeChanges,
): Set<string> | undefined {
  if (changes.isWide) return undefined;
  const reached = new Set<string>();
  const pending = [...changes.names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { needed } of crates) pending.push(...needed.get(name) ?? []);
  }
  // What runs before `main` may change what anything finds.
  const isEarly = crates.some(({ loose }) =>
    !loose.needs.isDisjointFrom(reached)
  );
  return isEarly ? undefined : reached;
}
