/**
 * The overlays of the sources: what they were rendered from, and what is on
 * disk of them, so that an edit renders and writes no more than it changes.
 * Never decides which functions are compiled.
 */

import {
  type IsNeeded,
  Overlay,
  type Root,
  type RootDoubt,
} from "../../analysis/overlay.ts";
import type { SourceTree } from "../../analysis/source_tree.ts";
import { neededNames } from "../../analysis/needed_names.ts";
import { Words } from "../../analysis/words.ts";
import { linkAgain, makeFolder, writeBytes } from "../../system/files.ts";
import { dirname } from "@std/path";

/** A file of a crate, as it is to be compiled. */
export interface OverlayFile {
  file: string;
  /** Where the crate has its overlay. */
  path: string;
  content: RustFile | OtherFile;
}

/** A file that is rendered. */
interface RustFile {
  source: SourceTree;
  /** A text from which it differs in bodies, comments and places alone. */
  base: string;
  roots: readonly Root[];
}

/** Any other file. */
interface OtherFile {
  digest: string;
}

/** Thrown when a file was not read yet. */
export class UnreadError extends Error {
  override name = "UnreadError";

  /** @param file The file. */
  constructor(readonly file: string) {
    super(`Cannot render an overlay of \`${file}\`: it was not read`);
  }
}

/** What was read of a file. */
interface Read {
  overlay: Overlay;
  /** A text from which it differed in bodies, comments and places alone. */
  base: string;
}

/** What was written to a path. */
interface Written {
  /** Nothing for what is no Rust. */
  overlay: Overlay | undefined;
  /** Its roots and what is left out, or its digest. */
  rest: string;
}

/** The overlays of all crates. */
export class Overlays {
  readonly #files = new Map<string, Read>();
  readonly #written = new Map<string, Written>();
  readonly #words = new Words();

  /** Reads a whole file, in steps: a large one takes a while. */
  *read(file: string, source: SourceTree): Generator<void> {
    if (this.isRead(file, source)) return;
    const overlay = yield* Overlay.reading(source, this.#words);
    this.#files.set(file, { overlay, base: source.text });
  }

  /** Whether this version of a file is the one that was read last. */
  isRead(file: string, { text }: SourceTree): boolean {
    return this.#files.get(file)?.overlay.isOf(text) ?? false;
  }

  /** What is on disk may be gone. */
  forgetWritten(): void {
    this.#written.clear();
  }

  /** Whether a function of this own name is emptied in some of these files. */
  mayBeEmptied(files: Iterable<string>, name: string): boolean {
    for (const file of files) {
      if (this.#files.get(file)?.overlay.names.has(name)) return true;
    }
    return false;
  }

  /**
   * Writes what is not on disk yet of the overlay of a crate.
   *
   * @param files All files of the crate.
   * @param leavesOut Whether functions that nobody names are left out.
   * @returns The roots that could not be made.
   * @throws {UnreadError} If a file was not read before.
   * @throws {FileError} If one cannot be written.
   */
  async write(
    files: readonly OverlayFile[],
    leavesOut: boolean,
  ): Promise<{ root: Root; doubt: RootDoubt }[]> {
    const isNeeded = leavesOut ? this.#needed(files) : undefined;
    const rendered = files.map((each) => this.#render(each, isNeeded));
    const doubts = rendered.flatMap((each) => each?.doubts ?? []);
    if (doubts.length > 0) return doubts;
    await Promise.all(rendered.map(async (each) => {
      if (!each) return;
      const { path, file, text, written } = each;
      if (!this.#written.has(path)) await makeFolder(dirname(path));
      this.#written.delete(path);
      if (text === undefined) await linkAgain(file, path);
      else await writeBytes(path, new TextEncoder().encode(text));
      this.#written.set(path, written);
    }));
    return [];
  }

  /** Which functions are named by what is compiled of the crate. */
  #needed(files: readonly OverlayFile[]): IsNeeded {
    const words = this.#words;
    const ofRoots: number[] = [];
    const mentions = files.flatMap(({ file, content }) => {
      if ("digest" in content) return [];
      const overlay = this.#current(file, content);
      const { roots, source } = content;
      if (roots.length > 0) {
        ofRoots.push(...overlay.wordsOf(roots, source, words));
      }
      return [overlay.mentions(words)];
    });
    const needed = neededNames(mentions, ofRoots);
    return (name) => needed.has(words.number(name));
  }

  /** What is to be written; nothing if it is there. */
  #render(
    { file, path, content }: OverlayFile,
    isNeeded: IsNeeded | undefined,
  ) {
    const before = this.#written.get(path);
    const isThere = ({ overlay, rest }: Written) =>
      before?.overlay === overlay && before?.rest === rest;
    if ("digest" in content) {
      const written = { overlay: undefined, rest: content.digest };
      const whole = { path, file, text: undefined, doubts: [], written };
      return isThere(written) ? undefined : whole;
    }
    const { source, roots } = content;
    const overlay = this.#current(file, content);
    const leftOut = isNeeded && overlay.leftOut(isNeeded);
    const written = { overlay, rest: JSON.stringify([roots, leftOut]) };
    if (isThere(written)) return undefined;
    const rendered = overlay.render(roots, source, isNeeded);
    return { path, file, ...rendered, written };
  }

  #current(file: string, { source, base }: RustFile): Overlay {
    const known = this.#files.get(file);
    if (known?.overlay.isOf(source.text)) {
      known.base = base;
      return known.overlay;
    }
    if (known?.base !== base && !known?.overlay.isOf(base)) {
      throw new UnreadError(file);
    }
    const overlay = known.overlay.after(source, this.#words);
    this.#files.set(file, { overlay, base });
    return overlay;
  }
}
