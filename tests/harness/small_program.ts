/**
 * The program `tests/programs/small`: two small crates, `app` upon `engine`,
 * whose program does what it is told on its standard input. For tests of what
 * may go wrong and of how a workspace may be set up.
 *
 * @module
 */

/** What it works on. */
export const ENGINE = "engine/src/lib.rs";

/** An edit of {@linkcode ENGINE} that shows. */
export const FIRST_TO_SECOND: [from: string, to: string] = [
  '"first {}',
  '"second {}',
];
