/**
 * What a program was built from: watches that, builds it anew, and gives the
 * running program what it can have of it. Never decides when, nor stops or
 * starts a program.
 */

import type { Base } from "../build/base.ts";
import type { Workspace } from "../build/cargo/workspace.ts";
import { type News, PreviousBuild, putBack } from "../build/comparison.ts";
import type { BuildPlan, BuildRequest } from "../build/plan.ts";
import { lacksOf } from "../build/loader_check.ts";
import { rebuild, type Rebuilt } from "../build/rebuild.ts";
import { type ScriptResults, scriptResults } from "../build/script_results.ts";
import { scriptsLeaveOther } from "../build/script_run.ts";
import { demangle } from "../object/demangle/demangle.ts";
import type { Lack } from "../object/loader_complaints.ts";
import { cannotRun } from "../report/program_messages.ts";
import type { ChangedInput } from "../report/report.ts";
import { environmentOf, userOf } from "../system/procfs.ts";
import { RenewError } from "../reload/renew.ts";
import type { RenewObstacle } from "../report/restart.ts";
import type { Exchange, RenewEnd } from "./renewal.ts";
import { BuildWatch } from "./build_watch.ts";
import type { BuildResult } from "./restart_state.ts";
import type { Session } from "./session.ts";

/** What it takes to build a program anew. */
export interface RunningBuildOptions {
  session: Session;
  base: Base;
  workspace: Workspace;
  /** How to build; where that is not known, it is only watched. */
  buildRequest: BuildRequest | undefined;
  /** The folder that cargo is started in. */
  cwd: string;
  /** When cargo was started: what is newer may have come too late for it. */
  since: number;
  /** A private folder. */
  folder: string;
  color: boolean;
  /** Gets what keeps build scripts from being run. */
  onFault: (error: unknown) => void;
  /** Told when a file holds something else than it did. */
  onChange: (files: string[], since: number) => void;
  /** Told when a file was written and holds the same. */
  onTouch: (file: string) => void;
  /** Puts other processes of the base in the place of the one that runs. */
  exchange?: Exchange & { pid: number; isOver: boolean };
}

/** How {@linkcode RunningBuild.build} builds. */
export interface BuildAgainOptions {
  /** Whether the running program may do without a restart. */
  isComparing: boolean;
  /** Ends cargo when aborted. */
  signal: AbortSignal;
  /** Gets cargo's lines of progress. */
  onProgress: (line: string) => void;
}

/** A build that has ended. */
export interface EndedBuild {
  result: BuildResult;
  /** How the program is started, if it was built. */
  plan: BuildPlan | undefined;
  /** When it began: what was saved later is news to it. */
  since: number;
  /** How long it took, in milliseconds. */
  took: number;
  /** What can be given to the running program. */
  addition?: { running: Base; built: Base; workspace: Workspace } | undefined;
}

/** Only here can a process begin with another `main`. */
const MACHINE = "x86_64";

/** The build of a program that runs. */
export class RunningBuild {
  readonly #options: RunningBuildOptions;
  readonly #watch: BuildWatch;
  /** With all that was added since. */
  #base: Base;
  /** What cargo has built last. */
  #last: PreviousBuild;
  /** What build scripts left for that. */
  #results: Promise<ScriptResults>;
  /** What it lacked before cargo wrote anything in its place, if known. */
  #lacked: Promise<Lack[] | undefined> | undefined;
  readonly #closing = new AbortController();
  #isSuspended = false;

