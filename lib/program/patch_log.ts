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

/** What goes live at once. */
export interface LoggedPatch {
  /** The number of the patch. */
  number: number;
  /** Its dylibs, dependencies first. */
  paths: string[];
  /** Old entries that go live with it. */
  redirections: readonly Redirection[];
  /** Symbols that old code does not get. */
  withheld: readonly string[];
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
  add({ number, paths, redirections, withheld, sums = {} }: LoggedPatch): void {
    const pairs = redirections.map(({ image, patch, pairs }) => ({
      image,
      patch,
      pairs,
    }));
    const step: LoggedPatch = {
      number,
      paths,
      redirections: pairs,
      withheld,
      sums,
    };
    const text = JSON.stringify(step);
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
