/**
 * Decides when a program has to be started again, and builds it before it is
 * stopped. While that goes on, and until it is settled, the session leaves
 * saves alone: each of them leads to another build.
 */

import type { Base } from "../build/base.ts";
import type { BuildFrom } from "./build_watch.ts";
import { type News, PreviousBuild, putBack } from "../build/comparison.ts";
import { modified } from "../system/files.ts";
import { both, mayOnlyAdd, restartCause } from "../report/restart.ts";
import type { RestartRequest } from "../report/restart.ts";
import { rebuild, type Rebuilt } from "../build/rebuild.ts";
import type { Report } from "../report/report.ts";
import type { RestarterOptions, Served, Successor } from "./restart_options.ts";

/** A second save this much later is meant as an answer, in milliseconds. */
const AGAIN_MS = 1000;

/** The restarts of one program: at most one comes to pass. */
export class Restarter {
  /** The program that takes over. */
  readonly successor: Promise<Successor>;
  readonly #options: RestarterOptions;
  readonly #built = Promise.withResolvers<Successor>();
  readonly #closing = new AbortController();
  #running: Served | undefined;
  /** What cargo has built of it last. */
  #last: PreviousBuild | undefined;
  /** What is being built for, or waits for a save after a failed build. */
  #need: RestartRequest | undefined;
  /** What waits for the user's answer, and since when. */
  #asked: { need: RestartRequest; at: number } | undefined;
  #building: Promise<void> | undefined;
  /** What did not build, where the session goes on all the same. */
  #failed: RestartRequest | undefined;
  /** Something was saved after the build had begun. */
  #isStale = false;
  #isDone = false;
  /** The user asked for it before there was anything to build. */
  #isRequested = false;
  /** What is reported is this restart's own. */
  #isReporting = false;

  constructor(options: RestarterOptions) {
    this.#options = options;
    this.successor = this.#built.promise;
  }

  /** Whether there is something to watch, and to build anew. */
  get isReady(): boolean {
    return this.#running !== undefined;
  }

