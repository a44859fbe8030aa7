/**
 * The save whose patch the programs are being given, or were given last: what
 * is to be named if one of them ends, or hangs, meanwhile. Pure.
 */

/** A patch on its way into the programs. */
export class Handover {
  /** What was saved. */
  files: string[] = [];
  #over = Promise.withResolvers<void>();

  /** No patch is on its way yet. */
  constructor() {
    this.end();
  }

  /** These were saved: returns what is to be called before programs get it. */
  prepare(files: string[]): () => void {
    this.files = files;
    return () => this.#over = Promise.withResolvers();
  }

  /** What became of it is reported, or nothing did. */
  end(): void {
    this.#over.resolve();
  }

  /**
   * The files of the patch that a program did not take; if it has taken it,
   * that is reported first.
   *
   * @param isLost Whether it ended before it answered.
   */
  async lost(isLost: Promise<boolean>): Promise<string[] | undefined> {
    if (await isLost) return this.files;
    await this.#over.promise;
    return undefined;
  }
}
