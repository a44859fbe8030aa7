/**
 * Starts a program afresh without cargo: another process of the base waits
 * before `main`, takes all that was saved, and begins when the old one has
 * ended. Never decides when, nor how processes are started or stopped.
 */

import { type Program, ProgramGoneError } from "../program/program.ts";
import type { Programs } from "../program/programs.ts";
import type { ReloadContext } from "../reload/context.ts";
import type { RenewObstacle } from "../report/restart.ts";
import type { RunningProgram } from "../system/same_start.ts";
import { beginWith, prepareBeginning, RenewError } from "../reload/renew.ts";

/** A process that has not begun. */
export interface Waiting {
  program: Program;
  child: RunningProgram;
}

/** What became of the process that ran. */
export interface Replaced {
  /** How long its end took, in milliseconds. */
  took: number;
  /** Processes that it has forked and that go on. */
  left: number[];
}

/** One process in the place of another. */
export interface Exchange {
  /**
   * Starts a process of the base, which waits.
   *
   * @param signal Ends it when aborted, unless it has begun by then.
   * @throws {RenewError} If that cannot be.
   */
  start(signal: AbortSignal): Promise<Waiting>;
  /**
   * Ends the process that runs and what it has forked, and lets the other begin.
   *
   * @throws {DOMException} `AbortError` if no other is wanted any more.
   */
  replace(waiting: Waiting): Promise<Replaced>;
}

/** What it takes. */
export interface RenewalWork {
  /** What is known of the process that runs. */
  context: ReloadContext;
  /** Those that run as it does. */
  earlier: Programs;
  /** Resolves once nothing else is being done for them. */
  idle: Promise<unknown>;
  /** Where the other process is to be the first. */
  programs: Programs;
  exchange: Exchange;
  /** Ends it, until the old process is ended. */
  signal: AbortSignal;
}

/** What came of it. */
export type Renewed =
  | {
    kind: "renewed";
    /** What is known of the process that runs now. */
    context: ReloadContext;
    warnings: readonly string[];
    /** How long each part of it took, in milliseconds. */
    stages: [stage: string, took: number][];
    /** Processes that the old one has forked and that go on. */
    left: readonly number[];
  }
  /** The sources do not compile: nothing has changed. */
  | { kind: "broken"; errors: string[]; warnings: string[] };

/** The same, for who decides about restarts. */
export type RenewEnd =
  | {
    kind: "renewed";
    pid: number;
    /** The crates that are watched. */
    crates: string[];
    /** Whether the new process still runs. */
    isRunning: boolean;
    warnings: string[];
    /** How long each part of it took, in milliseconds. */
    stages: [stage: string, took: number][];
    /** Other processes that go on with the old code. */
    left: number[];
  }
  | { kind: "broken"; errors: string[] }
  /** Only cargo can. */
  | { kind: "impossible"; reason: RenewObstacle; details: readonly string[] };

/** So long earlier work for the programs may take to end, in milliseconds. */
const BUSY_MS = 3000;

async function settled(idle: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new RenewError("busy")), BUSY_MS);
  await Promise.race([idle, late.promise]).finally(() => clearTimeout(timer));
}

/**
 * Goes on with another process of the base, which begins with all that was
 * saved. Until that is ready, nothing changes.
 *
 * @throws {RenewError} If only cargo can start the program afresh.
 * @throws {DOMException} `AbortError` if it was ended.
 */
export async function renew(
  { context, earlier, programs, exchange, signal, idle }: RenewalWork,
): Promise<Renewed> {
  await settled(idle);
  const stages: [string, number][] = [];
  let last = performance.now();
  const note = (stage: string) => {
    const now = performance.now();
    stages.push([stage, now - last]);
    last = now;
  };
  const beginning = await prepareBeginning(context, signal);
  note("compile");
  if ("errors" in beginning) return { kind: "broken", ...beginning };
  const over = new AbortController();
  const starting = exchange.start(AbortSignal.any([signal, over.signal]));
  // It is waited for below.
  starting.catch(() => {});
  const attached = starting.then(({ program }) => programs.attach(program));
  attached.catch(() => {});
  let { took, left }: Replaced = { took: 0, left: [] };
  const next = context.again({
    check: (...question) => attached.then(() => programs.check(...question)),
    load: (patch) => attached.then(() => programs.load(patch)),
  });
  try {
    const commit = await beginWith(next, beginning, signal);
    const waiting = await starting;
    note("begin");
    ({ took, left } = await exchange.replace(waiting));
    stages.push(["stop", took]);
    programs.passForked(left);
    await next.commitBeginning(commit);
  } catch (error) {
    over.abort();
    if (!(error instanceof ProgramGoneError)) throw error;
    throw new RenewError("gone", [error.message]);
  }
  await earlier.close();
  const { warnings } = beginning;
  return { kind: "renewed", context: next, warnings, stages, left };
}