  /** Learns what runs. */
  adopt(running: Served): void {
    this.#running = running;
    this.#last = new PreviousBuild(running.base);
    if (this.#isRequested) this.request();
  }

  /** Files were saved that decide how the program is built. */
  inputsChanged(files: string[], since: number): void {
    const { watch } = this.#running ?? {};
    // Cargo itself writes the lock file while it builds.
    const isLock = (file: string) => watch?.kindOf(file) === "lock file";
    if (this.#building && files.every(isLock)) return;
    const inputs = watch?.changed() ?? [];
    const need: RestartRequest = { cause: "build", files, inputs, since };
    if (this.#need?.cause === "crash") return this.#want(this.#need);
    if (inputs.length === 0) return this.#inputsAreBack(need);
    const { order, policy } = this.#options;
    const isTrial = policy !== "auto" && (this.#need?.isTrial ?? true);
    const isWorthIt = policy === "auto" || this.#need !== undefined ||
      order !== undefined && mayOnlyAdd(inputs);
    if (isWorthIt) this.#want({ ...need, isTrial });
    else this.#refuse(need);
  }

  /** A save ended in this. */
  reported(report: Report): void {
    if (this.#isReporting) return;
    const cause = restartCause(report, this.#options.strict);
    const isBroken = report.kind === "broken" && report.files.length > 0;
    // It may need what could not be built for other mistakes of the sources.
    if (isBroken && this.#failed) {
      this.#want({ ...this.#failed, since: performance.now() });
    }
    if (cause === undefined) {
      if (this.#asked?.need.cause !== "build") this.#asked = undefined;
      return;
    }
    const since = performance.now() - report.timings.total;
    const need = { cause, files: report.files, inputs: [], since };
    if (this.#options.policy === "auto") this.#want(need);
    else this.#ask(need);
  }

  /** Something was saved while the session is suspended. */
  saved(file: string): void {
    const need = this.#need;
    if (!need) return;
    if (this.#building) this.#isStale = true;
    else this.#again({ ...need, files: [file], since: performance.now() });
  }

  /** A file was saved without a change: perhaps as an answer. */
  async touched(file: string): Promise<void> {
    const asked = this.#asked;
    if (!asked || !asked.need.files.includes(file)) return;
    const time = await modified(file) ?? 0;
    if (time < asked.at + AGAIN_MS || this.#asked !== asked) return;
    this.#answer({ ...asked.need, since: performance.now() });
  }

  /** The user asks for it. */
  request(): void {
    const since = performance.now();
    const need = this.#asked?.need ?? this.#need ??
      { cause: "request", files: [], inputs: [] };
    this.#isRequested = this.#running === undefined;
    if (!this.#isRequested) this.#answer({ ...need, since });
  }

  /** The program has crashed: the next save builds it anew. */
  crashed(): void {
    this.#running?.session.suspend();
    const since = performance.now();
    this.#need = { cause: "crash", files: [], inputs: [], since };
  }

  /** Ends what is being built. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#building;
    this.#running?.watch.close();
  }

  /** What needs a restart must wait for the user. */
  #refuse(need: RestartRequest, stages: [string, number][] = []): void {
    const details = need.inputs.map(({ path, kind }) => `${path}: ${kind}`);
    this.#report(need, { kind: "refused", reason: "build", details }, stages);
    this.#ask(need);
  }

  #ask(need: RestartRequest): void {
    if (this.#options.policy !== "ask") return;
    this.#asked = { need, at: Date.now() };
  }

  /** The user wants it. */
  #answer(need: RestartRequest): void {
    this.#want({ ...need, isTrial: false, isWanted: true });
  }

  #want(need: RestartRequest): void {
    if (this.#closing.signal.aborted || this.#isDone) return;
    this.#need = this.#building && this.#need ? both(this.#need, need) : need;
    this.#asked = undefined;
    this.#failed = undefined;
    this.#running?.session.suspend();
    this.#isStale = this.#building !== undefined;
    this.#building ??= this.#build()
      .catch((error) => {
        if (this.#closing.signal.aborted) return;
        this.#options.listener.onFault(error);
        this.#giveUp();
      })
      .finally(() => {
        this.#building = undefined;
        if (this.#isStale && this.#need) this.#again(this.#need);
      });
  }

  /** Something was saved since the last build: perhaps none is needed now. */
  #again(need: RestartRequest): void {
    if (need.cause === "refused") this.#giveUp();
    else this.#want(need);
  }

  /** All files are again as they were when the program was built. */
  #inputsAreBack(need: RestartRequest): void {
    // A build that runs may have seen them otherwise.
    if (this.#building) return this.#want(need);
    if (this.#need) this.#giveUp();
    this.#asked = undefined;
    this.#failed = undefined;
    this.#report(need, { kind: "unchanged" });
  }

  /** The session goes on, and judges what was saved meanwhile. */
  #giveUp(failed?: RestartRequest): void {
    this.#need = undefined;
    this.#failed = failed;
    this.#isStale = false;
    this.#running?.session.resume();
  }

  async #build(): Promise<void> {
    const { order, folder, color, listener } = this.#options;
    const { base, watch } = this.#running ?? {};
    let rebuilt: Rebuilt | undefined;
    let need = this.#need;
    while (order && base && watch && need) {
      this.#isStale = false;
      listener.onRebuild?.(need);
      const [since, start] = [Date.now(), performance.now()];
      rebuilt = await rebuild({
        ...{ order, base, folder, color },
        onProgress: (line) => listener.onProgress?.(line),
        signal: this.#closing.signal,
      });
      await watch.settleLockFiles();
      const news = await this.#compare(rebuilt, base);
      need = this.#need;
      const mayGo = need?.cause === "refused" && !need.isWanted;
      if (this.#isStale && mayGo) return this.#giveUp();
      if (this.#isStale || !need) continue;
      const took = performance.now() - start;
      return await this.#conclude(rebuilt, news, { need, since, took });
    }
  }

  /** What a build has that is new; for other causes, a restart is due anyway. */
  async #compare(rebuilt: Rebuilt, running: Base): Promise<News> {
    const isAsked = this.#need?.cause === "build";
    const base = isAsked && rebuilt.ok ? rebuilt.base : undefined;
    if (!base || !this.#last) return { kind: "other" };
    return await this.#last.compare(base, running);
  }

  async #conclude(
    rebuilt: Rebuilt,
    news: News,
    successor: Omit<Successor, "recipe">,
  ): Promise<void> {
    const { need, took, since } = successor;
    const stages: [string, number][] = [["build", took]];
    if (!rebuilt.ok) {
      const { errors } = rebuilt;
      this.#report(need, { kind: "broken", errors }, stages);
      if (need.isTrial) this.#giveUp(need);
      else if (!this.#isStale) this.#options.listener.onIdle?.();
      return;
    }
    const { recipe, base } = rebuilt;
    const { workspace } = recipe;
    if (need.cause !== "build" || news.kind === "other" || !base) {
      if (need.isTrial) return await this.#takeBack(need, stages);
      this.#isDone = true;
      return this.#built.resolve({ ...successor, recipe });
    }
    if (news.kind === "same") this.#running?.watch.baseline();
    else await this.#extend(news.additions.base, { base, workspace, since });
    const added = news.kind === "same" ? [] : news.additions.names;
    this.#report(need, { kind: "unchanged", added }, stages);
    if (!this.#isStale) this.#giveUp();
  }

  /** Only a restart would do, which the user has not asked for. */
  async #takeBack(
    need: RestartRequest,
    stages: [string, number][],
  ): Promise<void> {
    const { base } = this.#running ?? {};
    if (base) await putBack(base).catch(() => {});
    this.#refuse(need, stages);
    if (!this.#isStale) this.#giveUp();
  }

  /** The program goes on, and can have what was built. */
  async #extend(base: Base, built: BuildFrom): Promise<void> {
    const running = this.#running;
    if (!running) return;
    const watching = running.watch.extend(built);
    this.#last = new PreviousBuild(built.base);
    this.#running = { ...running, base };
    await watching;
    await putBack(base);
    await running.session.extend(base);
  }

  #report(
    need: RestartRequest,
    end: End,
    stages: [string, number][] = [],
  ): void {
    const total = performance.now() - need.since;
    const timings = { total, stages };
    const { files } = need;
    this.#isReporting = true;
    this.#options.listener.onReport({ files, timings, warnings: [], ...end });
    this.#isReporting = false;
  }
}

type End =
  | { kind: "unchanged"; added?: string[] }
  | { kind: "broken"; errors: string[] }
  | { kind: "refused"; reason: "build"; details: string[] };
