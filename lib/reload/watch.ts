/**
 * What was saved and has not been reported. Whatever path may have changed is
 * read; it counts if it holds something else than before.
 */

import { digest, rustFilesAt } from "../system/files.ts";
import type { Report } from "../report/report.ts";
import type { BuildState } from "./state/build_state.ts";
import { Strangers } from "./strangers.ts";

/** Files that go into one report. */
export interface Saved {
  files: string[];
  /** When the first of them was noticed, by `performance.now()`. */
  since: number;
}

/** Who needs to know, and what decides. */
export interface SourceWatchOptions {
  state: BuildState;
  /** What the last save ended in. */
  lastEnd: () => Report["kind"];
  /** When it ended in a fault, if it did, by `performance.now()`. */
  faultAt: () => number | undefined;
  /** Told before a file is read: it may have been saved. */
  onReading: (file: string) => void;
  /** Told of what was written and holds the same. */
  onTouch: (file: string) => void;
  /** Told of each file that was saved. */
  onSaved: (file: string) => void;
}

/** The saves of one session. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  readonly #files = new Set<string>();
  /** The last reading of each file that may have been saved. */
  readonly #readings = new Map<string, symbol>();
  readonly #strangers = new Strangers();
  #since = 0;

  constructor(options: SourceWatchOptions) {
    this.#options = options;
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  /** Some paths may have changed: finds out which files were saved. */
  async notice(paths: Iterable<string>): Promise<void> {
    const { state, lastEnd } = this.#options;
    const since = performance.now();
    const isKnown = (file: string) => state.files().has(file);
    for (const path of new Set(paths)) {
      const there = isKnown(path) ? [] : await rustFilesAt(path);
      for (const file of new Set([...state.at(path), ...there])) {
        // What no crate knows matters once a crate may be looking for it.
        if (isKnown(file) || lastEnd() === "broken") {
          await this.#read(file, since);
        } else this.#strangers.add(file);
      }
    }
  }

  /** Notices what came during the last reload, maybe too late for it. */
  async noticeStrangers(): Promise<void> {
    await this.notice([...this.#strangers]);
  }

  /** Takes all: what is saved from here on is for the next report. */
  async take(): Promise<Saved> {
    const files = [...this.#files];
    const since = files.length > 0 ? this.#since : performance.now();
    this.#files.clear();
    await this.#strangers.meet(this.#options.state);
    return { files, since };
  }

  /** Forgets all: there is nothing to report of them. */
  clear(): void {
    this.#files.clear();
  }

  /** Puts back what could not be reported. */
  putBack({ files, since }: Saved): void {
    for (const file of files) this.#files.add(file);
    if (files.length > 0) this.#since = since;
  }

  async #read(path: string, since: number): Promise<void> {
    const { state, faultAt, onReading, onTouch, onSaved } = this.#options;
    const reading = Symbol();
    this.#readings.set(path, reading);
    onReading(path);
    const content = await digest(path);
    // One that began later read what is newer, and may have ended earlier.
    if (this.#readings.get(path) !== reading) return;
    if (!state.note(path, content)) {
      onTouch(path);
      // Saving once more is the way to ask for another try: what was noticed
      // before it failed is the same save.
      const at = faultAt();
      if (at === undefined || since < at) return;
    }
    if (this.isEmpty) this.#since = since;
    this.#files.add(path);
    onSaved(path);
  }
}
