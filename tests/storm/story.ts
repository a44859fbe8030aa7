/**
 * What the driver has said of a storm's program, as it stands in the
 * transcript.
 *
 * @module
 */

import { inTime, type Transcript } from "../harness/transcript.ts";

const REPORT = /^\{"kind":"(?<kind>\w+)"/;
const SETTLED = /(?:nothing is left to do|the reload build is ready)$/;

/** The stage's duration: what is held names functions as well. */
const FUNCTIONS = /"functions":[\d.]/;

const WHOLE = /^debug: patch .*; compiled whole: (?<reason>.*)$/;

/** The driver's reports, in order. */
export class Story {
  readonly #transcript: Transcript;
  /** Where the search for faults goes on. */
  #seen = 0;

  /** @param transcript All that was printed. */
  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** How many lines there are. */
  get length(): number {
    return this.#transcript.length;
  }

  /**
   * Waits until the driver has nothing left to do.
   *
   * @returns The line that says so; undefined if none comes in time.
   */
  async settled(from: number, ms: number): Promise<number | undefined> {
    return await inTime(this.#transcript.find("stderr", SETTLED, from), ms);
  }

  /** The kind of the last report between two lines, both included. */
  lastKind(from: number, to: number): string | undefined {
    for (let i = to; i >= from; i--) {
      const kind = kindOf(this.#transcript.text(i));
      if (kind !== undefined) return kind;
    }
    return undefined;
  }

  /** The faults that were reported since the last look. */
  faults(): string[] {
    const found: string[] = [];
    for (; this.#seen < this.length; this.#seen++) {
      const text = this.#transcript.text(this.#seen);
      if (kindOf(text) === "fault") found.push(text);
    }
    return found;
  }

  /** How many reports tell that edited functions were compiled alone. */
  compiledAlone(from: number): number {
    let count = 0;
    for (let i = from; i < this.length; i++) {
      const text = this.#transcript.text(i);
      if (kindOf(text) !== "live" || !FUNCTIONS.test(text)) continue;
      if (!text.includes(`"compile":`)) count++;
    }
    return count;
  }

  /** Why whole crates were compiled, without names. */
  wholeReasons(from: number): string[] {
    const reasons: string[] = [];
    for (let i = from; i < this.length; i++) {
      const reason = WHOLE.exec(this.#transcript.text(i))?.groups?.["reason"];
      if (reason) reasons.push(reason.replaceAll(/`[^`]*`/g, "…"));
    }
    return reasons;
  }

  /** The driver's last lines. */
  end(lines: number): string {
    const all = `${this.#transcript}`.split("\n");
    const said = all.filter((line) => !line.startsWith("stdout"));
    return said.slice(-lines).join("\n");
  }
}

function kindOf(line: string): string | undefined {
  return REPORT.exec(line)?.groups?.["kind"];
}
