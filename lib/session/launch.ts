/**
 * One process of a program: cargo builds and starts it, a session serves it,
 * and its end is the end of all that belongs to it. Never starts another one.
 */

import { join } from "@std/path";
import { serve } from "./server.ts";
import { type Base, findBase } from "../build/base.ts";
import type { FunctionPatches } from "../report/function_patches.ts";
import type { RestartPolicy } from "../report/restart.ts";
import {
  makePrivateFolder,
  type PrivateFolder,
  usePrivateFolder,
} from "../system/private_folder.ts";
import type { RunEvents } from "./events.ts";
import { userOf } from "../system/procfs.ts";
import { demand } from "../system/rights.ts";
import { type BuildPlan, type BuildRequest, cargoRun } from "../build/plan.ts";
import type { Joined, Report } from "../report/report.ts";
import { outliving } from "./outliving.ts";
import { Restarter } from "./restarter.ts";
import { rightsToPatch } from "./rights.ts";
import { RunningBuild } from "./running_build.ts";
import type { Session } from "./session.ts";
import { UnattachedError, whyUnattached } from "./unattached.ts";
import { Listener } from "../program/socket.ts";
import { answerTo } from "./launch_answers.ts";
import { LaunchedProcess } from "./launched_process.ts";

/** So long all that served a program may take to end, in milliseconds. */
const CLOSING_MS = 5000;

/** Thrown when what served a program goes on without it. */
export class ClosingError extends Error {
  override name = "ClosingError";

  constructor() {
    super(
      `What served the program did not end within ${CLOSING_MS / 1000} s: ` +
        "it is left alone",
    );
  }
}

/** How a program is launched. */
export interface LaunchOptions {
  buildRequest: BuildRequest;
  policy: RestartPolicy;
  strict: boolean;
  debugInfo: boolean;
  inheritsStatics: boolean;
  functionPatches: FunctionPatches;
  color: boolean;
  events: RunEvents;
  /** The session's folder; a new one by default. */
  folder?: string | undefined;
  /** How the terminal was before the program had it. */
  terminal: string | undefined;
}

type Live = Extract<Report, { kind: "live" }>;

/** What a launch begins with. */
interface Beginning {
  plan: BuildPlan;
  folder: PrivateFolder;
  listener: Listener;
  /** When its build began: what was saved later is news to it. */
  since: number;
}

/** A running program and what serves it. */
export class Launch {
  readonly restarter: Restarter;
  readonly #options: LaunchOptions;
  readonly #beginning: Beginning;
  readonly #process: LaunchedProcess;
  #last: { report: Live; pid: number } | undefined;
  readonly #serving: Promise<void>;
  /** Aborted once it is clear whether the program attaches. */
  readonly #attached = new AbortController();
  /** What it was started from, once it has attached. */
  #executable: string | undefined;
  #session: Session | undefined;
  #build: RunningBuild | undefined;

