/**
 * A small workspace with its program running, for faults to come upon: the
 * program goes on, the report says what happened, and the next good save works.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  DrivenProgram,
  type DriveOptions,
  type ReportLine,
} from "./driven_program.ts";
import { copyProgram, type ScratchWorkspace } from "./scratch_workspace.ts";
import { ENGINE } from "./small_program.ts";

/** How a scene differs from the usual. */
export interface FaultSceneOptions {
  /** The program of `tests/programs`; `small` by default. */
  program?: string;
  /** More files of the workspace; `{workspace}` stands for its folder. */
  files?: Record<string, string>;
  /** What else there must be. */
  prepare?: (workspace: ScratchWorkspace) => Promise<void>;
  /** How the program is started. */
  drive?: (workspace: ScratchWorkspace) => Omit<DriveOptions, "cwd">;
}

/** Where faults happen. */
export class FaultScene implements AsyncDisposable {
  readonly workspace: ScratchWorkspace;
  readonly program: DrivenProgram;
  /** The word that the running code says. */
  #version = "first";
  #calls = 0;
  #edits = 0;

  private constructor(workspace: ScratchWorkspace, program: DrivenProgram) {
    this.workspace = workspace;
    this.program = program;
  }

  /** Builds and starts all. */
  static async start(options: FaultSceneOptions = {}): Promise<FaultScene> {
    const workspace = await copyProgram(options.program ?? "small");
    try {
      for (const [path, text] of Object.entries(options.files ?? {})) {
        const own = text.replaceAll("{workspace}", workspace.folder);
        await workspace.save(path, own);
        if (own.startsWith("#!")) {
          await Deno.chmod(workspace.path(path), 0o755);
        }
      }
      await options.prepare?.(workspace);
      const drive = options.drive?.(workspace) ?? {};
      const cwd = workspace.folder;
      const program = await DrivenProgram.start({ cwd, ...drive });
      return new FaultScene(workspace, program);
    } catch (error) {
      await workspace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The program does its work, with the code and the state that it has. */
  async works(): Promise<void> {
    const drops = this.#calls++;
    const counts = `calls ${this.#calls}, drops ${drops}`;
    const expected = `${this.#version} part, ${counts}`;
    assertEquals(await this.program.ask("work"), expected);
  }

  /** Saves a good edit; returns the word that its code says. */
  async save(): Promise<string> {
    const next = `version${++this.#edits}`;
    const text = await this.workspace.read(ENGINE);
    const edited = text.replace(/"\w+ \{\}, calls/, `"${next} {}, calls`);
    await this.workspace.saveByRename(ENGINE, edited);
    return next;
  }

  /** The last save comes to a fault, and the program goes on. */
  async fails(reason: string, says: RegExp): Promise<ReportLine> {
    const report = await this.program.report();
    const { kind, reason: found } = report;
    assertEquals(
      [kind, found],
      ["fault", reason],
      `${this.program.transcript}`,
    );
    await this.program.said(says);
    await this.works();
    return report;
  }

  /** A good save goes live. */
  async recovers(): Promise<void> {
    const next = await this.save();
    await this.becomes(next);
  }

  /** Saving the same once more is enough. */
  async recoversBySaving(version: string): Promise<void> {
    await this.workspace.saveUnchanged(ENGINE);
    await this.becomes(version);
  }

  /** What was saved goes live. */
  async becomes(version: string): Promise<void> {
    let report = await this.program.report();
    // What was taken back just before may have a report of its own.
    while (report.kind === "unchanged") report = await this.program.report();
    assertEquals(report.kind, "live", `${this.program.transcript}`);
    assertEquals(report.files, [this.workspace.path(ENGINE)]);
    this.#version = version;
    await this.works();
  }

  /** A new program runs what was saved last. */
  async restarted(version: string): Promise<void> {
    const { cause } = await this.program.restarted(this.workspace.path(ENGINE));
    assertEquals(cause, "gone");
    await this.isNew(version);
  }

  /** A program that was just started works, with this code. */
  async isNew(version: string): Promise<void> {
    this.#version = version;
    this.#calls = 0;
    await this.works();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}
