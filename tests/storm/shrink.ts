/**
 * Finds a short list that still fails, by leaving out more and more.
 *
 * @module
 */

/** So often it tries at most: each try takes a while. */
const TRIES = 40;

/**
 * Shortens a list whose last element shows the failure.
 *
 * @param fails Whether a shorter list fails as well.
 */
export async function shrink<T>(
  list: readonly T[],
  fails: (shorter: T[]) => Promise<boolean>,
): Promise<T[]> {
  const last = list.slice(-1);
  let kept = list.slice(0, -1);
  let tries = 0;
  for (let size = kept.length; size > 0; size = Math.floor(size / 2)) {
    for (let end = kept.length; end > 0 && tries < TRIES; end -= size) {
      const shorter = kept.toSpliced(
        Math.max(0, end - size),
        Math.min(size, end),
      );
      tries++;
      if (await fails([...shorter, ...last])) kept = shorter;
    }
  }
  return [...kept, ...last];
}
