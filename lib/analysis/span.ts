/** Where two texts differ. */

/** The one stretch outside of which two texts are the same. */
export interface Span {
  start: number;
  beforeEnd: number;
  afterEnd: number;
}

/** Compared at once, as that takes a fraction of comparing unit by unit. */
const CHUNK = 4096;

/** The smallest span, in UTF-16 units, that never splits a surrogate pair. */
export function changedSpan(before: string, after: string): Span {
  const shorter = Math.min(before.length, after.length);
  const [was, is] = [before.length, after.length];
  let start = 0;
  while (
    start + CHUNK <= shorter &&
    before.slice(start, start + CHUNK) === after.slice(start, start + CHUNK)
  ) start += CHUNK;
  while (
    start < shorter && before.charCodeAt(start) === after.charCodeAt(start)
  ) start++;
  let tail = 0;
  while (
    tail + CHUNK <= shorter - start &&
    before.slice(was - tail - CHUNK, was - tail) ===
      after.slice(is - tail - CHUNK, is - tail)
  ) tail += CHUNK;
  while (
    tail < shorter - start &&
    before.charCodeAt(was - 1 - tail) === after.charCodeAt(is - 1 - tail)
  ) tail++;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--;
  if (tail > 0 && isLowSurrogate(before.charCodeAt(was - tail))) {
    tail--;
  }
  return {
    start,
    beforeEnd: was - tail,
    afterEnd: is - tail,
  };
}

/** Widens a span to the end of its last line: what follows there moves too. */
export function toEndOfLine(span: Span, before: string): Span {
  const newline = before.indexOf("\n", span.beforeEnd);
  const end = newline < 0 ? before.length : newline;
  return {
    start: span.start,
    beforeEnd: end,
    afterEnd: span.afterEnd + end - span.beforeEnd,
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
