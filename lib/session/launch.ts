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
import { type Answer, Listener } from "../program/socket.ts";
import type { SessionEvent } from "../report/event.ts";
import { eventLine } from "./journal.ts";
import { DONE } from "./status.ts";

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
}

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
  /** How the program ended, once it has. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly restarter: Restarter;
  /** The last patch that went live. */
  last: Extract<Report, { kind: "live" }> | undefined;
  /** Whether the program has ended. */
  isOver = false;
  readonly #options: LaunchOptions;
  readonly #beginning: Beginning;
  readonly #child: Deno.ChildProcess;
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
    this.#child = cargoRun(plan, join(folder.path, "socket"));
    this.status = this.#child.status;
    this.status.finally(() => {
      this.isOver = true;
      this.#attached.abort();
    });
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

  /** Says why the program does not attach, should it not. */
  async #lookOn(): Promise<void> {
    const { workspace: { targetFolder }, unprepared } = this.#beginning.plan;
    const reason = await whyUnattached({
      pid: this.#child.pid,
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
      if (report.kind === "live") this.last = report;
      restarter.reported(report);
    };
    await serve(listener, {
      findBase: async ({ executable }) => {
        const base = await findBase(executable);
        await demand(rightsToPatch(base));
        return { base, targetFolder };
      },
      ...{ folder, debugInfo, color, strict, inheritsStatics, functionPatches },
      listener: {
        ...events,
        onReport,
        onJoined: (joined) => this.#joined(joined),
        onIdle: () => this.#idle(),
      },
      onSession: (session, base) => this.#watchBuild(session, base),
      onRequest: (request) => this.#answer(request),
      onSaved: restarter.saved,
      onTouch: restarter.touched,
      onGreeted: ({ executable }) => {
        this.#executable ??= executable;
        this.#attached.abort();
      },
    });
  }

  #answer(request: string): Answer | undefined {
    const { journal } = this.#options.events;
    switch (request) {
      case "restart":
        this.restarter.request();
        return DONE;
      case "events":
        return journal.past.map(eventLine).join("");
      case "follow": {
        const asLine = new TransformStream<SessionEvent, string>({
          transform: (event, lines) => lines.enqueue(eventLine(event)),
        });
        return journal.follow().pipeThrough(asLine);
      }
    }
    return undefined;
  }

  #joined(joined: Joined): void {
    this.#options.events.onJoined(joined);
    if (joined.pid !== this.#child.pid || joined.kind !== "behind") return;
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
    });
    this.#build = running;
    restarter.adopt(running);
    await running.start().catch(events.onFault);
  }

  /** The files of the patch that it was being given when it ended. */
  async lost(): Promise<string[] | undefined> {
    return await this.#session?.lostBy(this.#child.pid);
  }

  /** Sends the program a signal, if it has not ended. */
  kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has just ended.
    }
  }

  /** Asks the program to end with SIGTERM, and ends it if it does not. */
  async stop(patience: number): Promise<Deno.CommandStatus> {
    this.kill("SIGTERM");
    const timer = setTimeout(() => this.kill("SIGKILL"), patience);
    return await this.status.finally(() => clearTimeout(timer));
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
      .filter((pid) => pid !== this.#child.pid);
    const { plan, listener, folder } = this.#beginning;
    listener.close();
    const forked = outliving({
      socket: join(folder.path, "socket"),
      served: new Set(others),
      executable: this.#executable,
      targetFolder: plan.workspace.targetFolder,
      isReplaced,
    });
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
}
