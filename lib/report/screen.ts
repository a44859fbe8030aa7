/**
 * Keeps what is said off a screen that is the program's: lines wait, in order,
 * until the terminal is free again, and its title says meanwhile what happened.
 * Never looks at a terminal itself.
 */

import { plain } from "./wording.ts";

/** A terminal that is shared with a program. */
export interface SharedTerminal {
  /** Whether the program has it to itself now. */
  isTaken(): Promise<boolean>;
  /** Shows text as it is. */
  write(text: string): void;
  /** Whether its title is left alone. */
  isUntitled: boolean;
}

/** So often to look whether a terminal is free again, while lines wait. */
const LOOK_MS = 1000;

/** A title is not longer than that. */
const TITLE_LENGTH = 80;

/** The title as it is, to be had back. */
const SAVE_TITLE = "\x1b[22;2t";
const RESTORE_TITLE = "\x1b[23;2t";

/** Where lines wait as long as it takes. */
export class Screen {
  readonly #terminal: SharedTerminal;
  #waiting: string[] = [];
  #looking: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTitled = false;
  #isOver = false;

  constructor(terminal: SharedTerminal) {
    this.#terminal = terminal;
  }

  /** Takes whole lines, with their line feeds. */
  readonly say = (lines: string): void => {
    this.#waiting.push(lines);
    if (this.#isOver) this.#flush();
    else this.look();
  };

  /** The terminal may be free again. */
  look(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#looking ??= this.#show().finally(() => {
      this.#looking = undefined;
      // Some may have been said after it had looked.
      if (this.#waiting.length > 0 && this.#timer === undefined) this.look();
    });
  }

  /** The program has ended: everything is shown, now and from now on. */
  release(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
  }

  async #show(): Promise<void> {
    this.#timer = undefined;
    const isTaken = await this.#terminal.isTaken();
    if (!isTaken || this.#isOver) return this.#flush();
    if (this.#waiting.length === 0) return;
    this.#title(this.#waiting.join(""));
    this.#timer = setTimeout(() => this.look(), LOOK_MS);
  }

  #flush(): void {
    const { write } = this.#terminal;
    if (this.#isTitled) write(RESTORE_TITLE);
    this.#isTitled = false;
    const lines = this.#waiting.join("");
    this.#waiting = [];
    if (lines !== "") write(lines);
  }

  /** What stands out is in a line that begins a report. */
  #title(lines: string): void {
    if (this.#terminal.isUntitled) return;
    const all = plain(lines).split("\n");
    const last = all.findLast((line) => TELLING.test(line)) ?? "";
    if (last === "") return;
    const text = `chaud: ${last.trim()}`.slice(0, TITLE_LENGTH);
    const start = this.#isTitled ? "" : SAVE_TITLE;
    this.#isTitled = true;
    this.#terminal.write(`${start}\x1b]2;${text}\x07`);
  }
}

/** A verb of a status, or an error. */
const TELLING = /^(?: *[A-Z]\w+ |error)/;
