/**
 * One build of the tests, kept up to date: watches the sources, compiles what
 * was saved, and has the tests run that it can reach. A newer save ends what it
 * makes stale. Never builds with cargo, and never says anything.
 */

import { ParsedFiles } from "../../analysis/parsed_files.ts";
import { KnownWarnings } from "../../build/rustc/diagnostics.ts";
import { type ReloadBuild, reloadBuild } from "../../build/rustc/replay.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import { findAffected } from "../../reload/affected.ts";
import { compile } from "../../reload/compile.ts";
import { filesOf, noteSources } from "../../reload/state/baseline.ts";
import { BuildState } from "../../reload/state/build_state.ts";
import { StaticHomes } from "../../reload/state/static_homes.ts";
import { SourceWatch } from "../../reload/watch.ts";
import { CrateCodes } from "./crate_codes.ts";
import { TestRuns } from "./test_runs.ts";
import { TestLinker, TestLinkError } from "./test_linker.ts";
import type { TestSessionOptions } from "./test_session_options.ts";
import { WaitingCompilers } from "./waiting_compilers.ts";

/** Tests being watched. */
export class TestSession {
  readonly #options: TestSessionOptions;
  readonly #reload: ReloadBuild;
  readonly #state: BuildState;
  readonly #codes = new CrateCodes();
  readonly #runs: TestRuns;
  readonly #saves: SourceWatch;
  readonly #warnings = new KnownWarnings();
  readonly #statics = new StaticHomes();
  readonly #compilers: WaitingCompilers;
  #parsedFiles: ParsedFiles | undefined;
  #current = new AbortController();
  #idle: Promise<void> = Promise.resolve();
  #lastEnd: "live" | "broken" | "fault" = "live";
  #faultAt: number | undefined;
  #isWarm = false;
  #isClosed = false;
  /** What a key has asked for. */
  #wish: "all" | "failed" | undefined;