  constructor(options: RunningBuildOptions) {
    this.#options = options;
    this.#base = options.base;
    this.#last = new PreviousBuild(options.base);
    const { session } = options;
    this.#results = scriptResults(options.base.graph.order);
    this.#results.catch(() => {});
    this.#watch = new BuildWatch({
      ...options,
      isSource: (path) => session.isSource(path),
      pids: () => session.pids,
      leaveOther: options.buildRequest &&
        ((isWide) => this.#scriptsLeaveOther(isWide)),
    });
  }

  /** Begins to watch. */
  async start(): Promise<void> {
    await this.#watch.start();
  }

  /** Stops watching. */
  close(): void {
    this.#closing.abort();
    this.#watch.close();
  }

  /** The files that hold something else than when the program was built. */
  changed(): ChangedInput[] {
    return this.#watch.changed();
  }

  /** Whether all of these are lock files, which cargo itself writes. */
  areLocks(files: readonly string[]): boolean {
    return files.every((file) => this.#watch.kindOf(file) === "lock file");
  }

  /** Files were saved, whoever has noticed that. */
  saved(files: readonly string[]): void {
    this.#watch.saved(files);
  }

  /** Waits for build scripts: whether nothing is built because of them. */
  async isSettled(): Promise<boolean> {
    await this.#watch.settled();
    return !this.#isSuspended;
  }

  /** Leaves saves alone: the program is being built anew. */
  suspend(): void {
    this.#isSuspended = true;
    this.#watch.suspend();
    this.#options.session.suspend();
  }

  /** Takes up what was saved meanwhile. */
  resume(): void {
    this.#isSuspended = false;
    this.#watch.resume();
    this.#options.session.resume();
  }

  /**
   * Builds the program anew.
   *
   * @throws {DOMException} `AbortError` if the signal was aborted.
   */
  async build(options: BuildAgainOptions): Promise<EndedBuild> {
    const { buildRequest, folder, color } = this.#options;
    if (!buildRequest) throw new Error("It is not known how it is built");
    const [since, start] = [Date.now(), performance.now()];
    const lacked = await (this.#lacked ??= this.#findLacks());
    const rebuilt = await rebuild({
      ...{ request: buildRequest, base: this.#base, folder, color, lacked },
      ...options,
    });
    if ("lacks" in rebuilt) await this.putBack();
    await this.#watch.settleLockFiles();
    const news = await this.#compare(rebuilt, options.isComparing);
    const took = performance.now() - start;
    return { ...endOf(rebuilt, news), since, took };
  }

  /**
   * Starts the program afresh without cargo.
   *
   * @throws {DOMException} `AbortError` if the signal was aborted.
   */
  async renew(signal: AbortSignal): Promise<RenewEnd> {
    const { exchange, session, base } = this.#options;
    const impossible = (reason: RenewObstacle, details: string[] = []) => (
      { kind: "impossible", reason, details } as const
    );
    const isHere = this.#options.buildRequest?.machine === MACHINE;
    if (!exchange || !isHere) return impossible("machine");
    if (this.#base !== base) return impossible("added");
    const inputs = this.#watch.changed();
    if (inputs.length > 0) {
      return impossible("build", inputs.map(({ path }) => path));
    }
    const others = session.pids.filter((pid) => pid !== exchange.pid);
    try {
      const end = await session.renew(exchange, signal);
      if (end.kind === "broken") return end;
      const users = await Promise.all(others.map(userOf));
      const running = others.filter((_, i) => users[i] !== undefined);
      const left = [...running, ...end.left];
      const { stages } = end;
      const warnings = [...end.warnings];
      const isRunning = !exchange.isOver;
      const { pid } = exchange;
      const { crates } = session;
      return {
        kind: "renewed",
        pid,
        isRunning,
        crates,
        warnings,
        stages,
        left,
      };
    } catch (error) {
      signal.throwIfAborted();
      // Cargo needs nothing of what was in the way.
      if (!(error instanceof RenewError)) {
        return impossible("fault", [String(error)]);
      }
      return impossible(error.reason, [...error.details]);
    }
  }

  /** Gives the running program what was built: it goes on. */
  async takeIn({ addition, since }: EndedBuild): Promise<void> {
    if (!addition) return this.#watch.baseline();
    const { running, built, workspace } = addition;
    const watching = this.#watch.extend({ base: built, workspace, since });
    this.#last = new PreviousBuild(built);
    this.#results = scriptResults(built.graph.order);
    this.#base = running;
    await watching;
    await putBack(running);
    await this.#options.session.extend(running);
  }

  /** Lets what is started from now on be what runs. */
  async putBack(): Promise<void> {
    await putBack(this.#base).catch(() => {});
  }

  async #scriptsLeaveOther(isWide: boolean): Promise<boolean> {
    const { buildRequest: request, folder } = this.#options;
    if (!request) return true;
    const { signal } = this.#closing;
    const results = await this.#results;
    const running = { request, base: this.#base, results, folder, signal };
    return await scriptsLeaveOther(running, isWide);
  }

  async #findLacks(): Promise<Lack[] | undefined> {
    const [pid] = this.#options.session.pids;
    const env = pid === undefined ? {} : await environmentOf(pid);
    const libraryPath = env["LD_LIBRARY_PATH"] ?? "";
    return await lacksOf(this.#options.base.executable, libraryPath);
  }

  async #compare(rebuilt: Rebuilt, isComparing: boolean): Promise<News> {
    if (!isComparing || !rebuilt.ok || !rebuilt.base) return { kind: "other" };
    return await this.#last.compare(rebuilt.base, this.#base);
  }
}

function endOf(
  rebuilt: Rebuilt,
  news: News,
): Pick<EndedBuild, "result" | "plan" | "addition"> {
  if (!rebuilt.ok) {
    const errors = "lacks" in rebuilt
      ? [explain(rebuilt.lacks)]
      : rebuilt.errors;
    return { result: { kind: "broken", errors }, plan: undefined };
  }
  const { plan, base: built } = rebuilt;
  if (news.kind !== "more") return { result: news, plan };
  const { names: added, base: running } = news.additions;
  const { workspace } = plan;
  const addition = built && { running, built, workspace };
  return { result: { kind: "more", added }, plan, addition };
}

function explain(lacks: readonly Lack[]): string {
  const { symbol = [], library = [] } = Object.groupBy(
    lacks,
    ({ kind }) => kind,
  );
  return cannotRun({
    symbols: symbol.map(({ name }) => demangle(name)),
    libraries: library.map(({ name }) => name),
  });
}
