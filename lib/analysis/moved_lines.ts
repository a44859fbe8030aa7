/** Whether an edit of bodies has moved the lines of other code. Pure. */

/**
 * Whether code outside of edited bodies stands on other lines than before, as
 * far as that is simple to tell.
 *
 * @param functions How many bodies of the file were edited.
 */
export function movesLines(
  before: string,
  after: string,
  functions: number,
): boolean {
  const lines = (text: string) => text.split("\n").length;
  // Of several, one may have become longer and another one shorter.
  return lines(before) !== lines(after) ||
    functions > 1 && !isInPlace(before.split("\n"), after.split("\n"));
}

/** Whether lines that are not the same stand between lines that are. */
function isInPlace(before: string[], after: string[]): boolean {
  const others = before.filter((line, i) => line !== after[i]).length;
  const old = new Set(before);
  const fresh = after.filter((line) => !old.has(line)).length;
  // What was moved differs, and is nothing new.
  return others <= fresh;
}
