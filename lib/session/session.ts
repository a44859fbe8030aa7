/**
 * One base and the programs attached to it: watches its sources, and turns each
 * save into one report. A newer save ends a compile that it makes stale. Never
 * starts or stops a program, and does no stage's work.
 */

import type { Base } from "../build/base.ts";
import { type Exchange, renew, type Renewed } from "./renewal.ts";
import { filesOf, noteBaseline } from "../reload/state/baseline.ts";
import { compile } from "../reload/compile.ts";
import { ReloadContext } from "../reload/context.ts";
import { faultReport, isGone } from "../report/fault.ts";
import { prepareFunctions } from "../reload/function_warm_up.ts";
import { type Program, ProgramGoneError } from "../program/program.ts";
import type { Programs } from "../program/programs.ts";
import { readBase } from "../reload/read_base.ts";
import { reload } from "../reload/reload.ts";
import { expectEdit, fillUp, warmUp } from "../reload/warm_up.ts";
import { reloadBuild } from "../build/rustc/replay.ts";
import { broken, type Report } from "../report/report.ts";
import type { SessionOptions } from "./session_options.ts";
import { SourceWatch } from "../reload/watch.ts";
import { Handover } from "./handover.ts";
import { LastEnd } from "./last_end.ts";

/** A base being watched, and the programs that run it. */
export class Session {
  /** What the programs are given. */
  readonly handover: Handover = new Handover();
  readonly #options: SessionOptions;
  #context: ReloadContext;
  #programs: Programs;
  readonly #warm = Promise.withResolvers<void>();
  readonly #saves: SourceWatch;
  #current = new AbortController();
  #idle: Promise<void> = Promise.resolve();
  readonly #last = new LastEnd();
  /** Dependents may differ in line numbers until they have caught up. */
  #isMoved = false;
  #parsing: Promise<void> = Promise.resolve();
  #rehearsal: Promise<void> | undefined;
  #isSuspended = false;
  #isPaused = false;
  #isClosed = false;

