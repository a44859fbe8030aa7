/**
 * Which functions of a crate may be named by what is compiled of it, as far as
 * anybody can tell from words: macros and globs are of no account, as whatever
 * they lead to has to be written somewhere. Pure.
 */

import type { Mentions } from "./overlay.ts";

/**
 * Finds the names that are needed.
 *
 * @param files What each file of the crate mentions.
 * @param roots What the functions mention that are compiled for their own sake.
 * @returns The numbers of all words that are mentioned.
 */
export function neededNames(
  files: readonly Mentions[],
  roots: readonly number[],
): ReadonlySet<number> {
  const byName = new Map<number, (readonly number[])[]>();
  const needed = new Set(roots);
  const waiting: (readonly number[])[] = [roots];
  for (const { always, dispensable } of files) {
    waiting.push(always);
    for (const [name, words] of dispensable) {
      const known = byName.get(name);
      if (known) known.push(words);
      else byName.set(name, [words]);
    }
  }
  for (let words; (words = waiting.pop());) {
    for (const word of words) {
      const functions = byName.get(word);
      needed.add(word);
      if (!functions) continue;
      byName.delete(word);
      waiting.push(...functions);
    }
  }
  return needed;
}
