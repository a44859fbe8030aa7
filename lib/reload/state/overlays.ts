/**
 * The overlays of the sources: what they were rendered from, and what is on
 * disk of them, so that an edit renders and writes no more than it changes.
 * Never decides which functions are compiled.
 */

import { Overlay, type Root, type RootDoubt } from "../../analysis/overlay.ts";
import type { SourceTree } from "../../analysis/source_tree.ts";
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
  /** Its roots, or its digest. */
  rest: string;
}

/** The overlays of all crates. */
export class Overlays {
  readonly #files = new Map<string, Read>();
  readonly #written = new Map<string, Written>();

  /** Reads a whole file, in steps: a large one takes a while. */
  *read(file: string, source: SourceTree): Generator<void> {
    if (this.isRead(file, source)) return;
    const overlay = yield* Overlay.reading(source);
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
   * Writes what is not on disk yet of some files' overlays.
   *
   * @returns The roots that could not be made.
   * @throws {UnreadError} If a file was not read before.
   * @throws {FileError} If one cannot be written.
   */
  async write(
    files: readonly OverlayFile[],
  ): Promise<{ root: Root; doubt: RootDoubt }[]> {
    const rendered = files.map((each) => this.#render(each));
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

  /** What is to be written; nothing if it is there. */
  #render({ file, path, content }: OverlayFile) {
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
    const written = { overlay, rest: JSON.stringify(roots) };
    if (isThere(written)) return undefined;
    return { path, file, ...overlay.render(roots, source), written };
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
    const overlay = known.overlay.after(source);
    this.#files.set(file, { overlay, base });
    return overlay;
  }
}
