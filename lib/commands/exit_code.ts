/** What the commands exit with, where that is the same for all. Pure. */

/** Everything is as it was asked for. */
export const SUCCESS = 0;

/** It could not be done: what cargo exits with when it fails. */
export const FAILURE = 101;
