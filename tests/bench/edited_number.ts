/**
 * The number in generated workspaces that an edit changes. Pure.
 *
 * @module
 */

import { EDITED_FILE } from "./shapes.ts";

/** What an edit changes: a number in a function, or a constant that all see. */
export type EditKind = "body" | "interface";

/** The text of the edited file with another number in it. */
export function withNumber(text: string, kind: EditKind, n: number): string {
  const pattern = kind === "body"
    ? /(let number = )\d+/
    : /(const REVISION: u64 = )\d+/;
  if (!pattern.test(text)) throw new Error(`${EDITED_FILE} holds no number`);
  return text.replace(pattern, `$1${n}`);
}

/** The number as a text, which it cannot be. */
export function withMistake(text: string): string {
  return text.replace(/(let number)( = )(\d+)/, '$1: u64$2"$3"');
}
