/**
 * Splits a variable with arguments for cargo into words, as a shell would
 * split what was typed. Expands nothing. Pure.
 */

/**
 * The words of a text. Quotes keep a word together; one that is never closed
 * reaches to the end.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { flagWords } from "./flag_words.ts";
 *
 * assertEquals(flagWords('--features "a b" -F c'), [
 *   "--features",
 *   "a b",
 *   "-F",
 *   "c",
 * ]);
 * ```
 */
export function flagWords(text: string): string[] {
  return Array.from(text.matchAll(WORD), ([word]) => word.replace(PART, bare));
}

/** What stands in quotes, behind a backslash, or alone. */
const WORD = /(?:'[^']*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$)|\\.|[^\s'"])+/gs;
const PART = /'([^']*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|$)|\\(.)/gs;

function bare(
  _part: string,
  single: string | undefined,
  double: string | undefined,
  escaped: string | undefined,
): string {
  // Within double quotes, a backslash only takes away what these mean.
  return single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? "";
}
