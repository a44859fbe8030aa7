/**
 * What is thrown where the log cannot be written to the file that it was asked
 * for. Pure.
 */

/** Thrown when the log cannot be written where it was asked for. */
export class LogFileError extends Error {
  override name = "LogFileError";
}
