/**
 * One run of the driver with the programs attached to it: watches, and turns
 * each save into one report. A newer save ends a compile that it makes stale.
 */

import { dirname, join } from "@std/path";
import type { Base } from "./base.ts";
import { unitFolder } from "./base.ts";
import { compile } from "./compile.ts";
import { inputFiles } from "./dep_info.ts";
import { digest, exists, modified, readText } from "./files.ts";
import { type Program, ProgramGoneError } from "./program.ts";
import type { Unit } from "./recording.ts";
import { reload } from "./reload.ts";
import type { ReloadBuild } from "./replay.ts";
import type { Report } from "./report.ts";
import { Sources } from "./sources.ts";
import { Watcher } from "./watch.ts";

/** What a session is made from. */
export interface SessionOptions {
  base: Base;
  /** The session's private folder. */
  folder: string;
  /** Cargo's target folder: never watched. */
  targetFolder: string;
  /** Keep debug info in patches. */
  debugInfo: boolean;
  /** Colour rustc's diagnostics. */
  color: boolean;
  /** Gets each report. */
  onReport: (report: Report) => void;
  /** Gets what the driver could not do, when that is not a report. */
  onFault: (error: unknown) => void;
}

/** A base being watched, and the programs that run it. */
export class Session {
  readonly #options: SessionOptions;
  readonly #build: ReloadBuild;
  readonly #sources: Sources;
  readonly #programs = new Set<Program>();
  readonly #watcher: Watcher;
  readonly #warmUp = new AbortController();
  /** Resolves when the first reload build of every unit is done or given up. */
  readonly warm: Promise<void>;
  #saved = new Set<string>();
  #since = 0;
  #current: AbortController | undefined;
  #idle: Promise<void> = Promise.resolve();
  #patches = 0;
  #isBroken = false;
  #isClosed = false;

  private constructor(
    options: SessionOptions,
    files: Map<string, string[]>,
  ) {
    const { base, debugInfo, color } = options;
    this.#options = options;
    this.#sources = new Sources(base.graph, files);
    this.#build = {
      folder: join(base.folder, "reload"),
      units: new Map(base.graph.order.map((unit) => [unit.id, unit])),
      debugInfo,
      color,
    };
    this.#watcher = new Watcher((paths) => this.#notice(paths));
    this.#watch();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.warm = promise;
    this.#noteBase().then(() => this.#warm()).catch(options.onFault)
      .finally(resolve);
  }

  /** Starts to watch the sources of a base. */
  static async start(options: SessionOptions): Promise<Session> {
    const { order } = options.base.graph;
    const files = await Promise.all(order.map(async (unit) => {
      const text = await readText(unit.depInfo).catch(() => "");
      const inputs = inputFiles(text, unit.recording.cwd);
      const all = [...new Set([unit.source, ...inputs])];
      return [unit.id, all] as [string, string[]];
    }));
    return new Session(options, new Map(files));
  }

  /** The crates that are watched. */
  get crates(): string[] {
    return this.#options.base.graph.order.map(({ crateName }) => crateName);
  }

  /** Adds a program; every patch goes to all of them. */
  attach(program: Program): void {
    this.#programs.add(program);
    program.gone.then(() => this.#programs.delete(program));
  }

  /** Stops watching and compiling; the programs go on with what they have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watcher.close();
    this.#warmUp.abort();
    this.#current?.abort();
    await Promise.all([this.#idle, this.warm]);
    for (const program of this.#programs) program.release();
  }

  /** Reads what the base was built from; what is newer counts as an edit. */
  async #noteBase(): Promise<void> {
    const edited: string[] = [];
    await Promise.all([...this.#sources.files()].map(async (file) => {
      const units = this.#sources.unitsOf(file);
      const [content, time, ...built] = await Promise.all([
        digest(file),
        modified(file),
        ...units.map((unit) => this.#builtAt(unit)),
      ]);
      const isNewer = built.some((at) =>
        at !== undefined && time !== undefined && time > at
      );
      this.#sources.noteBase(file, isNewer ? "as it was" : content);
      if (isNewer) edited.push(file);
    }));
    if (edited.length > 0) await this.#notice(edited);
  }

  async #builtAt(unit: Unit): Promise<number | undefined> {
    const { base } = this.#options;
    return await modified(join(unitFolder(base.folder, unit.id), "args"));
  }

  /** Makes the first reload build early, so that the first edit is fast. */
  async #warm(): Promise<void> {
    const units = this.#sources.stale();
    if (this.#saved.size > 0 || units.length === 0) return;
    const signal = this.#warmUp.signal;
    const { build, sources } = { build: this.#build, sources: this.#sources };
    try {
      await compile({ build, sources, units, signal, background: true });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Watches every folder with a source file, and new files of each crate. */
  #watch(): void {
    const { base, targetFolder } = this.#options;
    const isTarget = (folder: string) =>
      `${folder}/`.startsWith(`${targetFolder}/`);
    for (const unit of base.graph.order) {
      const folder = dirname(unit.source);
      const holdsTarget = `${targetFolder}/`.startsWith(`${folder}/`);
      if (!isTarget(folder)) this.#watcher.add(folder, !holdsTarget);
    }
    for (const file of this.#sources.files()) {
      const folder = dirname(file);
      if (!isTarget(folder)) this.#watcher.add(folder, false);
    }
  }

  /** Some paths may have changed: finds out, and reloads if so. */
  async #notice(paths: string[]): Promise<void> {
    const since = performance.now();
    const known = this.#sources.files();
    for (const path of new Set(paths)) {
      const isNew = this.#isBroken && path.endsWith(".rs") &&
        !known.has(path) && await exists(path);
      if (!known.has(path) && !isNew) continue;
      if (!this.#sources.note(path, await digest(path))) continue;
      if (this.#saved.size === 0) this.#since = since;
      this.#saved.add(path);
      this.#trigger();
    }
  }

  #trigger(): void {
    if (this.#isClosed) return;
    this.#warmUp.abort();
    this.#current?.abort();
    const controller = new AbortController();
    this.#current = controller;
    this.#idle = Promise.all([this.#idle, this.warm])
      .then(() => this.#reload(controller.signal))
      .catch(this.#options.onFault);
  }

  async #reload(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#programs.size === 0) return;
    const { base, folder, onReport } = this.#options;
    const files = [...this.#saved];
    try {
      const report = await reload({
        base,
        build: this.#build,
        sources: this.#sources,
        programs: [...this.#programs],
        folder,
        number: ++this.#patches,
        files,
        since: this.#since,
        signal,
      });
      this.#isBroken = report.kind === "broken";
      for (const file of files) this.#saved.delete(file);
      this.#watch();
      onReport(report);
    } catch (error) {
      const isOver = signal.aborted || error instanceof ProgramGoneError;
      if (!isOver) throw error;
    }
  }
}
