/**
 * How names, numbers and files are written in whatever is said. Knows nothing
 * of what it is said about. Pure.
 */

import { stripVTControlCharacters } from "node:util";
import { relative } from "@std/path";

/** A status line: cargo's kind of verb, and the text beside it. */
export interface Status {
  verb: string;
  text: string;
}

/** Names as they are shown. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** So many names are shown; of more, how many there are. */
const SHOWN = 4;

/** Names as they are shown, where there may be many. */
export function few(names: readonly string[]): string {
  if (names.length <= SHOWN) return quoted(names);
  const rest = names.length - SHOWN + 1;
  return `${quoted(names.slice(0, SHOWN - 1))} and ${rest} more`;
}

/** As wide as a terminal is taken to be. */
const WIDTH = 80;

/** What a status line has for its text, beside its verb. */
export const ROOM: number = WIDTH - 13;

/**
 * Names within a line: as many as fit, and how many more there are.
 *
 * @param room What there is for them.
 */
export function fitting(names: readonly string[], room: number): string {
  for (let shown = names.length; shown > 0; shown--) {
    const rest = names.length - shown;
    const list = names.slice(0, shown).join(", ") +
      (rest > 0 ? ` and ${rest} more` : "");
    if (list.length <= room) return list;
  }
  return "";
}

/** So many of something. */
export function count(n: number, noun: string): string {
  const plural = noun.endsWith("ch") ? `${noun}es` : `${noun}s`;
  return `${n} ${n === 1 ? noun : plural}`;
}

/** Names what was saved. */
export function saved(files: readonly string[], root: string): string {
  const [first = "the program", ...others] = files.map((f) =>
    relative(root, f)
  );
  return others.length === 0
    ? first
    : `${first} and ${count(others.length, "more file")}`;
}

const CONTROLS = /(?![\n\t])\p{Cc}/gu;
// deno-lint-ignore no-control-regex
const COLOURS = /\x1b\[[\d;:]*m/g;

/** Takes out what would move a terminal's cursor or change its colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROLS, "");
}

/** The same, but for its colours. */
export function coloured(text: string): string {
  const colours = [...text.matchAll(COLOURS)].map(([colour]) => colour);
  const parts = text.split(COLOURS).map(plain);
  return parts.map((part, i) => part + (colours[i] ?? "")).join("");
}
