/**
 * Writes to stderr, in order, without making anybody wait. Never words
 * anything, and knows of no levels.
 */

/** So long what was said may take to be written in the end. */
const PATIENCE_MS = 1000;

/** Resolves once all that was said so far is written, or nobody reads it. */
export async function written(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MS);
  await Promise.race([writing, promise]);
  clearTimeout(timer);
}

let writing: Promise<void> = Promise.resolve();

/** Who reads may have stopped to: what is still to do does not wait for that. */
export function writeToStderr(lines: string): void {
  writing = writing.then(() => write(lines));
}

/** In one call as a rule, so that the program's own output stays between. */
async function write(lines: string): Promise<void> {
  let rest = new TextEncoder().encode(lines);
  try {
    while (rest.length > 0) rest = rest.subarray(await Deno.stderr.write(rest));
  } catch {
    // Nobody reads any more; the program goes on, and so does its reload.
  }
}
