/**
 * What is said of many measurements: the least, the median, the most; and how
 * two ways compare, pair by pair, since what disturbs the machine for a while
 * disturbs both of a pair. Pure.
 *
 * @module
 */

/** The spread of some numbers. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** The middle of some numbers; of an even count, the mean of both middles. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? NaN;
  const lower = sorted[Math.ceil(half) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** The least, the median and the most. */
export function spread(numbers: readonly number[]): Spread {
  return {
    min: Math.min(...numbers),
    median: median(numbers),
    max: Math.max(...numbers),
  };
}

/** The median of the ratios of each pair. */
export function pairwiseRatio(
  above: readonly number[],
  below: readonly number[],
): number {
  const count = Math.min(above.length, below.length);
  const ratios = Array.from(
    { length: count },
    (_, i) => (above[i] ?? NaN) / (below[i] ?? NaN),
  );
  return median(ratios);
}
