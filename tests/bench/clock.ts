/**
 * One clock for the benchmark and the programs that it measures, so that a
 * moment in the one can be compared with a moment in the other.
 *
 * @module
 */

/** Milliseconds since the epoch, with fractions. */
export function now(): number {
  return Number(Temporal.Now.instant().epochNanoseconds) / 1e6;
}

/** A moment that a program printed, in nanoseconds since the epoch. */
export function moment(nanoseconds: string): number {
  return Number(nanoseconds) / 1e6;
}
