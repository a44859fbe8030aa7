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
import { eventListener } from "../report/event.ts";
import type { RunListener } from "../report/listener.ts";
import type {
  Crash,
  RenewObstacle,
  RestartRequest,
} from "../report/restart.ts";
import { Journal } from "./journal.ts";

/** Thrown when a program ended before its code was watched. */
export class EndedError extends Error {
  /** The class's name. */
  override name = "EndedError";
}

/** What happens to one program, over all of its restarts. */
export class RunEvents implements RunListener {
  readonly watching: PromiseWithResolvers<string[]> = Promise.withResolvers();
  readonly reports: Reports = new Reports();
  /** What happened, as data. */
  readonly journal: Journal = new Journal();
  readonly #listeners: readonly Partial<RunListener>[];

  /** @param listener Who wants to hear it. */
  constructor(listener: Partial<RunListener>) {
    this.#listeners = [listener, eventListener(this.journal.add)];
    this.watching.promise.catch(() => {});
  }

  #tell(say: (listener: Partial<RunListener>) => void): void {
    for (const listener of this.#listeners) say(listener);
  }

  onUnprepared = (packages: string[]): void =>
    this.#tell((each) => each.onUnprepared?.(packages));

  onOtherChaud = (others: OtherChaud[]): void =>
    this.#tell((each) => each.onOtherChaud?.(others));

  onKeptTogether = (reasons: readonly KeptTogether[]): void =>
    this.#tell((each) => each.onKeptTogether?.(reasons));

  onWatching = (crates: string[], pid: number): void => {
    this.watching.resolve(crates);
    this.#tell((each) => each.onWatching?.(crates, pid));
  };

  onJoined = (joined: Joined): void =>
    this.#tell((each) => each.onJoined?.(joined));

  onWarm = (): void => this.#tell((each) => each.onWarm?.());
  onWarnings = (warnings: readonly string[]): void =>
    this.#tell((each) => each.onWarnings?.(warnings));
  onPrepared = (crates: readonly FunctionsOfCrate[]): void =>
    this.#tell((each) => each.onPrepared?.(crates));

  onReport = (report: Report): void => {
    this.reports.add(report);
    this.#tell((each) => each.onReport?.(report));
  };

  onIdle = (): void => this.#tell((each) => each.onIdle?.());

  onFault = (error: unknown): void =>
    this.#tell((each) => each.onFault?.(error));

  onRebuild = (request: RestartRequest): void =>
    this.#tell((each) => each.onRebuild?.(request));

  onRenew = (request: RestartRequest): void =>
    this.#tell((each) => each.onRenew?.(request));

  onCargoNeeded = (reason: RenewObstacle, details: readonly string[]): void =>
    this.#tell((each) => each.onCargoNeeded?.(reason, details));

  onProgress = (line: string): void =>
    this.#tell((each) => each.onProgress?.(line));

  onOutlived = (pids: number[]): void =>
    this.#tell((each) => each.onOutlived?.(pids));

  onCrash = (crash: Crash): void => this.#tell((each) => each.onCrash?.(crash));

  /** Nothing will come any more. */
  end(): void {
    this.reports.end();
    this.journal.end();
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