  private constructor(
    options: TestSessionOptions,
    files: ReadonlyMap<string, string[]>,
  ) {
    this.#options = options;
    const { build, folder, debugInfo, color, listener } = options;
    const { graph } = build;
    this.#reload = {
      ...reloadBuild(graph, {
        reloadFolder: folder,
        debugInfo,
        color,
        inheritsStatics: false,
      }),
      isOrdinary: true,
    };
    this.#compilers = new WaitingCompilers(this.#reload);
    this.#state = new BuildState(graph, files);
    const ids = new Set(graph.order.map(({ id }) => id));
    const unitOf = new Map(graph.order.map((unit) => [unit.id, unit]));
    const objectsOf = (id: string) => {
      const unit = unitOf.get(id);
      return unit ? this.#state.objectsOf(unit) : [];
    };
    const linker = new TestLinker({
      folder: `${folder}/parts`,
      debugInfo,
      isOwn: (id) => ids.has(id),
      objectsOf,
      identityOf: (id) => objectsOf(id).join("\n"),
      needsOneFile: (id) => this.#codes.needsOneFile(id),
    });
    this.#runs = new TestRuns({ build, linker, codes: this.#codes });
    this.#saves = new SourceWatch({
      state: this.#state,
      targetFolder: build.workspace.targetFolder,
      lastEnd: () => this.#lastEnd,
      faultAt: () => this.#faultAt,
      onReading: (file) => this.#expect([file]),
      onTouch: () => {},
      onFault: listener.onFault,
      onSaved: () => this.#trigger(),
    });
    this.#saves.watch(graph);
  }

  /** Starts to watch what was built, and runs all tests of it. */
  static async start(options: TestSessionOptions): Promise<TestSession> {
    const { build: { graph } } = options;
    const session = new TestSession(options, await filesOf({ graph }));
    session.#idle = session.#begin().catch(options.listener.onFault);
    return session;
  }

  /** Whether a file is a source of what is tested. */
  isSource(file: string): boolean {
    return this.#state.files().has(file);
  }

  /** Runs all tests, or those that failed. */
  runAgain(which: "all" | "failed"): void {
    this.#wish = which;
    this.#trigger();
  }

  /** Runs only tests with this in their names, until another text is given. */
  filterBy(text: string): void {
    this.#runs.filter = text;
    this.runAgain("all");
  }

  /** Resolves when nothing is left to do for what was saved so far. */
  get idle(): Promise<void> {
    return this.#idle;
  }

  /** Stops watching, and ends what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#saves.close();
    this.#current.abort();
    await this.#idle;
    await this.#compilers.close();
    await this.#state.history.complete();
  }

  async #begin(): Promise<void> {
    const { signal } = this.#current;
    const { build, listener } = this.#options;
    // Beside the recordings.
    const noting = noteSources(
      { folder: `${build.folder}/tests` },
      this.#state,
    );
    const start = performance.now();
    const report = await this.#runs.run("all", signal);
    listener.onReport({ ...report, files: [], rustc: 0, since: start });
    const newer = await noting;
    const { loadRustParser } = await import("../../analysis/grammar.ts");
    const parser = await loadRustParser();
    const texts = this.#state.contents.baselineTexts();
    this.#parsedFiles = new ParsedFiles(parser, texts);
    if (newer.length > 0) {
      this.#saves.putBack({ files: newer, since: performance.now() });
      return this.#trigger();
    }
    const parsing = this.#parsedFiles.parseInPassing(() => this.#isClosed);
    await this.#catchUp(signal);
    await parsing;
  }

  #trigger(): void {
    if (this.#isClosed) return;
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    const { listener } = this.#options;
    this.#idle = this.#idle.then(async () => {
      if (signal.aborted) return;
      await this.#act(signal);
      if (this.#lastEnd === "live") await this.#catchUp(signal);
      if (!signal.aborted) listener.onIdle();
    }).catch((error) => {
      if (!signal.aborted) listener.onFault(error);
    });
  }

  /** Compiles what was saved, and runs the tests that it can reach. */
  async #act(signal: AbortSignal): Promise<void> {
    const saved = await this.#saves.take();
    const { files, since } = saved;
    const { listener, all } = this.#options;
    try {
      const start = performance.now();
      const isGood = await this.#compile(signal);
      if (!isGood) return;
      const rustc = performance.now() - start;
      const wish = this.#wish ?? (all ? "all" : "due");
      const report = await this.#runs.run(wish, signal);
      this.#wish = undefined;
      this.#lastEnd = "live";
      listener.onReport({ ...report, files, rustc, since });
      this.#saves.watch(this.#options.build.graph);
      this.#expect(files);
      this.#saves.noticeNewFiles();
    } catch (error) {
      this.#saves.putBack(saved);
      if (signal.aborted) return;
      if (error instanceof TestLinkError) return listener.onNeedsCargo(files);
      this.#lastEnd = "fault";
      this.#faultAt = performance.now();
      this.#saves.clear();
      listener.onFault(error);
    }
  }

  /** Whether all that was saved compiles. */
  async #compile(signal: AbortSignal): Promise<boolean> {
    const { listener } = this.#options;
    const edited = this.#state.edited();
    const affected = findAffected({
      state: this.#state,
      parsedFiles: this.#parsedFiles,
      statics: this.#statics,
      base: { shape: "split" },
    });
    const units = this.#isWarm
      ? affected.units
      : this.#inOrder([...affected.units, ...this.#state.stale()]);
    const compiled = await compile(this.#context, units, { signal });
    const { errors, warnings } = compiled.diagnostics;
    if (!compiled.ok) {
      this.#lastEnd = "broken";
      listener.onBroken([...warnings, ...errors]);
      return false;
    }
    if (warnings.length > 0) listener.onWarnings(warnings);
    await this.#takeIn();
    for (const file of edited) this.#parsedFiles?.commit(file);
    this.#state.commit(edited);
    return true;
  }

  /** Brings the rest up to date behind everything else. */
  async #catchUp(signal: AbortSignal): Promise<void> {
    const { listener } = this.#options;
    const units = this.#state.stale();
    try {
      const how = { signal, background: true };
      // Nobody waits for this: what is ready is for an edit.
      const { standby: _, ...context } = this.#context;
      const { ok, diagnostics } = await compile(context, units, how);
      if (!ok) {
        this.#lastEnd = "broken";
        return listener.onBroken(diagnostics.errors);
      }
      await this.#takeIn();
      if (!this.#isWarm) {
        await this.#readAll();
        await this.#runs.prepare(signal);
        this.#isWarm = true;
        this.#compilers.fill(this.#options.build.graph.order);
        listener.onWarm();
      }
      // Should a dependent's code differ after all, its tests run now.
      if (!this.#runs.areChanged) return;
      const since = performance.now();
      const report = await this.#runs.run("due", signal);
      if (report.tests.length > 0) {
        listener.onReport({ ...report, files: [], rustc: 0, since });
      }
    } catch (error) {
      if (!signal.aborted) listener.onFault(error);
    }
  }

  get #context() {
    return {
      build: this.#reload,
      state: this.#state,
      warnings: this.#warnings,
      standby: this.#compilers.standby,
    };
  }

  /** Has rustc wait for an edit of these files. */
  #expect(files: readonly string[]): void {
    this.#compilers.expect(
      files.flatMap((file) => this.#state.unitsOf(file)),
    );
  }

  /** What was compiled is what runs from now on. */
  async #takeIn(): Promise<void> {
    for (const unit of this.#state.changed()) {
      const objects = this.#state.objectsOf(unit);
      const changes = await this.#codes.update(unit.id, objects);
      this.#runs.change(unit.id, changes);
      this.#state.wentLive([unit]);
    }
  }

  /** Reads the code that all later code is compared with. */
  async #readAll(): Promise<void> {
    for (const unit of this.#options.build.graph.order) {
      if (this.#codes.of(unit.id)) continue;
      await this.#codes.update(unit.id, this.#state.objectsOf(unit));
    }
  }

  #inOrder(units: readonly Unit[]): Unit[] {
    const wanted = new Set(units.map(({ id }) => id));
    return this.#options.build.graph.order.filter(({ id }) => wanted.has(id));
  }
}
