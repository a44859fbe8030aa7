/**
 * Has a program built anew before it is stopped, and says when another process
 * is to take over. Never decides that itself: what follows from what stands in
 * `restart_decision.ts`. Neither stops nor starts the program.
 */

import type { BuildPlan } from "../build/plan.ts";
import type { Report, RestartCause } from "../report/report.ts";
import type { RenewObstacle, RestartRequest } from "../report/restart.ts";
import { modified } from "../system/files.ts";
import { decide } from "./restart_decision.ts";
import {
  type Decision,
  isSuspending,
  type RestartEvent,
  type RestartRules,
  type RestartState,
} from "./restart_state.ts";
import type { EndedBuild, RunningBuild } from "./running_build.ts";

/** A program that is built and can be started. */
export interface Successor {
  plan: BuildPlan;
  request: RestartRequest;
  /** When its build began: what was saved later is news to it. */
  since: number;
  /** How long the build took, in milliseconds. */
  took: number;
}

/** Gets what a restart has to say. */
export interface RestartListener {
  onReport(report: Report): void;
  /** Another process runs, and is watched. */
  onWatching?(crates: string[], pid: number): void;
  /** It is tried to start it afresh without cargo. */
  onRenew?(request: RestartRequest): void;
  /** The program is being built anew. */
  onRebuild?(request: RestartRequest): void;
  /** Only cargo can do so. */
  onCargoNeeded?(reason: RenewObstacle, details: readonly string[]): void;
  /** A line of cargo's progress. */
  onProgress?(line: string): void;
  onFault(error: unknown): void;
  /** Nothing is left to do until the next save. */
  onIdle?(): void;
}

/** What a restart works with. */
export interface RestarterOptions extends RestartRules {
  listener: RestartListener;
}

/** What it asks of the build of the program that runs. */
export type Rebuildable =
  & Omit<RunningBuild, "start" | "saved" | "isSettled" | "renew">
  & Partial<Pick<RunningBuild, "renew">>;

/** Its build is another or gone, or nothing more can be asked of it. */
const WITH_CARGO: ReadonlySet<RestartCause> = new Set([
  ...["build", "gone", "hang"] as const,
]);

/** The restarts of one program: at most one comes to pass. */
export class Restarter {
  /** The program that takes over. */
  readonly successor: Promise<Successor>;
  readonly #options: RestarterOptions;
  readonly #takeover = Promise.withResolvers<Successor>();
  readonly #closing = new AbortController();
  #state: RestartState = { kind: "unready", isRequested: false };
  #running: Rebuildable | undefined;
  #building: Promise<void> | undefined;

  constructor(options: RestarterOptions) {
    this.#options = options;
    this.successor = this.#takeover.promise;
  }

  /** Whether there is something to watch, and to build anew. */
  get isReady(): boolean {
    return this.#running !== undefined;
  }

  /** Learns what runs, and closes it in the end. */
  adopt(running: Rebuildable): void {
    this.#running = running;
    this.#handle({ kind: "ready" });
  }

  /** Files were saved that decide how the program is built. */
  inputsChanged = (files: string[], since: number): void => {
    const changed = this.#running?.changed() ?? [];
    const areLocks = this.#running?.areLocks(files) ?? false;
    this.#handle({ kind: "inputs", files, changed, areLocks, since });
  };

  /** A save ended in this. */
  reported(report: Report): void {
    this.#handle({ kind: "report", report });
  }

  /** Something was saved while the session is suspended. */
  saved = (file: string): void => {
    this.#handle({ kind: "saved", file });
  };

  /** A file was saved without a change: perhaps as an answer. */
  touched = async (file: string): Promise<void> => {
    const date = await modified(file) ?? 0;
    this.#handle({ kind: "touched", file, date });
  };

  /** The user asks for it. */
  request(): void {
    this.#handle({ kind: "request" });
  }

  /** The program has crashed: the next save builds it anew. */
  crashed(): void {
    this.#handle({ kind: "crash" });
  }

