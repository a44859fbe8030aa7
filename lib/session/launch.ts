/**
 * One life of a program: base → program → session. Cargo builds and starts
 * it, and its end is the end of all that belongs to it.
 */

import { join } from "@std/path";
import { serve } from "./server.ts";
import { findBase } from "../build/base.ts";
import type { RestartPolicy } from "../report/restart.ts";
import { remove } from "../system/files.ts";
import { makePrivateFolder } from "../system/private_folder.ts";
import type { RunEvents } from "./events.ts";
import { oversee } from "./oversee.ts";
import { userOf } from "../system/procfs.ts";
import { type BuildPlan, type BuildRequest, cargoRun } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import { Restarter } from "./restarter.ts";
import type { Session } from "./session.ts";
import { UnattachedError, whyUnattached } from "./unattached.ts";
import { Listener } from "../program/socket.ts";

/** What a life is made from. */
export interface LaunchOptions {
  order: BuildRequest;
  policy: RestartPolicy;
  strict: boolean;
  debugInfo: boolean;
  color: boolean;
  heard: RunEvents;
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
  readonly #child: Deno.ChildProcess;
  readonly #listener: Listener;
  readonly #folder: string;
  readonly #attending: Promise<void>;
  #session: Session | undefined;

  private constructor(
    recipe: BuildPlan,
    options: LaunchOptions,
    { folder, since }: { folder: string; since: number },
  ) {
    const { heard } = options;
    this.#folder = folder;
    const socket = join(folder, "socket");
    this.#listener = new Listener(socket);
    const restarter = new Restarter({ ...options, folder, listener: heard });
    this.restarter = restarter;
    heard.onFirst = (report) => {
      if (report.kind === "live") this.last = report;
      restarter.reported(report);
    };
    this.#child = cargoRun(recipe, socket);
    this.status = this.#child.status;
    this.status.finally(() => this.isOver = true);
    const { targetFolder } = recipe.workspace;
    const heardOf = new AbortController();
    this.status.finally(() => heardOf.abort());
    whyUnattached({
      pid: this.#child.pid,
      targetFolder,
      isPrepared: recipe.unprepared.length === 0,
      signal: heardOf.signal,
    }).then((reason) => {
      if (reason !== undefined) heard.onFault(new UnattachedError(reason));
    }).catch(heard.onFault);
    this.#attending = serve(this.#listener, {
      findBase: async ({ executable }) => ({
        base: await findBase(executable),
        targetFolder,
      }),
      ...options,
      folder,
      listener: heard,
      onSession: (session, base) => {
        this.#session = session;
        const { workspace, cwd } = recipe;
        // What decides how it is built is known when it says that it watches.
        return oversee(restarter, { session, base, workspace, cwd, since })
          .catch(heard.onFault);
      },
      onSaved: (file) => restarter.saved(file),
      onTouch: (file) => void restarter.touched(file),
      onGreeted: () => heardOf.abort(),
    }).catch(heard.onFault);
  }

  /**
   * Lets cargo build and start the program.
   *
   * @param since When its build began: what was saved later is news to it.
   */
  static async start(
    recipe: BuildPlan,
    options: LaunchOptions,
    since: number = Date.now(),
  ): Promise<Launch> {
    return new Launch(recipe, options, {
      folder: await makePrivateFolder(),
      since,
    });
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
   * Ends all that served the program.
   *
   * @returns The processes that shared it and go on alone.
   */
  async close(): Promise<number[]> {
    const others = (this.#session?.pids ?? [])
      .filter((pid) => pid !== this.#child.pid);
    await this.restarter.close();
    this.#listener.close();
    await this.#attending;
    await remove(this.#folder);
    const users = await Promise.all(others.map(userOf));
    return others.filter((_, i) => users[i] !== undefined);
  }
}
