/** Shows an edit in the manner of `diff -u`. Never applies one. Pure. */

const CONTEXT = 3;

/** The one stretch of lines in which two texts differ, with those around it. */
export function unifiedDiff(
  path: string,
  before: string,
  after: string,
): string {
  const [old, fresh] = [lines(before), lines(after)];
  const shortest = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shortest && old[start] === fresh[start]) start++;
  let tail = 0;
  while (
    tail < shortest - start && old.at(-1 - tail) === fresh.at(-1 - tail)
  ) tail++;
  const from = Math.max(0, start - CONTEXT);
  const upTo = (list: string[]) =>
    Math.min(list.length, list.length - tail + CONTEXT);
  const range = (list: string[]) => `${from + 1},${upTo(list) - from}`;
  return [
    `--- ${path}`,
    `+++ ${path}`,
    `@@ -${range(old)} +${range(fresh)} @@`,
    ...old.slice(from, start).map((line) => ` ${line}`),
    ...old.slice(start, old.length - tail).map((line) => `-${line}`),
    ...fresh.slice(start, fresh.length - tail).map((line) => `+${line}`),
    ...fresh.slice(fresh.length - tail, upTo(fresh)).map((line) => ` ${line}`),
  ].join("\n");
}

function lines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
