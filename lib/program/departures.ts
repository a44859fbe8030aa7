/**
 * Programs that have closed their ends: most have ended, some come back, and
 * the others run on without us. Never starts or stops one.
 */

import { isRunning } from "../system/procfs.ts";

/** So long one may take to come back. */
const RETURN_MS = 3000;

/** Tells what became of those that have closed their ends. */
export class Departures {
  /** Processes of programs that run on without us. */
  readonly #cut = new Set<number>();
  /** Those that may come back. */
  readonly #awaited = new Map<number, (isBack: boolean) => void>();
  readonly #leaving = new Set<Promise<boolean>>();

  /** The programs that run on without us. */
  get cut(): number[] {
    return [...this.#cut];
  }

  /** A program has come: perhaps it is back. */
  arrived(pid: number): void {
    this.#cut.delete(pid);
    this.#awaited.get(pid)?.(true);
  }

  /** A program has closed its end; whether it runs on without us. */
  left(pid: number): Promise<boolean> {
    const leaving = this.#left(pid);
    this.#leaving.add(leaving);
    return leaving.finally(() => this.#leaving.delete(leaving));
  }

  async #left(pid: number): Promise<boolean> {
    const { promise: back, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), RETURN_MS);
    this.#awaited.set(pid, resolve);
    const isCut = await isRunning(pid) && !await back;
    clearTimeout(timer);
    this.#awaited.delete(pid);
    if (isCut) this.#cut.add(pid);
    return isCut;
  }

  /** Resolves when all that have closed their ends are back, or are cut. */
  async settled(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  /** Nobody is waited for any more. */
  close(): void {
    for (const resolve of this.#awaited.values()) resolve(true);
  }
}
