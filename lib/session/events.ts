/**
 * What happens in a run, told to all who want it: the listener, and whoever
 * reads the reports. Never decides what follows from it. Pure.
 */

import type { FunctionsOfCrate } from "../report/function_patches.ts";
import type {
  Joined,
  KeptTogether,
  OtherChaud,
  Report,
} from "../report/report.ts";
import type { RunListener } from "../report/listener.ts";
import type { Crash, RestartRequest } from "../report/restart.ts";

/** Thrown when a program ended before its code was watched. */
export class EndedError extends Error {
  /** The class's name. */
  override name = "EndedError";
}

/** What happens to one program, over all of its restarts. */
export class RunEvents implements RunListener {
  readonly watching: PromiseWithResolvers<string[]> = Promise.withResolvers();
  readonly reports: Reports = new Reports();
  readonly #listener: Partial<RunListener>;

  /** @param listener Who wants to hear it. */
  constructor(listener: Partial<RunListener>) {
    this.#listener = listener;
    this.watching.promise.catch(() => {});
  }

  onUnprepared = (packages: string[]): void =>
    this.#listener.onUnprepared?.(packages);

  onOtherChaud = (others: OtherChaud[]): void =>
    this.#listener.onOtherChaud?.(others);

  onKeptTogether = (reasons: readonly KeptTogether[]): void =>
    this.#listener.onKeptTogether?.(reasons);

  onWatching = (crates: string[], pid: number): void => {
    this.watching.resolve(crates);
    this.#listener.onWatching?.(crates, pid);
  };

  onJoined = (joined: Joined): void => this.#listener.onJoined?.(joined);

  onWarm = (): void => this.#listener.onWarm?.();
  onWarnings = (warnings: readonly string[]): void =>
    this.#listener.onWarnings?.(warnings);
  onPrepared = (crates: readonly FunctionsOfCrate[]): void =>
    this.#listener.onPrepared?.(crates);

  onReport = (report: Report): void => {
    this.reports.add(report);
    this.#listener.onReport?.(report);
  };

  onIdle = (): void => this.#listener.onIdle?.();

  onFault = (error: unknown): void => this.#listener.onFault?.(error);

  onRebuild = (request: RestartRequest): void =>
    this.#listener.onRebuild?.(request);

  onProgress = (line: string): void => this.#listener.onProgress?.(line);

  onOutlived = (pids: number[]): void => this.#listener.onOutlived?.(pids);

  onCrash = (crash: Crash): void => this.#listener.onCrash?.(crash);

  /** Nothing will come any more. */
  end(): void {
    this.reports.end();
    this.watching.reject(new EndedError("The program ended before"));
  }
}

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
