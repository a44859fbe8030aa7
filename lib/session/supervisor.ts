/**
 * Runs a program as often as it takes: base → program → session, and from the
 * start again when only a restart makes the saved code run.
 */

import { type End, isCrash } from "../report/restart.ts";
import { Launch, type LaunchOptions } from "./launch.ts";
import { restoreTerminal, terminalSettings } from "../system/terminal.ts";
import type { BuildPlan } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import type { Successor } from "./restart_options.ts";

/** How a program is run. */
export interface SupervisorOptions extends LaunchOptions {
  /** After a crash, wait for the next save and start again. */
  waitAfterCrash: boolean;
}

/** How long a program may take to end when it is asked to, in milliseconds. */
const PATIENCE = 5000;

/** A program that is being run, now in this process and now in that. */
export class Supervisor {
  /** How the last process ended. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #options: SupervisorOptions;
  readonly #over = Promise.withResolvers<undefined>();
  /** How the terminal was before the program had it. */
  readonly #terminal: string | undefined;
  #life: Launch;
  #isWanted = true;
  /** Between two processes. */
  #isChanging = false;

  private constructor(
    first: Launch,
    options: SupervisorOptions,
    terminal: string | undefined,
  ) {
    this.#life = first;
    this.#terminal = terminal;
    this.#options = options;
    this.status = this.#live().finally(async () => {
      await this.#life.close();
      options.heard.end();
    });
  }

  /** Starts the first. */
  static async start(
    recipe: BuildPlan,
    options: SupervisorOptions,
  ): Promise<Supervisor> {
    const terminal = await terminalSettings();
    const first = await Launch.start(recipe, options);
    return new Supervisor(first, options, terminal);
  }

  /**
   * Sends the program a signal; where none is running, none will be.
   *
   * @param hasReached Whether it has reached the program already.
   */
  kill(signal: Deno.Signal, hasReached: boolean): void {
    if (this.#life.isOver || this.#isChanging) this.#end();
    else if (!hasReached) this.#life.kill(signal);
  }

  /** Builds the program anew and restarts it. */
  restart(): void {
    this.#life.restarter.request();
  }

  /** Ends the program, and starts none again. */
  async stop(patience: number = PATIENCE): Promise<Deno.CommandStatus> {
    this.#end();
    await this.#life.stop(patience);
    return await this.status;
  }

  #end(): void {
    this.#isWanted = false;
    this.#over.resolve(undefined);
  }

  async #live(): Promise<Deno.CommandStatus> {
    for (let restarts = 0;; restarts++) {
      const life = this.#life;
      const { successor } = life.restarter;
      const first = await Promise.race([life.status, successor]);
      const next = "need" in first
        ? first
        : await this.#afterEnd(first, restarts > 0);
      if (!next) return await life.status;
      this.#isChanging = true;
      const stopping = performance.now();
      const status = await life.stop(PATIENCE);
      const stopped = performance.now() - stopping;
      if (!this.#isWanted) return status;
      const left = await life.close();
      await restoreTerminal(this.#terminal);
      this.#options.heard.onReport(restarted(next, stopped, left));
      if (!this.#isWanted) return status;
      this.#life = await Launch.start(next.recipe, this.#options, next.since);
      this.#isChanging = false;
      // Whoever ended it just now could not reach this one.
      if (!this.#isWanted) this.#life.kill("SIGTERM");
    }
  }

  /** The program has ended: nothing follows, unless it is to be mended. */
  async #afterEnd(
    end: End,
    wasRestarted: boolean,
  ): Promise<Successor | undefined> {
    const { last, restarter } = this.#life;
    const isOurs = last !== undefined || wasRestarted;
    if (!this.#isWanted || !isCrash(end) || !isOurs) return undefined;
    const waits = this.#options.waitAfterCrash && restarter.isReady;
    this.#options.heard.onCrash({ end, last, waits });
    if (!waits) return undefined;
    restarter.crashed();
    return await Promise.race([restarter.successor, this.#over.promise]);
  }
}

function restarted(
  { need, took }: Successor,
  stopped: number,
  left: number[],
): Report {
  const { cause, files, since } = need;
  const timings = {
    total: performance.now() - since,
    stages: [["build", took], ["stop", stopped]] as [string, number][],
  };
  return { kind: "restart", cause, left, files, timings, warnings: [] };
}
