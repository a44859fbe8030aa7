/** Hears what happens to a program, and passes it on to all who want it. */

import type { RunListener } from "../report/listener.ts";
import type { Joined, Report } from "../report/report.ts";
import { Reports } from "./reports.ts";
import type { Crash, RestartRequest } from "../report/restart.ts";

/** Thrown when a program ended before its code was watched. */
export class EndedError extends Error {
  /** The class's name. */
  override name = "EndedError";
}

/** What is heard of one program after the other. */
export class RunEvents implements RunListener {
  readonly watching: PromiseWithResolvers<string[]> = Promise.withResolvers();
  readonly reports: Reports = new Reports();
  /** Told of each report before all others. */
  onFirst: (report: Report) => void = () => {};
  readonly #listener: Partial<RunListener>;

  /** @param listener Who wants to hear it. */
  constructor(listener: Partial<RunListener>) {
    this.#listener = listener;
    this.watching.promise.catch(() => {});
  }

  onUnprepared = (packages: string[]): void =>
    this.#listener.onUnprepared?.(packages);

  onWatching = (crates: string[], pid: number): void => {
    this.watching.resolve(crates);
    this.#listener.onWatching?.(crates, pid);
  };

  onJoined = (joined: Joined): void => this.#listener.onJoined?.(joined);

  onWarm = (): void => this.#listener.onWarm?.();

  onReport = (report: Report): void => {
    this.reports.add(report);
    this.#listener.onReport?.(report);
    this.onFirst(report);
  };

  onIdle = (): void => this.#listener.onIdle?.();

  onFault = (error: unknown): void => this.#listener.onFault?.(error);

  onRebuild = (need: RestartRequest): void => this.#listener.onRebuild?.(need);

  onProgress = (line: string): void => this.#listener.onProgress?.(line);

  onCrash = (crash: Crash): void => this.#listener.onCrash?.(crash);

  /** Nothing will come any more. */
  end(): void {
    this.reports.end();
    this.watching.reject(new EndedError("The program ended before"));
  }
}
