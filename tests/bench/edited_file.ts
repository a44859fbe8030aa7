/**
 * A source file that the benchmark edits, as editors do: a new file, renamed
 * over the old one. It gets back its text, mode and time, whatever happens.
 *
 * @module
 */

import { now } from "./clock.ts";

/** One save. */
export interface Save {
  /** The number that the file now holds. */
  n: number;
  /** The moment before the rename: all bytes were written. */
  at: number;
}

/** A file whose text goes through numbered versions. */
export class EditedFile implements Disposable {
  /** Without symbolic links, so that a rename replaces the file itself. */
  readonly path: string;
  readonly #original: Uint8Array<ArrayBuffer>;
  readonly #info: Deno.FileInfo;
  readonly #version: (text: string, n: number) => string;
  readonly #mistake: (text: string) => string;
  #n = 0;
  #isRestored = false;

  /**
   * @param version Makes the text of version n from the original.
   * @param mistake Makes a text of it that does not compile.
   */
  constructor(
    path: string,
    version: (text: string, n: number) => string,
    mistake = (text: string) => text,
  ) {
    this.#mistake = mistake;
    this.path = Deno.realPathSync(path);
    this.#original = Deno.readFileSync(this.path);
    this.#info = Deno.statSync(this.path);
    this.#version = version;
  }

  /**
   * Saves the next version.
   *
   * Synchronous, as is {@linkcode restore}: a signal cannot come between.
   */
  save(): Save {
    if (this.#isRestored) throw new Error(`${this.path} is not edited anymore`);
    const n = ++this.#n;
    const text = this.#version(new TextDecoder().decode(this.#original), n);
    return { n, at: this.#replace(new TextEncoder().encode(text)) };
  }

  /** Saves the original with a mistake in it, and tells when. */
  saveMistake(): number {
    if (this.#isRestored) throw new Error(`${this.path} is not edited anymore`);
    this.#n++;
    const text = this.#mistake(new TextDecoder().decode(this.#original));
    return this.#replace(new TextEncoder().encode(text));
  }

  /** Puts the original back, once and for all. */
  restore(): void {
    if (this.#isRestored) return;
    this.#isRestored = true;
    if (this.#n === 0) return;
    this.#replace(this.#original, this.#info.mtime);
  }

  [Symbol.dispose](): void {
    this.restore();
  }

  #replace(bytes: Uint8Array, mtime: Date | null = null): number {
    const fresh = `${this.path}.bench~`;
    try {
      Deno.writeFileSync(fresh, bytes);
      if (this.#info.mode !== null) Deno.chmodSync(fresh, this.#info.mode);
      // With its old time, cargo finds what it built from it fresh.
      if (mtime !== null) Deno.utimeSync(fresh, mtime, mtime);
      const at = now();
      Deno.renameSync(fresh, this.path);
      return at;
    } catch (error) {
      try {
        Deno.removeSync(fresh);
      } catch {
        // It was not made.
      }
      throw error;
    }
  }
}
