/**
 * The program under `chaud run`, as a user starts it: an edit, and the moment
 * at which it is live.
 *
 * @module
 */

import { driverCommand } from "../harness/driven_program.ts";
import { Transcript } from "../harness/transcript.ts";
import { moment, now } from "./clock.ts";
import { children, working } from "../harness/processes.ts";
import { BenchError } from "./measured_process.ts";
import type { Place, Subject } from "./subject.ts";

/** One edit that went live. */
export interface LiveEdit {
  /** From the last byte saved to the first call of the new code. */
  live: number;
  /** From the last byte saved to the driver's report. */
  reported: number;
  /** From the driver's first event to its report, as it says itself. */
  total: number;
  /** The driver's stages, in order. */
  stages: Record<string, number>;
}

/** A line of `chaud run --timings`. */
interface ReportFields {
  kind: string;
  total: number;
  [other: string]: unknown;
}

/** How often to look whether the driver is done with what it does behind. */
const LOOK_MS = 20;
/** So many times in a row nothing must be going on. */
const QUIET_LOOKS = 3;
/** So long after an error the report of it may come. */
const REPORT_MS = 1_000;
/** So long a program may take to end when asked to. */
const GRACE_MS = 5_000;

/** A running program and its driver. */
export class HotProgram implements AsyncDisposable {
  readonly #subject: Subject;
  readonly #place: Place;
  readonly #child: Deno.ChildProcess;
  readonly #transcript = new Transcript();
  readonly #read: Promise<unknown>;
  #seen = 0;
  #isOver = false;

