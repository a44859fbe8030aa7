/**
 * The stage that watches: what was saved and has not been reported. Whatever
 * path may have changed is read; it counts if it holds something else than
 * before. Never decides what is done about a save.
 */

import type { UnitGraph } from "../build/rustc/unit_graph.ts";
import type { Report } from "../report/report.ts";
import { rustFilesAt } from "../system/files.ts";
import { Watcher } from "../system/watcher.ts";
import type { BuildState } from "./state/build_state.ts";

/** Files that go into one report. */
export interface Saved {
  files: string[];
  /** When the first of them was noticed, by `performance.now()`. */
  since: number;
}

/** Who needs to know, and what decides. */
export interface SourceWatchOptions {
  state: BuildState;
  /** Cargo's target folder: never watched. */
  targetFolder: string;
  /** What the last save ended in. */
  lastEnd: () => Report["kind"];
  /** When it ended in a fault, if it did, by `performance.now()`. */
  faultAt: () => number | undefined;
  /** Told before the first file is read that may have been saved. */
  onReading: (file: string) => void;
  /** Told of what was written and holds the same. */
  onTouch: (file: string) => void;
  /** Told of each file that was saved. */
  onSaved: (file: string) => void;
  /** Gets what keeps it from watching. */
  onFault: (error: unknown) => void;
}

/** The saves of one session. */
export class SourceWatch {
  readonly #options: SourceWatchOptions;
  readonly #watcher: Watcher;
  readonly #files = new Set<string>();
  /** New files that came during a reload, maybe too late for it. */
  readonly #newFiles = new Set<string>();
  /** How many events are being looked into. */
  #open = 0;
  /** Resolves when none is. */
  #quiet = Promise.withResolvers<void>();
  #since = 0;

  constructor(options: SourceWatchOptions) {
    this.#options = options;
    this.#watcher = new Watcher(
      (paths) => this.#noticeInPassing(paths),
      {
        onTrouble: options.onFault,
        heeds: (path) =>
          path.endsWith(".rs") || options.state.files().has(path),
      },
    );
  }

  /** Watches the sources of some crates, and those that they have come to. */
  watch({ order }: UnitGraph): void {
    const { state, targetFolder } = this.#options;
    const roots = order.map(({ source }) => source);
    this.#watcher.addAll(roots, state.files(), targetFolder);
  }

  /** Stops watching. */
  close(): void {
    this.#watcher.close();
  }

  /** Whether nothing was saved. */
  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  /** Some paths may have changed: finds out which files were saved. */
  async notice(paths: Iterable<string>): Promise<void> {
    if (this.#open++ === 0) this.#quiet = Promise.withResolvers();
    try {
      await this.#lookInto(paths);
    } finally {
      if (--this.#open === 0) this.#quiet.resolve();
    }
  }

  async #lookInto(paths: Iterable<string>): Promise<void> {
    const { state, lastEnd } = this.#options;
    const since = performance.now();
    const isKnown = (file: string) => state.files().has(file);
    for (const path of new Set(paths)) {
      const there = isKnown(path) ? [] : await rustFilesAt(path);
      for (const file of new Set([...state.at(path), ...there])) {
        // What no crate knows matters once a crate may be looking for it.
        if (isKnown(file) || lastEnd() === "broken") {
          await this.#read(file, since);
        } else this.#newFiles.add(file);
      }
    }
  }

  /** Notices what came during the last reload, maybe too late for it. */
  noticeNewFiles(): void {
    this.#noticeInPassing([...this.#newFiles]);
  }

  /**
   * Takes all: what is saved from here on is for the next report. Of many files
   * that are saved at once, all are seen first.
   */
  async take(): Promise<Saved> {
    while (this.#open > 0) await this.#quiet.promise;
    const files = [...this.#files];
    const since = files.length > 0 ? this.#since : performance.now();
    this.#files.clear();
    // What was new during the last reload is there for this one to see.
    const { state } = this.#options;
    const known = this.#newFiles.intersection(state.files());
    this.#newFiles.clear();
    for (const file of known) await state.contents.read(file);
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

  #noticeInPassing(paths: readonly string[]): void {
    this.notice(paths).catch(this.#options.onFault);
  }

  async #read(path: string, since: number): Promise<void> {
    const { state, faultAt, onReading, onTouch, onSaved } = this.#options;
    // Of many files, the first says enough of what comes.
    if (this.#open === 1) onReading(path);
    const isNews = await state.contents.read(path);
    if (isNews === undefined) return;
    if (!isNews) {
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
