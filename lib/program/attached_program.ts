/**
 * One of the programs of a session, and how far it is: asks it one thing after
 * the other. Never decides whether others wait for it.
 */

import { isRunning } from "../system/procfs.ts";
import { FileError } from "../system/files.ts";
import type { LoggedPatch, PatchLog } from "./patch_log.ts";
import type { Answer, Program } from "./program.ts";

/** What a program says of a patch that is live. */
export type Live = Extract<Answer, { verb: "live" }>;

/** What a program says of a patch that it did not take. */
export type Refused = Extract<Answer, { verb: "refused" }>;

/** A program that is asked one thing after the other. */
export class AttachedProgram {
  readonly program: Program;
  /** Whether others no longer wait for its answer. */
  isLate = false;
  /** Whether it has not answered to a patch, and never will if it has ended. */
  isLoading = false;
  /** What it said of the patches that are live in it, by number. */
  readonly #has = new Map<number, Live>();
  /** Patches of functions alone that it refused, by number. */
  readonly #without = new Set<number>();
  #lack: Refused | undefined;
  /** The patches that were live in it when it came. */
  readonly #before: ReadonlySet<number>;
  /** Whether the system knew its process when it came. */
  readonly wasSeen: Promise<boolean>;
  #idle: Promise<void> = Promise.resolve();

  /**
   * @param program The program.
   * @param log What has gone live so far.
   */
  constructor(program: Program, log: Iterable<number>) {
    this.program = program;
    const { epoch } = program;
    this.#before = new Set([...log].filter((number) => number <= epoch));
    this.wasSeen = isRunning(program.pid);
  }

  /**
   * Whether its process has ended. Processes that it forked may hold its
   * connection: that it is open says nothing.
   */
  async hasEnded(): Promise<boolean> {
    return await this.wasSeen && !await isRunning(this.program.pid);
  }

  /** How many patches are live in it. */
  get patches(): number {
    return this.#before.size + this.#has.size;
  }

  /** Resolves when it has answered all that it was asked so far. */
  get idle(): Promise<void> {
    return this.#idle;
  }

  /** Asks it once it has answered all else. */
  ask<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#idle.then(question);
    this.#idle = answer.then(() => {}, () => {});
    return answer;
  }

  /** The last such refusal that nobody has asked for yet. */
  takeLack(): Refused | undefined {
    const lack = this.#lack;
    this.#lack = undefined;
    return lack;
  }

  /** Hands it a patch, unless it has that. */
  async give(patch: LoggedPatch): Promise<Answer> {
    const { number } = patch;
    const known = this.#has.get(number);
    if (known) return known;
    if (patch.isFirst && this.program.stage !== "waiting") {
      const details = ["it has begun without the code to begin with"];
      return { verb: "refused", patch: number, reason: "protocol", details };
    }
    this.isLoading = true;
    const answer = await this.program.load(patch);
    this.isLoading = false;
    if (answer.verb === "live") this.#has.set(number, answer);
    return answer;
  }

  /**
   * Hands it all that is live in others. One that refuses functions alone does
   * without, until their whole crate comes.
   *
   * @returns The refusal of the first other patch that it refused.
   */
  async replay(log: PatchLog): Promise<Refused | undefined> {
    for (const number of log) {
      if (this.#before.has(number) || this.#has.has(number)) continue;
      if (this.#without.has(number)) continue;
      try {
        const patch = await log.read(number);
        const answer = await this.give(patch);
        if (answer.verb !== "refused") continue;
        if (!patch.isPart) return answer;
        this.#without.add(number);
        this.#lack = answer;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        const details = [error.message];
        return { verb: "refused", patch: number, reason: "load", details };
      }
    }
    return undefined;
  }
}
