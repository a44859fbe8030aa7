/**
 * What the files behind a program hold: each is read once after it was saved,
 * and whoever needs its digest or its text finds both here. Never knows what a
 * file is for.
 */

import {
  type Digest,
  digestOf,
  modified,
  readBytes,
} from "../../system/files.ts";

/** What a file holds. */
export interface Content {
  digest: Digest;
  /** Of a Rust file that is there. */
  text?: string;
}

/** Stands for what a file held when nobody read it: nothing is equal to that. */
const UNREAD: unique symbol = Symbol("unread");

/** Reads a file once. */
export async function readContent(path: string): Promise<Content> {
  const bytes = await readBytes(path).catch(() => undefined);
  if (!bytes) return { digest: undefined };
  const digest = await digestOf(bytes);
  if (!path.endsWith(".rs")) return { digest };
  return { digest, text: new TextDecoder().decode(bytes) };
}

/** Reads those files that were last saved before some time. */
export async function readOlder(
  files: Iterable<string>,
  at: number,
): Promise<Map<string, Content>> {
  const older = new Map<string, Content>();
  for (const file of files) {
    const content = await readContent(file);
    // Only now: a save that came before the reading must show in the time.
    const time = await modified(file);
    // Of one that was saved meanwhile, the event is still to come.
    if (time !== undefined && time < at) older.set(file, content);
  }
  return older;
}

/** The contents of some files, as they were and as they are. */
export class FileContents {
  readonly #base = new Map<string, Content | typeof UNREAD>();
  /** What all compiled code agrees with, dependents' code included. */
  readonly #baseline = new Map<string, Content | typeof UNREAD>();
  readonly #latest = new Map<string, Content>();
  /** The last reading of each file. */
  readonly #readings = new Map<string, symbol>();

  /**
   * Notes what a file held when the base was built: still does, unless it was
   * noted what it holds now.
   */
  noteBase(file: string, content: Content): void {
    this.#base.set(file, content);
    this.#baseline.set(file, content);
    if (!this.#latest.has(file)) this.#latest.set(file, content);
  }

  /** The same of a file that was saved later: what it held, nobody knows. */
  noteNewer(file: string, content: Content): void {
    this.#base.set(file, UNREAD);
    this.#baseline.set(file, UNREAD);
    if (!this.#latest.has(file)) this.#latest.set(file, content);
  }

  /** Notes what a file holds now: returns whether that is news. */
  note(file: string, content: Content): boolean {
    const known = this.#latest.get(file);
    this.#latest.set(file, content);
    return known === undefined || known.digest !== content.digest;
  }

  /**
   * Reads what a file holds now, and notes it.
   *
   * @param look How it is read.
   * @returns Whether it is news; nothing if another reading began meanwhile,
   *   which may find, and may have found, what is newer.
   */
  async read(file: string, look = readContent): Promise<boolean | undefined> {
    const reading = Symbol();
    this.#readings.set(file, reading);
    const content = await look(file);
    if (this.#readings.get(file) !== reading) return undefined;
    this.#readings.delete(file);
    return this.note(file, content);
  }

  /** What a file holds, as far as was noted. */
  latest(file: string): Content | undefined {
    return this.#latest.get(file);
  }

  /** What all compiled code agrees with, as far as that is known. */
  baseline(file: string): Content | undefined {
    const content = this.#baseline.get(file);
    return content === UNREAD ? undefined : content;
  }

  /** The texts that all compiled code agrees with, as far as they are known. */
  *baselineTexts(): Generator<[file: string, text: string]> {
    for (const file of this.#baseline.keys()) {
      const text = this.baseline(file)?.text;
      if (text !== undefined) yield [file, text];
    }
  }

  /** Whether a file no longer holds what compiled code agrees with. */
  isEdited(file: string): boolean {
    const baseline = this.#baseline.get(file);
    return baseline === UNREAD ||
      baseline?.digest !== this.#latest.get(file)?.digest;
  }

  /** All compiled code agrees with this content of a file. */
  agree(file: string, content: Content): void {
    this.#baseline.set(file, content);
  }

  /** What compiled code was made from of a file is not known any more. */
  loseBaseline(file: string): void {
    this.#baseline.delete(file);
  }

  /** Whether a content is what the base was built from. */
  isOfBase(file: string, content: Content | undefined): boolean {
    const base = this.#base.get(file);
    return base !== undefined && base !== UNREAD &&
      base.digest === content?.digest;
  }

  /** All that is known now. */
  snapshot(): Map<string, Content> {
    return new Map(this.#latest);
  }
}
