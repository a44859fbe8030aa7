/**
 * What libtest is told of each test, as it stands in an object: a constant that
 * refers to the test's name and to the function that runs it. Its layout is
 * nobody's promise, so nothing is read from it but what any layout must hold.
 * Pure.
 */

/** One test. */
export interface TestEntry {
  /** As libtest prints it. */
  name: string;
  /** Equal for equal contents. */
  digest: string;
  /** The names that it refers to. */
  needs: ReadonlySet<string>;
  /** Its words of 32 bits; nothing for those that a linker fills in. */
  words: readonly (number | undefined)[];
}

/** `TestDescAndFn` is about this large; far larger ones are tables. */
const SMALLEST = 64;
const LARGEST = 512;
/** A path of Rust items, raw names included, with what case macros add. */
const PATH = /^[\p{L}_][\p{L}\p{N}_#]*(?:::[\p{L}_][\p{L}\p{N}_#]*)*$/u;

/** What may be the name of a test, of the texts that a constant refers to. */
export function testNamesIn(
  size: number,
  texts: readonly (string | undefined)[],
): string[] {
  if (size < SMALLEST || size > LARGEST) return [];
  const known = texts.filter((text) => text !== undefined);
  if (!known.some((text) => text.endsWith(".rs"))) return [];
  // The reason why one is ignored may look like a name.
  return known.filter((text) => PATH.test(text));
}

/**
 * Whether a test is run as it was: only the lines may have moved on which it
 * begins and ends.
 */
export function isSameTest(before: TestEntry, after: TestEntry): boolean {
  if (before.digest === after.digest) return true;
  if (before.words.length !== after.words.length) return false;
  if (!sameNames(before.needs, after.needs)) return false;
  const moves: number[] = [];
  for (const [i, was] of before.words.entries()) {
    const is = after.words[i];
    if (was === is) continue;
    if (was === undefined || is === undefined) return false;
    moves.push(is - was);
  }
  const [first, second, ...others] = moves;
  return others.length === 0 && first !== undefined && first === second;
}

function sameNames(
  some: ReadonlySet<string>,
  others: ReadonlySet<string>,
): boolean {
  return some.size === others.size && some.isSubsetOf(others);
}
