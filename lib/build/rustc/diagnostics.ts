/**
 * Reads the JSON lines that rustc writes to stderr: diagnostics, and notices
 * of artifacts as they are written. Pure.
 *
 * Format: <https://doc.rust-lang.org/rustc/json.html>.
 */

import { THROUGH_WORDS } from "../../object/statics.ts";
import { stripVTControlCharacters } from "node:util";

/** One line of rustc's JSON output. */
export type RustcMessage =
  | {
    kind: "diagnostic";
    level: "error" | "warning" | "note";
    rendered: string;
    /** rustc's own code for it, if it has one. */
    code: string | undefined;
    /** The lines of sources that it is about. */
    lines: string[];
  }
  | { kind: "artifact"; path: string; emit: string }
  | { kind: "text"; text: string };

/** Parses one line; what is not JSON (an ICE's backtrace, say) stays text. */
export function parseRustcLine(line: string): RustcMessage {
  const value = parseObject(line);
  if (value?.["$message_type"] === "artifact") {
    return {
      kind: "artifact",
      path: String(value["artifact"]),
      emit: String(value["emit"]),
    };
  }
  if (value?.["$message_type"] === "diagnostic") {
    if (isOwn(String(value["message"]))) return { kind: "text", text: "" };
    return {
      kind: "diagnostic",
      level: level(String(value["level"])),
      rendered: String(value["rendered"] ?? value["message"]),
      code: codeOf(value["code"]),
      lines: linesOf(value["spans"]),
    };
  }
  // Other kinds, such as future incompatibilities, are for cargo.
  const isMessage = value?.["$message_type"] !== undefined;
  return { kind: "text", text: isMessage ? "" : line };
}

function codeOf(value: unknown): string | undefined {
  const [{ code } = {}] = listOf([value ?? {}]);
  return typeof code === "string" ? code : undefined;
}

/** The text of the places that a diagnostic is about in the first place. */
function linesOf(spans: unknown): string[] {
  return listOf(spans).filter(({ is_primary }) => is_primary === true)
    .flatMap(({ text }) => listOf(text).map(({ text }) => String(text)));
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}

/** Of a switch that the reload build adds, the user need not know. */
function isOwn(message: string): boolean {
  return message.startsWith("unknown and unstable feature") &&
    message.includes(`\`${THROUGH_WORDS.slice(1)}\``);
}

function level(text: string): "error" | "warning" | "note" {
  if (text.startsWith("error")) return "error";
  return text === "warning" ? "warning" : "note";
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Sums up what a failed or finished compile said. */
export interface Diagnostics {
  errors: string[];
  warnings: string[];
}

/**
 * Separates what to show. rustc's closing lines ("aborting due to …", "N
 * warnings emitted", "For more information …") are left out: the report has
 * its own closing line.
 */
export function collectDiagnostics(messages: RustcMessage[]): Diagnostics {
  const result: Diagnostics = { errors: [], warnings: [] };
  for (const message of messages) {
    if (message.kind === "text" && message.text.trim() !== "") {
      result.errors.push(message.text + "\n");
    } else if (message.kind === "diagnostic" && !isClosing(message.rendered)) {
      if (message.level === "error") result.errors.push(message.rendered);
      if (message.level === "warning") result.warnings.push(message.rendered);
    }
  }
  return result;
}

const CLOSING =
  /^(?:error: aborting due to|warning: \d+ warnings? emitted|error: could not compile|Some errors have detailed|For more information about)/;

function isClosing(rendered: string): boolean {
  return CLOSING.test(stripVTControlCharacters(rendered));
}

/** Remembers each crate's warnings, so that only new ones are shown. */
export class KnownWarnings {
  readonly #known = new Map<string, string[]>();

  /**
   * Takes the warnings of a unit's newest compile.
   *
   * @returns Those that its last compile did not have, wherever they stood and
   *   whatever else was in their lines.
   */
  update(unit: string, warnings: readonly string[]): string[] {
    const known = this.#known.get(unit) ?? [];
    this.#known.set(unit, [...warnings]);
    const others = without(warnings, known, withoutNumbers);
    const before = without(known, warnings, withoutNumbers);
    return without(others, before, headingAndFile);
  }
}

/** What is left once each of the known ones has taken one that is alike. */
function without(
  warnings: readonly string[],
  known: readonly string[],
  keyOf: (rendered: string) => string,
): string[] {
  const left = known.map(keyOf);
  return warnings.filter((warning) => {
    const at = left.indexOf(keyOf(warning));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** What it says, and of which file: its line may have been edited. */
function headingAndFile(rendered: string): string {
  const [heading = "", ...rest] = stripVTControlCharacters(rendered)
    .split("\n");
  const place = rest.find((line) => /^ *--> /.test(line)) ?? "";
  return `${heading}\n${place.trim().replace(/:\d+:\d+$/, "")}`;
}

/** Where line numbers are longer, everything is further to the right. */
function withoutNumbers(rendered: string): string {
  return stripVTControlCharacters(rendered).replaceAll(/\d+/g, "#")
    .replaceAll(/^ +| +(?=\|)/gm, " ");
}