  private constructor(options: LaunchOptions, beginning: Beginning) {
    this.#options = options;
    this.#beginning = beginning;
    const { buildRequest, events } = options;
    const { plan, folder, listener } = beginning;
    const canBuild = buildRequest !== undefined;
    this.restarter = new Restarter({ ...options, canBuild, listener: events });
    const child = cargoRun(plan, join(folder.path, "socket"));
    const { terminal } = options;
    this.#process = new LaunchedProcess({
      ...{ child, cwd: plan.cwd, terminal },
      outliving: (next, isReplaced) =>
        this.#outliving(isReplaced, new Set(this.#session?.pids), next),
    });
    this.status.finally(() => this.#attached.abort());
    this.#lookOn().catch(events.onFault);
    this.#serving = this.#serve(listener).catch(events.onFault);
  }

  /**
   * Lets cargo build and start the program.
   *
   * @param since When its build began: what was saved later is news to it.
   */
  static async start(
    plan: BuildPlan,
    options: LaunchOptions,
    since: number = Date.now(),
  ): Promise<Launch> {
    const chosen = options.folder;
    const folder = chosen === undefined
      ? await makePrivateFolder()
      : await usePrivateFolder(chosen);
    try {
      const listener = new Listener(join(folder.path, "socket"));
      return new Launch(options, { plan, folder, listener, since });
    } catch (error) {
      await folder.remove();
      throw error;
    }
  }

  /** The last patch that went live in the process that runs. */
  get last(): Live | undefined {
    return this.#last?.pid === this.#process.pid
      ? this.#last.report
      : undefined;
  }

  /** How the process that runs ended, once it has. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#process.status;
  }

  /** Whether none is running, or one is about to take the place of another. */
  get isOver(): boolean {
    return this.#process.isOver;
  }

  /** Whether another process has taken the place of the first. */
  get isRenewed(): boolean {
    return this.#process.isRenewed;
  }

  /** Resolves when another process has taken the place of this one. */
  get renewed(): Promise<void> {
    return this.#process.renewed;
  }

  /** Lets no other process take the place of this one. */
  keep(): void {
    this.#process.keep();
  }

  /** Says why the program does not attach, should it not. */
  async #lookOn(): Promise<void> {
    const { workspace: { targetFolder }, unprepared } = this.#beginning.plan;
    const reason = await whyUnattached({
      pid: this.#process.pid,
      targetFolder,
      isPrepared: unprepared.length === 0,
      signal: this.#attached.signal,
    });
    if (reason === undefined) return;
    this.#options.events.onFault(new UnattachedError(reason));
  }

  async #serve(listener: Listener): Promise<void> {
    const { restarter } = this;
    const { events, debugInfo, color, ...rest } = this.#options;
    const { strict, inheritsStatics, functionPatches } = rest;
    const { path: folder } = this.#beginning.folder;
    const { targetFolder } = this.#beginning.plan.workspace;
    const onReport = (report: Report) => {
      this.#build?.saved(report.files);
      events.onReport(report);
      if (report.kind === "live") {
        this.#last = { report, pid: this.#process.pid };
      }
      restarter.reported(report);
    };
    await serve(listener, {
      findBase: async ({ executable }) => {
        const base = await findBase(executable);
        await demand(rightsToPatch(base));
        return { base, targetFolder };
      },
      ...{ folder, debugInfo, color, strict, inheritsStatics, functionPatches },
      refusesHeld: rest.policy === "auto",
      listener: {
        ...events,
        onReport,
        onJoined: (joined) => this.#joined(joined),
        onIdle: () => this.#idle(),
      },
      onSession: (session, base) => this.#watchBuild(session, base),
      onRequest: (request) => answerTo(request, restarter, events.journal),
      onSaved: restarter.saved,
      onTouch: restarter.touched,
      onGreeted: (program) => {
        this.#executable ??= program.executable;
        this.#attached.abort();
        this.#process.greeted(program);
      },
      onWaiting: (program) => this.#process.waits(program),
    });
  }

  #joined(joined: Joined): void {
    this.#options.events.onJoined(joined);
    if (joined.pid !== this.#process.pid || joined.kind !== "behind") return;
    const { reason, details } = joined.behind;
    if (reason === "hung") this.restarter.hung(details);
  }

  /** The session has nothing to do: perhaps build scripts are at work. */
  async #idle(): Promise<void> {
    if (await this.#build?.isSettled() ?? true) this.#options.events.onIdle();
  }

  /** What decides how it is built is known before it is said to be watched. */
  async #watchBuild(session: Session, base: Base): Promise<void> {
    this.#session = session;
    const { restarter } = this;
    const { buildRequest, color, events } = this.#options;
    const { plan: { workspace, cwd }, since } = this.#beginning;
    const { path: folder } = this.#beginning.folder;
    const running = new RunningBuild({
      ...{ session, base, workspace, cwd, since, buildRequest, folder, color },
      onChange: restarter.inputsChanged,
      onTouch: restarter.touched,
      onFault: events.onFault,
      exchange: this.#process,
    });
    this.#build = running;
    restarter.adopt(running);
    await running.start().catch(events.onFault);
  }

  /** The files of the patch that it was being given when it ended. */
  async lost(): Promise<string[] | undefined> {
    return await this.#session?.lostBy(this.#process.pid);
  }

  /** Sends the program a signal, if it has not ended. */
  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Asks the program to end with SIGTERM, and ends it if it does not. */
  async stop(patience: number): Promise<Deno.CommandStatus> {
    return await this.#process.stop(patience);
  }

  /**
   * Ends all that served the program, which has ended.
   *
   * @param isReplaced Whether another takes its place: then what it has forked
   *   ends as well.
   * @returns The processes that shared it and go on alone.
   */
  async close({ isReplaced = false } = {}): Promise<number[]> {
    const others = (this.#session?.pids ?? [])
      .filter((pid) => pid !== this.#process.pid);
    const { listener, folder } = this.#beginning;
    listener.close();
    const forked = this.#outliving(isReplaced, new Set(others));
    const closing = [this.restarter.close(), this.#serving];
    const closed = Promise.all(closing).then(() => true);
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), CLOSING_MS);
    const isClosed = await Promise.race([closed, late.promise]);
    clearTimeout(timer);
    if (!isClosed) this.#options.events.onFault(new ClosingError());
    await folder.remove();
    const users = await Promise.all(others.map(userOf));
    const running = others.filter((_, i) => users[i] !== undefined);
    return [...running, ...await forked];
  }

  /** What the program has forked, besides what is served. */
  async #outliving(
    isReplaced: boolean,
    served: ReadonlySet<number>,
    next?: number,
  ): Promise<number[]> {
    const { plan: { workspace: { targetFolder } }, folder } = this.#beginning;
    const socket = join(folder.path, "socket");
    const executable = this.#executable;
    const search = { socket, served, next, executable, targetFolder };
    return await outliving({ ...search, isReplaced });
  }
}