  /** Starts to build it. */
  constructor(subject: Subject, place: Place, signal: AbortSignal) {
    const { cargoArgs, driverArgs, programArgs, env, tells } = subject;
    this.#subject = subject;
    this.#place = place;
    const [first = ""] = cargoArgs;
    // What is measured is the edit, whatever goes on in an old version.
    const own = [
      ...["--timings", "--restart=never", ...driverArgs],
      ...["--target-dir", place.targetFolder],
    ];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...driverCommand(),
        "run",
        ...first.startsWith("+")
          ? [first, ...own, ...cargoArgs.slice(1)]
          : [...own, ...cargoArgs],
        ...programArgs.length > 0 ? ["--", ...programArgs] : [],
      ],
      cwd: place.folder,
      env: { ...env, CHAUD_LOG: "debug" },
      clearEnv: true,
      stdin: "piped",
      stdout: tells ? "piped" : "null",
      stderr: "piped",
      signal,
    }).spawn();
    this.#read = Promise.all([
      this.#transcript.follow("stderr", this.#child.stderr),
      ...tells ? [this.#transcript.follow("stdout", this.#child.stdout)] : [],
    ]);
    this.#child.status.then(() => this.#isOver = true);
  }

  /** Starts one, and waits until its first edit is at full speed. */
  static async start(
    subject: Subject,
    signal: AbortSignal,
  ): Promise<HotProgram> {
    const program = new HotProgram(subject, subject.hot, signal);
    try {
      await patiently(() => program.#find("stderr", /^ +Watching /));
      const ready = /the reload build is ready/;
      await patiently(() => program.#find("stderr", ready));
      if (!subject.driverArgs.includes("--function-patches=off")) {
        const prepared = /functions of .* can be compiled alone/;
        await patiently(() => program.#find("stderr", prepared));
      }
      await program.quiet();
      return program;
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The driver's process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Waits for the program's first value. */
  async firstValue(): Promise<number> {
    return await patiently(() => this.#valueAt("\\d+"));
  }

  /** The program's process: cargo has turned into it. */
  async programPid(): Promise<number> {
    const [pid] = await working(this.pid);
    if (pid === undefined) throw new Error("The program has ended");
    return pid;
  }

  /**
   * Saves the next version of the file, and waits until it is live.
   *
   * @throws {BenchError} If it does not get that far.
   */
  async edit(): Promise<LiveEdit> {
    this.#seen = this.#transcript.length;
    const { n, at } = this.#place.file.save();
    const line = await this.#report();
    const reported = now() - at;
    const { kind, total, programs: _, ...others } = JSON.parse(
      line,
    ) as ReportFields;
    if (kind !== "live") throw new BenchError(this.#failure(kind));
    const live = this.#subject.tells
      ? await this.#valueAt(`${n}`, this.#seen) - at
      : reported;
    // What is a number is a stage; what the edit did is told in other ways.
    const stages = Object.entries(others).filter(isStage);
    return { live, reported, total, stages: Object.fromEntries(stages) };
  }

  /** Saves a mistake, and waits until the error is told. */
  async mistake(): Promise<number> {
    this.#seen = this.#transcript.length;
    const at = this.#place.file.saveMistake();
    await this.#find("stderr", /^error/, this.#seen);
    const told = now() - at;
    const line = await this.#find("stderr", /^\{"kind":/, this.#seen);
    const { kind } = JSON.parse(line) as ReportFields;
    if (kind !== "broken") throw new BenchError(this.#failure(kind));
    return told;
  }

  /** Waits until nothing is being compiled behind the program's back. */
  async quiet(): Promise<void> {
    for (let looks = 0; looks < QUIET_LOOKS;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (this.#isOver) throw new BenchError(`It ended:\n${this.#transcript}`);
      looks = (await working(this.pid)).length <= 1 ? looks + 1 : 0;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close().catch(() => {});
    if (!this.#subject.tells) this.#kill(this.pid, "SIGTERM");
    const program = await children(this.pid);
    const late = setTimeout(() => {
      for (const pid of program) this.#kill(pid, "SIGKILL");
      this.#kill(this.pid, "SIGTERM");
    }, GRACE_MS);
    await this.#child.status;
    clearTimeout(late);
    await this.#read;
  }

  /** The driver's next report; a fault of its own has none. */
  async #report(): Promise<string> {
    const report = /^\{"kind":/;
    const first = await this.#find(
      "stderr",
      /^(?:\{"kind":|error)/,
      this.#seen,
    );
    if (report.test(first)) return first;
    // rustc's errors come before the report.
    await new Promise((resolve) => setTimeout(resolve, REPORT_MS));
    if (this.#lines().some((line) => report.test(line))) {
      return await this.#find("stderr", report, this.#seen);
    }
    throw new BenchError(this.#failure("a fault of the driver"));
  }

  #kill(pid: number, signal: Deno.Signal): void {
    try {
      if (!this.#isOver) Deno.kill(pid, signal);
    } catch {
      // It has just ended.
    }
  }

  async #valueAt(value: string, from = 0): Promise<number> {
    const pattern = new RegExp(`^value ${value} at `);
    const line = await this.#find("stdout", pattern, from);
    return moment(line.replace(pattern, ""));
  }

  async #find(
    stream: "stdout" | "stderr",
    pattern: RegExp,
    from = 0,
  ): Promise<string> {
    const index = await this.#transcript.find(stream, pattern, from);
    return this.#transcript.text(index);
  }

  /** What was printed since the last save. */
  #lines(): string[] {
    return Array.from(
      { length: this.#transcript.length - this.#seen },
      (_, i) => this.#transcript.text(this.#seen + i),
    );
  }

  #failure(kind: string): string {
    const said = this.#lines().filter((line) => !line.startsWith('{"kind":'))
      .join("\n");
    const reasons: Record<string, string> = {
      broken: "does not compile; choose a line of a function's body where a " +
        "statement begins",
      refused: "cannot be loaded into the running program",
      unchanged: "makes no difference to the program; choose a line of code " +
        "that is compiled",
    };
    const reason = reasons[kind] ?? `was reported as ${kind}`;
    return `${this.#subject.edit}: the edit ${reason}\n${said}`;
  }
}

function isStage(
  field: [name: string, value: unknown],
): field is [name: string, ms: number] {
  return typeof field[1] === "number";
}

/** A build may take longer than the guard of a single event. */
async function patiently<T>(wait: () => Promise<T>): Promise<T> {
  const tries = 10;
  for (let i = 1; i < tries; i++) {
    try {
      return await wait();
    } catch (error) {
      if (!/: not in \d+ s/.test(`${error}`)) throw error;
    }
  }
  return await wait();
}
