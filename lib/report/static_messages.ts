/**
 * What is said of statics after a save: which keep a value that the sources no
 * longer have, and which start afresh. Never prints anything. Pure.
 */

import { few } from "./wording.ts";

/** Said about statics whose initial value was edited. */
export function unusedValues(names: readonly string[]): string {
  const [keep, value] = names.length === 1
    ? ["keeps its value", "the new one is"]
    : ["keep their values", "the new ones are"];
  return `${few(names)} ${keep}: ${value} for the next start`;
}

/** Said about statics of which new code does not have the program's value. */
export function afresh(names: readonly string[]): string {
  const start = names.length === 1 ? "starts" : "start";
  return `${few(names)} ${start} afresh for new code: nothing tells which ` +
    `of the program's it is`;
}

/** Said of what only the start of the program makes so. */
export function atStart(
  reason: "once" | "initialiser" | "section",
  names: string,
): string {
  switch (reason) {
    case "once":
      return `${names} ran once: its change shows after a restart`;
    case "initialiser":
      return `${names} is run by the loader before \`main\`: it has not run, ` +
        "and will at the next start";
    case "section":
      return `the linker gathers ${names} once for the whole program: what ` +
        "reads it may find less, or what there was at the start";
  }
}
