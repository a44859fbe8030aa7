/**
 * The process that runs a program, which another process of the same executable
 * may take the place of: it waits until this one has ended. Never decides when.
 */

import { WAIT_VARIABLE } from "../build/cargo/cargo.ts";
import type { Program } from "../program/program.ts";
import { RenewError } from "../reload/renew.ts";
import { type ProcessStart, startOf } from "../system/procfs.ts";
import { type RunningProgram, startAgain } from "../system/same_start.ts";
import { restoreTerminal } from "../system/terminal.ts";
import type { Exchange, Replaced, Waiting } from "./renewal.ts";

/** How long a program may take to end when it is asked to, in milliseconds. */
export const PATIENCE = 5000;

/** So long a process may take until it waits, in milliseconds. */
const COMING_MS = 10_000;

/** What a process was launched with. */
export interface LaunchedProcessOptions {
  /** Cargo, which becomes the program. */
  child: RunningProgram;
  /** The folder that it was started in. */
  cwd: string;
  /** How the terminal was before the program had it. */
  terminal: string | undefined;
  /**
   * Finds what the program has forked, as far as that is not the next one's.
   *
   * @param isReplaced Whether that is to end.
   */
  outliving(next: number, isReplaced: boolean): Promise<number[]>;
}

/** How the program was started, as far as is known. */
interface KnownStart {
  program: Program;
  start: Promise<ProcessStart | undefined>;
}

/** A process, or the next one in its place. */
export class LaunchedProcess implements Exchange {
  readonly #options: LaunchedProcessOptions;
  #child: RunningProgram;
  #ended = Promise.withResolvers<Deno.CommandStatus>();
  #renewed = Promise.withResolvers<void>();
  #known: KnownStart | undefined;
  #isOver = false;
  #isChanging = false;
  #isKept = false;
  isRenewed = false;
  /** What the program has forked, as far as that is known. */
  #forked: Promise<number[]> = Promise.resolve([]);
  /** The one that is to come, and who waits for it. */
  #coming: { pid: number; come: (program: Program) => void } | undefined;

  /** @param options What it was launched with. */
  constructor(options: LaunchedProcessOptions) {
    this.#options = options;
    this.#child = options.child;
    this.#follow(options.child);
  }

  /** The process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** How the process that runs ended, once it has. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#ended.promise;
  }

  /** Whether none is running, or one is about to take the place of another. */
  get isOver(): boolean {
    return this.#isOver || this.#isChanging;
  }

  /** Resolves when another process has taken the place of this one. */
  get renewed(): Promise<void> {
    return this.#renewed.promise;
  }

  /** A program has attached: perhaps it is this one. */
  greeted(program: Program): void {
    if (program.pid !== this.#options.child.pid || this.#known) return;
    this.#known = { program, start: startOf(program.pid) };
  }

  /** A program waits before it begins: returns whether it is to come here. */
  waits(program: Program): boolean {
    if (program.pid !== this.#coming?.pid) return false;
    this.#coming.come(program);
    this.#coming = undefined;
    return true;
  }

  /** Lets no other process take the place of this one. */
  keep(): void {
    this.#isKept = true;
  }

  async start(signal: AbortSignal): Promise<Waiting> {
    signal.throwIfAborted();
    const start = await this.#known?.start;
    if (!this.#known || !start) throw new RenewError("unknown");
    const { program: { executable, stage } } = this.#known;
    if (stage === "old") throw new RenewError("old");
    const { cwd } = this.#options;
    const env = { ...start.env, [WAIT_VARIABLE]: "1" };
    const call = { program: executable, args: start.args, env, cwd };
    const child = await startAgain(call, start.name).catch((error) => {
      throw new RenewError("gone", [String(error)]);
    });
    this.#forked = this.#options.outliving(child.pid, false);
    this.#forked.catch(() => {});
    const end = () => {
      if (child !== this.#child) send(child, "SIGKILL");
    };
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    return { child, program: await this.#wait(child, signal) };
  }

  /** Waits until a process has attached. */
  async #wait(child: RunningProgram, signal: AbortSignal): Promise<Program> {
    const coming = Promise.withResolvers<Program>();
    this.#coming = { pid: child.pid, come: coming.resolve };
    const gone = () => coming.reject(new RenewError("gone"));
    child.status.then(gone);
    const timer = setTimeout(() => {
      gone();
      send(child, "SIGKILL");
    }, COMING_MS);
    try {
      return await coming.promise;
    } finally {
      clearTimeout(timer);
      signal.throwIfAborted();
    }
  }

  async replace({ program, child }: Waiting): Promise<Replaced> {
    const forked = await this.#forked;
    const start = performance.now();
    this.#isChanging = !this.#isOver;
    if (this.#isChanging) await this.#stop(PATIENCE);
    const { terminal, outliving } = this.#options;
    await restoreTerminal(terminal);
    const left = forked.length > 0 ? await outliving(child.pid, true) : [];
    const took = performance.now() - start;
    const isKept = this.#isKept;
    if (isKept) {
      this.#isChanging = false;
      this.#end(await this.#child.status);
      throw new DOMException("No other process is wanted", "AbortError");
    }
    if (this.#isOver) this.#ended = Promise.withResolvers();
    this.#isOver = false;
    this.#child = child;
    this.#isChanging = false;
    this.isRenewed = true;
    this.#follow(child);
    await program.go();
    this.#renewed.resolve();
    this.#renewed = Promise.withResolvers();
    return { took, left };
  }

  /** Sends the process a signal, if it has not ended. */
  kill(signal: Deno.Signal): void {
    send(this.#child, signal);
  }

  /** Asks it to end with SIGTERM, and ends it if it does not. */
  async stop(patience: number): Promise<Deno.CommandStatus> {
    this.keep();
    await this.#stop(patience);
    return await this.status;
  }

  async #stop(patience: number): Promise<void> {
    const child = this.#child;
    send(child, "SIGTERM");
    const timer = setTimeout(() => send(child, "SIGKILL"), patience);
    await child.status.finally(() => clearTimeout(timer));
  }

  /** Its end is the program's, unless another takes its place. */
  #follow(child: RunningProgram): void {
    child.status.then((status) => {
      if (child === this.#child && !this.#isChanging) this.#end(status);
    });
  }

  #end(status: Deno.CommandStatus): void {
    this.#isOver = true;
    this.#ended.resolve(status);
  }
}

function send(child: RunningProgram, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has just ended.
  }
}
