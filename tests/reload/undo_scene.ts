/**
 * The program `tests/programs/undo`, for edits that are taken back: what may
 * lead to code is in it, and each edit is checked for how it went live.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { DrivenProgram, type ReportLine } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";

export const LEAF = "leaf/src/lib.rs";
export const MID = "mid/src/lib.rs";
export const MAIN = "app/src/main.rs";

/** A running program and its sources. */
export class Scene implements AsyncDisposable {
  /** How many patches went live. */
  patches = 0;

  private constructor(
    readonly workspace: ScratchWorkspace,
    readonly program: DrivenProgram,
    /** What the sources were at first, by path. */
    readonly originals: ReadonlyMap<string, string>,
  ) {}

  static async start(): Promise<Scene> {
    const workspace = await copyProgram("undo");
    try {
      const originals = new Map<string, string>();
      for (const path of [LEAF, MID, MAIN]) {
        originals.set(path, await workspace.read(path));
      }
      const cwd = workspace.folder;
      const program = await DrivenProgram.start({ cwd });
      return new Scene(workspace, program, originals);
    } catch (error) {
      await workspace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Saves an edit, or a file's first text, and waits for its report. */
  async save(path: string, ...edit: [string, string][]): Promise<ReportLine> {
    const text = edit.reduce(
      (text, [from, to]) => {
        assertEquals(text.split(from).length, 2, from);
        return text.replace(from, to);
      },
      this.originals.get(path) ?? "",
    );
    await this.workspace.saveByRename(path, text);
    this.patches++;
    return await this.program.reported("live", this.workspace.path(path));
  }

  /** Checks that something was compiled. */
  async forth(path: string, ...edit: [string, string][]): Promise<ReportLine> {
    const report = await this.save(path, ...edit);
    assertEquals(report.back, []);
    assertEquals(typeof report.compile, "number");
    return report;
  }

  /** Checks that nothing was compiled or linked, and what is live again. */
  async back(
    back: number[],
    path: string,
    ...edit: [string, string][]
  ): Promise<ReportLine> {
    const report = await this.save(path, ...edit);
    const { compile, link } = report;
    assertEquals({ back: report.back, compile, link }, {
      back,
      compile: undefined,
      link: undefined,
    });
    return report;
  }

  /** Checks that each save had its report, and that there were no others. */
  async settled(): Promise<void> {
    await this.program.settled();
    const lines = `${this.program.transcript}`.split("\n");
    const count = lines.filter((line) => line.includes('{"kind":')).length;
    assertEquals(count, this.patches, `${this.program.transcript}`);
  }

  /** What the program answers: leaf, mid, the hot function, main. */
  async check(expected: string, turned = "7"): Promise<void> {
    const answer = await this.program.ask("values");
    assertEquals(answer.replace(/ \d+ (\d+)$/, " $1"), expected);
    assertEquals(await this.program.ask("turned"), turned);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}
