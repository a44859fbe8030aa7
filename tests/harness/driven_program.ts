/**
 * A program started by `chaud run`, as a user starts it: through the command
 * line, in a process of its own. A test asks it for values over its standard
 * input and output, and waits for what the driver says about each save.
 *
 * @module
 */

import { join } from "@std/path";
import type { FunctionPatches } from "../../lib/report/function_patches.ts";
import type { RestartPolicy } from "../../lib/report/restart.ts";
import type { BuildOptions } from "./prebuilt.ts";
import { cleanEnvironment, ProcessTree } from "./process_tree.ts";
import type { ReportLine } from "./report_line.ts";
import { guarded, Transcript } from "./transcript.ts";
import { TOP } from "./tree.ts";

export type { ReportLine };

/** So long it may take to end when it is asked to: a test may have waited before. */
const END_MS = 90_000;

/** Has all tests compile functions alone, where that can be. */
const EVERYWHERE = Deno.env.get("FUNCTION_PATCHES") as
  | FunctionPatches
  | undefined;

/** A program that started its driver says who speaks. */
const REPORT = /^(?:chaud: )?\{"kind":/;
const REST = /nothing is left to do/;
const REPORT_OR_REST = new RegExp(`${REPORT.source}|${REST.source}`);

/** How a program is started. */
export interface DriveOptions extends BuildOptions {
  /** The folder to start it in. */
  cwd: string;
  /** Keep all crates in the executable. */
  monolithic?: boolean;
  /** When the driver restarts the program; never by default. */
  restart?: RestartPolicy;
  /** When functions alone are compiled; never by default. */
  functionPatches?: FunctionPatches;
  /** More arguments for `chaud run`. */
  args?: string[];
  /** Arguments for the program. */
  programArgs?: string[];
  env?: Record<string, string>;
  /** What Deno allows the driver; everything by default. */
  permissions?: string[];
  /** So long it may take to end. */
  guardMs?: number;
  /** The words that start the driver, where they are not the usual ones. */
  command?: string[];
  /** The command is cargo's own: the driver's options are not for it. */
  isCargo?: boolean;
}

/** Arguments for Deno that run the driver. */
export function driverCommand(permissions: string[] = ["-A"]): string[] {
  const config = join(TOP, "deno.json");
  return ["run", "--config", config, ...permissions, join(TOP, "cli.ts")];
}

/** The program and its driver. */
export class DrivenProgram implements AsyncDisposable {
  /** What both have printed. */
  readonly transcript: Transcript = new Transcript();
  /** How the driver ended, once it has. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #tree: ProcessTree;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #read: Promise<unknown>;
  readonly #guardMs: number | undefined;
  #answered = 0;
  #reported = 0;
  #isOver = false;

  /** Starts to build it; see {@linkcode watching}. */
  constructor(options: DriveOptions) {
    const { cwd, toolchain, release, monolithic, programArgs = [] } = options;
    this.#guardMs = options.guardMs;
    const { restart = "never", functionPatches = EVERYWHERE } = options;
    const usual = [Deno.execPath(), ...driverCommand(options.permissions)];
    const [driver = "", ...words] = options.command ?? [...usual, "run"];
    const args = [
      ...words,
      ...toolchain === undefined ? [] : [`+${toolchain}`],
      ...options.isCargo ? [] : ["--timings", `--restart=${restart}`],
      ...monolithic && !options.isCargo ? ["--monolithic"] : [],
      ...functionPatches && !options.isCargo
        ? [`--function-patches=${functionPatches}`]
        : [],
      ...release ? ["--release"] : [],
      ...options.args ?? [],
      ...programArgs.length > 0 ? ["--", ...programArgs] : [],
    ];
    const env = {
      ...cleanEnvironment(),
      CHAUD_SELFTEST: "1",
      CHAUD_LOG: "debug",
      ...options.env,
    };
    this.#tree = new ProcessTree(driver, {
      args,
      cwd,
      env,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
    const { root } = this.#tree;
    this.#input = root.stdin.getWriter();
    this.#input.closed.catch(() => {});
    this.#read = Promise.all([
      this.transcript.follow("stdout", root.stdout),
      this.transcript.follow("stderr", root.stderr),
    ]);
    this.status = root.status;
    this.status.then(() => this.#isOver = true);
  }

  /** The driver's process. */
  get pid(): number {
    return this.#tree.root.pid;
  }

  /** Starts one, and waits until its first edit is at full speed. */
  static async start(options: DriveOptions): Promise<DrivenProgram> {
    const program = new DrivenProgram(options);
    try {
      await program.ready();
      await program.warm();
      if (options.functionPatches ?? EVERYWHERE) await program.prepared();
      return program;
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits until the program takes requests. */
  async ready(): Promise<void> {
    const from = this.#answered;
    this.#answered = await this.transcript.find("stdout", /^= ready$/, from) +
      1;
  }

  /**
   * Waits for a restart because of a file, or for whatever reason, until the
   * new program's sources are watched.
   */
  async restarted(path?: string): Promise<ReportLine> {
    const report = path === undefined
      ? await this.report()
      : await this.reported("restart", path);
    await this.renewed();
    return report;
  }

  /** Waits until the sources of a program that was just started are watched. */
  async renewed(): Promise<void> {
    await this.ready();
    await this.heard(/^ +Watching /);
  }

  /** Waits for a line of the driver after the last report. */
  async heard(pattern: RegExp): Promise<string> {
    const from = this.#reported;
    const index = await this.transcript.find("stderr", pattern, from);
    return this.transcript.text(index);
  }

  /** Waits until the driver watches the program's sources. */
  async watching(): Promise<void> {
    await this.said(/^(?: +|chaud: )Watching /);
  }

  /** Waits until every crate has its reload build. */
  async warm(): Promise<void> {
    await this.said(/the reload build is ready/);
  }

  /** Waits until it is known of each crate whether functions alone can do. */
  async prepared(): Promise<void> {
    await this.said(/functions of .* can be compiled alone/);
  }

  /** Waits for a line of the driver; it may have come before. */
  async said(pattern: RegExp): Promise<string> {
    const index = await this.transcript.find("stderr", pattern);
    return this.transcript.text(index);
  }

  /** Waits for the next report. */
  async report(): Promise<ReportLine> {
    return await this.#report(REPORT) ?? await this.report();
  }

  /** Waits for the next report, or until nothing is left to do. */
  async next(): Promise<ReportLine | undefined> {
    return await this.#report(REPORT_OR_REST);
  }

  async #report(pattern: RegExp): Promise<ReportLine | undefined> {
    const from = this.#reported;
    const index = await this.transcript.find("stderr", pattern, from);
    const text = this.transcript.text(index);
    if (!REPORT.test(text)) return undefined;
    this.#reported = index + 1;
    return JSON.parse(text.slice(text.indexOf("{"))) as ReportLine;
  }

  /**
   * Waits for a report of a kind about a file. Others are passed over: what a
   * file held while it was being written may have a report of its own.
   *
   * @param path Absolute.
   */
  async reported(kind: ReportLine["kind"], path: string): Promise<ReportLine> {
    while (true) {
      const report = await this.report();
      if (report.kind === kind && report.files.includes(path)) return report;
    }
  }

  /** Waits until nothing is left to do after the last report. */
  async settled(): Promise<void> {
    await this.transcript.find("stderr", REST, this.#reported);
  }

  /** Asks the program, and waits for its answer. */
  async ask(request: string): Promise<string> {
    await this.send(request);
    const from = this.#answered;
    // It may be a new one that has just said that it is ready.
    const index = await this.transcript.find("stdout", /^= (?!ready$)/, from);
    this.#answered = index + 1;
    return this.transcript.text(index).slice("= ".length);
  }

  /** Sends a request that has no answer. */
  async send(request: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${request}\n`));
  }

  /** Asks for the program's values. */
  async values(): Promise<Record<string, number>> {
    const pairs = (await this.ask("values")).split(" ");
    return Object.fromEntries(pairs.map((pair) => {
      const [name = "", value] = pair.split("=");
      return [name, Number(value)];
    }));
  }

  /** Sends the driver a signal. */
  kill(signal: Deno.Signal): void {
    this.#tree.root.kill(signal);
  }

  /** Closes the program's input, which ends it; waits for both ends. */
  async end(guardMs = this.#guardMs): Promise<Deno.CommandStatus> {
    // Of what does not read any more, it waits for ever.
    this.#input.close().catch(() => {});
    const ended = Promise.all([this.status, this.#read]);
    try {
      const [status] = await guarded("the end", ended, guardMs);
      return status;
    } catch (error) {
      throw new Error(`${error}\n${this.transcript}`);
    } finally {
      await this.#tree[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.kill("SIGTERM");
    await this.end(this.#guardMs ?? END_MS);
  }
}
