/**
 * The driver's voice where the program started it: everything goes through
 * the program's own `log`, which decides what is shown. Never writes to the
 * terminal, which is the program's.
 */

import type { Log } from "../report/log.ts";
import { plain } from "../report/wording.ts";
import type { Program } from "./program.ts";
import type { LogLevel } from "./protocol.ts";

/** A log that speaks through the first of the programs that are there. */
export class ProgramLog implements Log {
  readonly level = "trace";
  readonly color = false;
  readonly #programs: ReadonlySet<Program>;

  /** @param programs Those that are attached, in the order in which they came. */
  constructor(programs: ReadonlySet<Program>) {
    this.#programs = programs;
  }

  status(verb: string, text: string): void {
    this.#say("info", `${verb} ${text}`);
  }

  error(text: string): void {
    this.#say("error", text);
  }

  warn(text: string): void {
    this.#say("warn", text);
  }

  note(text: string): void {
    this.#say("info", text);
  }

  under(kind: "note" | "warning", text: string): void {
    this.#say(kind === "note" ? "info" : "warn", text);
  }

  debug(text: string): void {
    this.#say("debug", text);
  }

  trace(text: string): void {
    this.#say("trace", text);
  }

  raw(text: string, level: LogLevel = "info"): void {
    this.#say(level, text.replace(/\n$/, ""));
  }

  #say(level: LogLevel, text: string): void {
    const [first] = this.#programs;
    first?.log(level, plain(text));
  }
}