  private constructor(
    options: SessionOptions,
    files: Map<string, string[]>,
  ) {
    this.#options = options;
    const build = reloadBuild(options.base.graph, options);
    const programs = this.#programs = options.programs();
    this.#context = new ReloadContext({ ...options, build, files, programs });
    this.#saves = new SourceWatch({
      state: this.#context.state,
      targetFolder: options.targetFolder,
      lastEnd: () => this.#last.kind,
      faultAt: () => this.#last.faultAt,
      onReading: (file) => this.#expect(file),
      onTouch: (file) => options.onTouch?.(file),
      onFault: options.onFault,
      onSaved: (file) => {
        this.#last.begin();
        if (this.#isSuspended) options.onSaved?.(file);
        this.#trigger();
      },
    });
    this.#saves.watch(options.base.graph);
  }

  /**
   * Starts to watch the sources of a base. Once it does, it knows what they
   * were: a later save is judged by that.
   */
  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options, await filesOf(options.base));
    const noted = noteBaseline(options.base, session.#context.state);
    session.#idle = session.#prepare(noted).catch(options.onFault);
    await noted.catch(() => {});
    return session;
  }

  /** Resolves when the first reload build of every unit is there. */
  get warm(): Promise<void> {
    return this.#warm.promise;
  }

  /** The crates that are watched. */
  get crates(): string[] {
    return this.#context.base.graph.order.map(({ crateName }) => crateName);
  }

  /** Adds a program; every patch goes to all of them, those that are live too. */
  async attach(program: Program): Promise<void> {
    await this.#programs.attach(program);
    // Perhaps there was no program to make it live in.
    if (!this.#saves.isEmpty) this.#trigger();
  }

  /** What it serves, and how far each is. */
  get programs(): Iterable<{ program: Program; patches: number }> {
    return this.#programs;
  }

  /** The processes that it serves. */
  get pids(): number[] {
    return [...this.#programs].map(({ program: { pid } }) => pid);
  }

  /** The files of the patch that a process was being given when it ended. */
  async lostBy(pid: number): Promise<string[] | undefined> {
    return await this.handover.lost(this.#programs.hasLost(pid));
  }

  /** Whether a file is a source of the program. */
  isSource(file: string): boolean {
    return this.#context.state.files().has(file);
  }

  /** Leaves saves alone: the program is being built anew. */
  suspend(): void {
    this.#isSuspended = true;
    this.#current.abort();
  }

  /** Takes up what was saved meanwhile. */
  resume(): void {
    this.#isSuspended = false;
    this.#trigger();
  }

  /** Whether saves wait until the user wants them. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    if (!isPaused && !this.#saves.isEmpty) this.#trigger();
  }

  /** Goes on with another process of the base, as `renew` has it. */
  async renew(exchange: Exchange, signal: AbortSignal): Promise<Renewed> {
    const idle = this.#idle.then(() => this.#saves.take());
    const [context, earlier] = [this.#context, this.#programs];
    const programs = this.#options.programs();
    const known = { context, earlier, programs };
    const end = await renew({ ...known, exchange, signal, idle });
    if (end.kind === "broken") return end;
    [this.#context, this.#programs] = [end.context, programs];
    this.#end("live");
    return end;
  }

  /** Goes on with more crates, which edits may need, while it is suspended. */
  async extend(base: Base): Promise<void> {
    await this.#idle;
    await this.#context.extend(base, reloadBuild(base.graph, this.#options));
    const files = this.#context.state.edited();
    this.#saves.putBack({ files, since: performance.now() });
    this.#last.begin();
    this.#saves.watch(base.graph);
  }

  /** Stops watching and compiling; the programs go on with what they have. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#saves.close();
    this.#current.abort();
    // Processes that a program forked may hold its end, and never answer.
    this.#programs.release();
    await this.#idle;
    await this.#context.standby.close();
    await this.#programs.close();
  }

  /** Learns what the base was built from; what is newer counts as an edit. */
  async #prepare(noted: Promise<string[]>): Promise<void> {
    const [{ signal }, newer] = [this.#current, await noted];
    const parsedFiles = await readBase(this.#context);
    this.#parsing = parsedFiles.parseInPassing(() => this.#isClosed)
      .catch(this.#options.onFault);
    if (newer.length === 0) {
      await this.#catchUp(signal);
      return await prepareFunctions(this.#context, signal);
    }
    this.#saves.putBack({ files: newer, since: performance.now() });
    this.#trigger();
  }

  /**
   * Brings the reload build up to date behind everything else: at the start,
   * so that the first edit is fast, and after an edit that left dependents
   * alone. Should a dependent's code differ after all, it goes live now.
   */
  async #catchUp(signal: AbortSignal): Promise<void> {
    const { onReport } = this.#options;
    const { build, state, warnings } = this.#context;
    const units = state.stale();
    try {
      const alone = { build, state, warnings };
      const how = { signal, background: true };
      const { ok, diagnostics } = await compile(alone, units, how);
      if (!ok) {
        this.#end("broken");
        const { errors, warnings } = diagnostics;
        return onReport(broken(errors, warnings, this.#behind()));
      }
      // Of the first compile, cargo has told.
      if (this.#rehearsal) this.#options.onWarnings(diagnostics.warnings);
      this.#context.adopt(units, this.#isMoved);
      this.#isMoved = false;
      this.#expect("", true);
      await (this.#rehearsal ??= warmUp(this.#context, signal));
      this.#parsing.then(() => this.#warm.resolve());
      if (state.changed().length > 0) await this.#reload(signal);
    } catch (error) {
      const files = this.#behind();
      if (!signal.aborted) this.#fail(error, files, performance.now());
    }
  }

  /** Has rustc and the linker ready for an edit of a file; if calm, of others. */
  #expect(file = "", isCalm = false): void {
    const unit = this.#context.state.unitsOf(file)[0];
    expectEdit(unit, this.#context);
    if (isCalm) fillUp(this.#context);
  }

  #trigger(): void {
    if (this.#isClosed || this.#isSuspended || this.#isPaused) return;
    this.#current.abort();
    const { signal } = this.#current = new AbortController();
    this.#idle = this.#idle.then(async () => {
      if (signal.aborted) return;
      if (await this.#act(signal)) await this.#catchUp(signal);
      await this.#context.state.history.complete();
      if (!signal.aborted) this.#options.onIdle();
      await prepareFunctions(this.#context, signal);
    }).catch(this.#options.onFault);
  }

  /** Reloads if there is need to; whether dependents may catch up now. */
  async #act(signal: AbortSignal): Promise<boolean> {
    const { state } = this.#context;
    const changes = [...state.edited(), ...state.changed()].length;
    if (!this.#last.isNews(changes)) {
      this.#saves.clear();
      return this.#last.isSettled;
    }
    const report = await this.#reload(signal);
    if (report?.kind === "live" && report.moved) this.#isMoved = true;
    return report?.kind === "live" || report?.kind === "unchanged";
  }

  async #reload(signal: AbortSignal): Promise<Report | undefined> {
    const { onReport } = this.#options;
    if (!await this.#programs.areThere()) return undefined;
    const { files, since } = await this.#saves.take();
    // What is found out behind an edit, or before the first, is for its sake.
    const named = files.length > 0 ? files : this.#behind();
    const onLoad = this.handover.prepare(named);
    try {
      const edit = { files: named, since, signal, onLoad };
      const report = await reload(this.#context, edit);
      this.#end(report.kind);
      this.#last.files = named;
      this.#saves.watch(this.#context.base.graph);
      onReport(report);
      this.#expect(files[0], true);
      this.#saves.noticeNewFiles();
      return report;
    } catch (error) {
      const isOver = signal.aborted || error instanceof ProgramGoneError;
      if (!isOver) return this.#fail(error, files, since);
      this.#saves.putBack({ files, since });
      return undefined;
    } finally {
      this.handover.end();
    }
  }

  /** The files whose edit left crates alone that differ after all. */
  #behind(): string[] {
    if (this.#last.files.length > 0) return this.#last.files;
    return this.#context.state.changed().map(({ source }) => source);
  }

  /** What was saved is about to be reported. */
  #end(kind: Report["kind"]): void {
    this.#last.come(kind, this.#saves.isEmpty);
  }

  /** No matter of the sources: the next save tries again. */
  #fail(error: unknown, files: string[], since: number): undefined {
    this.#end("fault");
    if (isGone(error)) this.#context.state.forget();
    this.#options.onReport(faultReport(error, files, since));
  }
}
