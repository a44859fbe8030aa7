/**
 * What went live in a session, in order, for programs that come later. On disk,
 * since a long session may leave much. Never knows who has which.
 */

import { readText, writeText } from "../system/files.ts";

/** Old entries of one loaded file, and where their functions are now. */
export interface Redirection {
  image: string;
  /** The dylib of the patch. */
  patch: string;
  /** Pairs of addresses, each within its file. */
  pairs: [from: number, to: number][];
}

/** Words of a dylib that tell where statics of another loaded file are. */
export interface Binding {
  /** Whether each thread has its own. */
  storage: "static" | "thread";
  dylib: string;
  image: string;
  /** Where a word is in the dylib, and where the static is in the other. */
  pairs: [place: number, value: number][];
}

/** What the C library calls, and where it leads. */
export interface Beginning {
  /** The executable. */
  image: string;
  /** The dylib of the patch. */
  patch: string;
  pairs: [from: number, to: number][];
}

/** What goes live at once. */
export interface LoggedPatch {
  /** The number of the patch. */
  number: number;
  /** Its dylibs, dependencies first. */
  paths: string[];
  /** Old entries that go live with it. */
  redirections: readonly Redirection[];
  /** Statics that it shares with what is loaded. */
  bindings?: readonly Binding[];
  /** A process begins with it: one that has begun cannot have it. */
  isFirst?: boolean;
  /** What such a process calls in place of its own `main`. */
  beginning?: Beginning | undefined;
  /** Symbols that old code does not get. */
  withheld: readonly string[];
  /** It is of some functions alone: what comes later does without. */
  isPart?: boolean;
  /** What files held when they were checked, by path. */
  sums?: Readonly<Record<string, string>>;
}

/** The patches that were added, by number. */
export class PatchLog {
  readonly #folder: string;
  readonly #numbers: number[] = [];
  #written: Promise<void> = Promise.resolve();

  /** @param folder The session's folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The numbers, in order; those added meanwhile come as well. */
  *[Symbol.iterator](): Generator<number> {
    yield* this.#numbers;
  }

  /** Adds what went live. */
  add(patch: LoggedPatch): void {
    const { number } = patch;
    const redirections = patch.redirections.map(({ image, patch, pairs }) => ({
      image,
      patch,
      pairs,
    }));
    const text = JSON.stringify({ ...patch, redirections });
    // Who reads it is told when it is not there.
    const write = () => writeText(this.#pathOf(number), text).catch(() => {});
    this.#written = this.#written.then(write);
    this.#numbers.push(number);
  }

  /**
   * Reads a patch.
   *
   * @throws {FileError} If it could not be written, or was removed.
   */
  async read(number: number): Promise<LoggedPatch> {
    await this.#written;
    return JSON.parse(await readText(this.#pathOf(number))) as LoggedPatch;
  }

  /** Resolves once nothing is being written. */
  async settled(): Promise<void> {
    await this.#written;
  }

  #pathOf(number: number): string {
    return `${this.#folder}/patch-${number}.json`;
  }
}
