/**
 * One workspace being measured: what is compared, in turns, so that all see
 * the same machine and the same sequence of edits.
 *
 * @module
 */

import { BareRustc } from "./bare_rustc.ts";
import { HotProgram, type LiveEdit } from "./hot_program.ts";
import { PlainBuild } from "./plain_build.ts";
import { executableOf } from "../harness/processes.ts";
import type { Subject } from "./subject.ts";

/** One round: each of the ways, once; all in milliseconds. */
export interface Round {
  /** rustc alone on the edited crate. */
  rustc: number;
  /** The edit, hot-reloaded. */
  chaud: LiveEdit;
  /** `cargo build`, and the program started again until its first value. */
  restart?: number;
  /** `cargo build` alone. */
  build: number;
}

/** Everything that was measured of one workspace. */
export interface Measured {
  name: string;
  title: string;
  group: string;
  edit: string;
  /** The crate that is edited. */
  crate: string;
  /** The first edit after the start: not counted among the rounds. */
  first: Round;
  rounds: Round[];
}

/** A workspace that is ready to be measured. */
export class Measurement implements AsyncDisposable {
  readonly #subject: Subject;
  readonly #hot: HotProgram;
  readonly #plain: PlainBuild;
  readonly #bare: BareRustc;
  readonly #rounds: Round[] = [];

  private constructor(
    subject: Subject,
    hot: HotProgram,
    plain: PlainBuild,
    bare: BareRustc,
  ) {
    this.#subject = subject;
    this.#hot = hot;
    this.#plain = plain;
    this.#bare = bare;
  }

  /**
   * Builds everything and starts the program.
   *
   * @throws {BenchError} If the workspace or the edit is not fit for it.
   */
  static async prepare(
    subject: Subject,
    signal: AbortSignal,
  ): Promise<Measurement> {
    const plain = await PlainBuild.prepare(subject, signal);
    const hot = await HotProgram.start(subject, signal);
    try {
      const executable = await executableOf(await hot.programPid());
      const bare = await BareRustc.prepare(executable, subject, signal);
      plain.only(bare.program);
      return new Measurement(subject, hot, plain, bare);
    } catch (error) {
      await hot[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Measures each way once; each comes first in its turn, since a way may gain
   * from what another has just done. The first round is for warming up.
   */
  async round(): Promise<void> {
    const round: Partial<Round> = {};
    const ways: (() => Promise<void>)[] = [
      async () => {
        round.chaud = await this.#hot.edit();
        // What goes on behind a reload must not slow down what is next.
        await this.#hot.quiet();
      },
      async () => void (round.rustc = await this.#bare.edit()),
      async () => {
        if (!this.#subject.tells) return;
        round.restart = await this.#plain.restart();
      },
      async () => void (round.build = await this.#plain.build()),
    ];
    const { isShared } = this.#subject;
    const first = isShared ? 0 : this.#rounds.length % ways.length;
    for (const way of [...ways.slice(first), ...ways.slice(0, first)]) {
      await way();
    }
    const { rustc = NaN, build = NaN, chaud } = round;
    if (chaud) this.#rounds.push({ ...round, rustc, build, chaud });
  }

  /** What was measured so far. */
  result(): Measured {
    const { name, title, group, edit } = this.#subject;
    const [first, ...rounds] = this.#rounds;
    if (first === undefined) throw new Error(`${name}: no round was measured`);
    const crate = this.#bare.crateName;
    return { name, title, group, edit, crate, first, rounds };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hot[Symbol.asyncDispose]();
  }
}
