/** Hands reports to whoever asks for them, as they come. Pure. */

import type { Report } from "../report/report.ts";

/**
 * The reports of a session: each reader gets those from the moment on in which
 * it begins to read.
 */
export class Reports implements AsyncIterable<Report> {
  readonly #readers = new Set<ReadableStreamDefaultController<Report>>();
  #isOver = false;

  /** Hands out a report. */
  add(report: Report): void {
    for (const reader of this.#readers) reader.enqueue(report);
  }

  /** No more will come: readers come to their end. */
  end(): void {
    this.#isOver = true;
    for (const reader of this.#readers) reader.close();
    this.#readers.clear();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Report> {
    let reader: ReadableStreamDefaultController<Report> | undefined;
    const stream = new ReadableStream<Report>({
      start: (controller) => {
        reader = controller;
        if (this.#isOver) controller.close();
        else this.#readers.add(controller);
      },
      cancel: () => {
        if (reader) this.#readers.delete(reader);
      },
    });
    return stream.values();
  }
}
