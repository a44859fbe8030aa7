/**
 * A program of which the edited functions alone are compiled, where that can
 * be.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import {
  DrivenProgram,
  type DriveOptions,
  type ReportLine,
} from "../harness/driven_program.ts";
import type { HeldReason } from "../../lib/report/report.ts";
import type { Need } from "../harness/needs.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { stepsWith, type TakeStep } from "../harness/steps.ts";

/** The program's sources. */
export const ENGINE = "engine/src/lib.rs";
export const SHAPES = "engine/src/shapes.rs";
export const PLACES = "engine/src/places.rs";
export const SCALE = "scale/src/lib.rs";
export const MAIN = "app/src/main.rs";

/** Where functions have entries that can lead back. */
export const ON_X86: Need[] = ["Linux on x86-64"];

/** What is replaced in a file, and by what. */
export type Replacement = [path: string, from: string, to: string];

/** What is edited, and the values that are others from then on. */
export interface Edit {
  edits: Replacement[];
  values: Record<string, number>;
  /** Whether whole crates are compiled for it. */
  isWhole?: boolean;
  /**
   * The values that are others once the whole crate is live: it follows where
   * lines have moved.
   */
  behind?: Record<string, number>;
  /** Why old versions stay somewhere. */
  held?: HeldReason[];
}

/** The program as it runs. */
export class Scene {
  #values: Record<string, number> = {};
  /** Those that were edited last. */
  #crates: string[] = [];

  private constructor(
    readonly workspace: ScratchWorkspace,
    readonly program: DrivenProgram,
  ) {}

  static async start(options: Partial<DriveOptions> = {}): Promise<Scene> {
    const workspace = await copyProgram("functions_alone", options);
    const how: DriveOptions = {
      ...options,
      cwd: workspace.folder,
      functionPatches: "always",
    };
    const scene = new Scene(workspace, await DrivenProgram.start(how));
    scene.#values = await scene.ask();
    return scene;
  }

  /** Asks for the values; that of how often it was asked is one more. */
  async ask(): Promise<Record<string, number>> {
    return await this.program.values();
  }

  /** Saves edits, each file at once, and waits until all is live. */
  async save(edits: readonly Replacement[]): Promise<ReportLine[]> {
    const files = Map.groupBy(edits, ([path]) => path);
    for (const [path, all] of files) {
      const pairs = all.map(([, ...pair]) => pair);
      await this.workspace.edit(path, ...pairs);
    }
    const waited = new Set(
      files.keys().map((path) => this.workspace.path(path)),
    );
    const reports: ReportLine[] = [];
    while (waited.size > 0) {
      const report = await this.program.report();
      assertEquals(report.kind, "live", JSON.stringify(report));
      reports.push(report);
      for (const file of report.files) waited.delete(file);
    }
    return reports;
  }

  /** The values that have changed since this was last asked. */
  async changed(): Promise<Record<string, number>> {
    const values = await this.ask();
    const { asked = 0, ...others } = values;
    assertEquals(asked, this.#asked + 2, "statics start afresh");
    const before = this.#values;
    this.#values = values;
    return Object.fromEntries(
      Object.entries(others).filter(([name, value]) => before[name] !== value),
    );
  }

  get #asked(): number {
    return this.#values["asked"] ?? NaN;
  }

  async play(
    { edits, values, behind, isWhole = false, held = [] }: Edit,
  ): Promise<void> {
    const crates = edits.map(([path]) => path.split("/")[0] ?? "");
    // Until the whole crates below it are there, a crate is compiled whole.
    const isOther = crates.some((crate) => !this.#crates.includes(crate));
    if (isOther && this.#crates.length > 0) await this.program.settled();
    this.#crates = crates;
    const reports = await this.save(edits);
    assertEquals(await this.changed(), values);
    for (const report of reports) {
      assertEquals(isAlone(report), !isWhole, JSON.stringify(report));
      assertEquals(report.held?.map(({ reason }) => reason), held);
    }
    if (!behind) return;
    const whole = await this.program.report();
    assertEquals([whole.kind, isAlone(whole)], ["live", false]);
    assertEquals(await this.changed(), behind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}

/** Whether functions alone were compiled. */
export function isAlone({ functions, compile }: ReportLine): boolean {
  return functions !== undefined && compile === undefined;
}

/** Starts the program, and makes one edit after the other. */
export async function playAll(
  t: Deno.TestContext,
  edits: Record<string, Edit>,
  options: Partial<DriveOptions> = {},
): Promise<void> {
  await using scene = await Scene.start(options);
  const step: TakeStep = stepsWith(t, scene.program);
  for (const [name, edit] of Object.entries(edits)) {
    await step(name, () => scene.play(edit));
  }
  assertEquals((await scene.program.end()).code, 0);
}
