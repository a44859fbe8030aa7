/**
 * What a process prints, as it comes: lets a test wait for a line, however
 * long the machine takes, and shows everything when the line does not come.
 *
 * @module
 */

import { PATIENCE } from "./patience.ts";

/** The streams of a process. */
export type Stream = "stdout" | "stderr";

interface Line {
  stream: Stream;
  text: string;
}

interface Waiting {
  matches: (line: Line) => boolean;
  found: (index: number) => void;
}

/** So long a single event may take on a machine that is busy. */
const GUARD_MS = 180_000 * PATIENCE;

/** Lines in the order in which they came. */
export class Transcript {
  readonly #lines: Line[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly #ended = Promise.withResolvers<never>();
  #open = 0;

  constructor() {
    this.#ended.promise.catch(() => {});
  }

  /** Reads a stream to its end. */
  async follow(
    stream: Stream,
    bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  ): Promise<void> {
    this.#open++;
    let rest = "";
    for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.#add({ stream, text: line });
    }
    if (rest !== "") this.#add({ stream, text: rest });
    if (--this.#open === 0) this.#ended.reject(new Error("it ended"));
  }

  /**
   * Waits for a line, which may have come before.
   *
   * @param from The index of the first line that counts.
   * @returns The line's index.
   */
  async find(stream: Stream, pattern: RegExp, from = 0): Promise<number> {
    const matches = (line: Line) =>
      line.stream === stream && pattern.test(line.text);
    const known = this.#lines.findIndex((line, i) =>
      i >= from && matches(line)
    );
    if (known >= 0) return known;
    const { promise, resolve } = Promise.withResolvers<number>();
    const waiting = { matches, found: resolve };
    this.#waiting.add(waiting);
    try {
      const ended = this.#ended.promise;
      return await guarded(`${pattern}`, Promise.race([promise, ended]));
    } catch (error) {
      throw new Error(`no ${pattern} on ${stream}: ${said(error)}\n${this}`);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** The text of a line. */
  text(index: number): string {
    return this.#lines[index]?.text ?? "";
  }

  /** The number of lines so far. */
  get length(): number {
    return this.#lines.length;
  }

  /** All of it. */
  toString(): string {
    const lines = this.#lines.map(({ stream, text }) => `${stream} | ${text}`);
    return lines.join("\n");
  }

  #add(line: Line): void {
    const index = this.#lines.push(line) - 1;
    for (const { matches, found } of this.#waiting) {
      if (matches(line)) found(index);
    }
  }
}

/** Fails when something takes for ever. */
export async function guarded<T>(
  what: string,
  promise: Promise<T>,
  guardMs = GUARD_MS,
): Promise<T> {
  const guard = Promise.withResolvers<never>();
  const seconds = guardMs / 1000;
  const reject = () => guard.reject(new Error(`${what}: not in ${seconds} s`));
  const timer = setTimeout(reject, guardMs);
  try {
    return await Promise.race([promise, guard.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a promise comes to; undefined if that takes too long. */
export async function inTime<T>(
  promise: Promise<T>,
  ms: number,
): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