  /** The program does not answer: the next save starts another, if at all. */
  hung(files: string[]): void {
    this.#handle({ kind: "hang", files });
  }

  /** Ends what is being built. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#building;
    this.#running?.close();
  }

  /** Something happened: does what follows, and says it last. */
  #handle(event: RestartEvent, took?: number): Decision {
    const before = this.#state;
    if (this.#closing.signal.aborted) return { state: before };
    const now = { time: performance.now(), date: Date.now() };
    const decision = decide(before, event, this.#options, now);
    this.#state = decision.state;
    const isSuspended = isSuspending(decision.state);
    if (isSuspended && !isSuspending(before)) this.#running?.suspend();
    if (!isSuspended && isSuspending(before)) this.#running?.resume();
    if (decision.state.kind === "building") {
      this.#building ??= Promise.resolve().then(() => this.#buildAll());
    }
    if (decision.said) this.#say(decision.said, took);
    return decision;
  }

  /** Builds until what was built last is what is wanted. */
  async #buildAll(): Promise<void> {
    while (this.#running && this.#state.kind === "building") {
      try {
        await this.#build(this.#running, this.#state.request);
      } catch (error) {
        if (this.#closing.signal.aborted) break;
        this.#handle({ kind: "fault" });
        this.#options.listener.onFault(error);
      }
    }
    this.#building = undefined;
  }

  async #build(running: Rebuildable, request: RestartRequest): Promise<void> {
    const { listener } = this.#options;
    if (await this.#renew(running, request)) return;
    listener.onRebuild?.(request);
    const ended = await running.build({
      isComparing: request.cause === "build",
      signal: this.#closing.signal,
      onProgress: (line) => listener.onProgress?.(line),
    });
    const { result, took } = ended;
    const before = this.#state;
    const { state, todo } = this.#handle({ kind: "built", result }, took);
    if (todo === "take in") await running.takeIn(ended);
    if (todo === "put back") await running.putBack();
    if (todo) this.#handle({ kind: "done", result }, took);
    if (state.kind === "waiting") listener.onIdle?.();
    if (state.kind === "over") this.#resolve(before, ended);
  }

  /** Has it start afresh without cargo: returns whether nothing is to be built. */
  async #renew(
    running: Rebuildable,
    request: RestartRequest,
  ): Promise<boolean> {
    const { listener } = this.#options;
    if (!running.renew || WITH_CARGO.has(request.cause)) return false;
    const start = performance.now();
    listener.onRenew?.(request);
    const end = await running.renew(this.#closing.signal);
    if (end.kind === "impossible") {
      listener.onCargoNeeded?.(end.reason, end.details);
      return false;
    }
    if (end.kind === "broken") {
      const took = performance.now() - start;
      const { state } = this.#handle({ kind: "built", result: end }, took);
      if (state.kind === "waiting") listener.onIdle?.();
      return true;
    }
    const { isRunning, warnings, stages, left, crates, pid } = end;
    const { cause, files, since } = request;
    const timings = { total: performance.now() - since, stages };
    const report = { cause, left, files, timings, warnings, isRenewed: true };
    listener.onReport({ kind: "restart", ...report });
    listener.onWatching?.(crates, pid);
    this.#handle({ kind: "built", result: { kind: "renewed", isRunning } });
    return true;
  }

  #resolve(before: RestartState, { plan, since, took }: EndedBuild): void {
    if (before.kind !== "building" || !plan) return;
    const { request } = before;
    this.#takeover.resolve({ plan, request, since, took });
  }

  #say({ request, end }: NonNullable<Decision["said"]>, took?: number): void {
    const { files, since } = request;
    const stages: [string, number][] = took === undefined
      ? []
      : [["build", took]];
    const timings = { total: performance.now() - since, stages };
    const common = { files, timings, warnings: [] };
    this.#options.listener.onReport({ ...common, ...end });
  }
}
