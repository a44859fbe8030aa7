/**
 * Runs a program as often as it takes: launches it, and launches it again when
 * only a restart makes the saved code run. Never builds, nor serves it itself.
 */

import { type End, isCrash } from "../report/restart.ts";
import { Launch, type LaunchOptions } from "./launch.ts";
import { PATIENCE } from "./launched_process.ts";
import { restoreTerminal, terminalSettings } from "../system/terminal.ts";
import type { BuildPlan } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import type { Successor } from "./restarter.ts";

/** How a program is run. */
export interface SupervisorOptions extends Omit<LaunchOptions, "terminal"> {
  /** After a crash, wait for the next save and start again. */
  waitAfterCrash: boolean;
}

/** After these, no other process is wanted, however this one ends. */
const FINAL: ReadonlySet<Deno.Signal> = new Set(["SIGTERM", "SIGKILL"]);

/** A program that is being run, now in this process and now in that. */
export class Supervisor {
  /** How the last process ended. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #options: SupervisorOptions & LaunchOptions;
  readonly #over = Promise.withResolvers<undefined>();
  #launch: Launch;
  #isWanted = true;
  /** Between two processes. */
  #isChanging = false;

  private constructor(
    first: Launch,
    options: SupervisorOptions & LaunchOptions,
  ) {
    this.#launch = first;
    this.#options = options;
    this.status = this.#supervise().finally(async () => {
      const left = await this.#launch.close();
      if (left.length > 0) options.events.onOutlived(left);
      options.events.end();
    });
  }

  /** Starts the first. */
  static async start(
    plan: BuildPlan,
    options: SupervisorOptions,
  ): Promise<Supervisor> {
    const all = { ...options, terminal: await terminalSettings() };
    const first = await Launch.start(plan, all);
    return new Supervisor(first, all);
  }

  /**
   * Sends the program a signal; where none is running, none will be.
   *
   * @param hasReached Whether it has reached the program already.
   */
  kill(signal: Deno.Signal, hasReached: boolean): void {
    const isRunning = !this.#launch.isOver && !this.#isChanging;
    if (!isRunning || FINAL.has(signal)) this.#end();
    if (isRunning && !hasReached) this.#launch.kill(signal);
  }

  /** Builds the program anew and restarts it. */
  restart(): void {
    this.#launch.restarter.request();
  }

  /** Ends the program, and starts none again. */
  async stop(patience: number = PATIENCE): Promise<Deno.CommandStatus> {
    this.#end();
    await this.#launch.stop(patience);
    return await this.status;
  }

  #end(): void {
    this.#isWanted = false;
    this.#launch.keep();
    this.#over.resolve(undefined);
  }

  async #supervise(): Promise<Deno.CommandStatus> {
    for (let restarts = 0;; restarts++) {
      const launch = this.#launch;
      const { successor } = launch.restarter;
      const first = await Promise.race([launch.status, successor]);
      const next = "request" in first
        ? first
        : await this.#afterEnd(first, restarts > 0 || launch.isRenewed);
      if (next === "renewed") continue;
      if (!next && launch.isOver) {
        // One that waits does not begin any more.
        launch.keep();
        return await launch.status;
      }
      if (!next) continue;
      this.#isChanging = true;
      const stopping = performance.now();
      const status = await launch.stop(PATIENCE);
      const stopped = performance.now() - stopping;
      if (!this.#isWanted) return status;
      const left = await launch.close({ isReplaced: true });
      await restoreTerminal(this.#options.terminal);
      this.#options.events.onReport(restarted(next, stopped, left));
      if (!this.#isWanted) return status;
      this.#launch = await Launch.start(next.plan, this.#options, next.since);
      this.#isChanging = false;
      // Whoever ended it just now could not reach this one.
      if (!this.#isWanted) this.#launch.kill("SIGTERM");
    }
  }

  /** The program has ended: nothing follows, unless it is to be mended. */
  async #afterEnd(
    end: End,
    wasRestarted: boolean,
  ): Promise<Successor | "renewed" | undefined> {
    const { last, restarter, renewed } = this.#launch;
    const lost = await this.#launch.lost();
    if (!this.#launch.isOver) return "renewed";
    const isLost = lost !== undefined;
    const isOurs = isLost || last !== undefined || wasRestarted;
    if (!this.#isWanted || !isOurs || !isCrash(end, isLost)) return undefined;
    const waits = this.#options.waitAfterCrash && restarter.isReady;
    // What it leaves behind is nobody's: this is to be seen.
    await restoreTerminal(this.#options.terminal);
    this.#options.events.onCrash({ end, last, lost, waits });
    if (!waits) return undefined;
    restarter.crashed();
    return await Promise.race([
      restarter.successor,
      renewed.then(() => "renewed" as const),
      this.#over.promise,
    ]);
  }
}

function restarted(
  { request, took }: Successor,
  stopped: number,
  left: number[],
): Report {
  const { cause, files, since } = request;
  const timings = {
    total: performance.now() - since,
    stages: [["build", took], ["stop", stopped]] as [string, number][],
  };
  return { kind: "restart", cause, left, files, timings, warnings: [] };
}
