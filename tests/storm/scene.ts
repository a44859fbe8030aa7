/** A storm's workspace with its running program, the ordinary build beside it, and what is known of both. */

import type { DrivenProgram } from "../harness/driven_program.ts";
import type { ScratchWorkspace } from "../harness/scratch_workspace.ts";
import { inTime } from "../harness/transcript.ts";
import { unexplained } from "./disagreement.ts";
import { HotSignatures } from "./hot_signatures.ts";
import {
  differences,
  type ObjectCode,
  objectsOf,
  type Snapshot,
} from "./objects.ts";
import {
  type OrdinaryBuild,
  sayDifference,
  type Values,
} from "./ordinary_build.ts";
import { type Files, sameFiles } from "./sources.ts";
import { Story } from "./story.ts";
import { isQuiet } from "./verdicts.ts";
import type { World } from "./world.ts";

/** How often what came out. */
export type Tally = Record<string, number>;

/** Faster than any compile. */
const AT_ONCE_MS = 40;

/** So long nothing may happen while the program is not as it must be. */
const PATIENCE_MS = 120_000;

/** What the program ran when all was well, and from what. */
export interface Good {
  files: Files;
  world: World;
  values: Values;
  objects: Snapshot;
}

/** Where a storm takes place. */
export class Scene implements AsyncDisposable {
  readonly tally: Tally = {};
  world: World;
  /** What is on disk. */
  files: Files;
  readonly #workspace: ScratchWorkspace;
  readonly #program: DrivenProgram;
  readonly #story: Story;
  readonly #ordinary: OrdinaryBuild;
  /** Undefined where dependents are always compiled. */
  readonly #code: ObjectCode | undefined;
  readonly #signatures = new HotSignatures();
  /** Whether the program is started again for what it cannot take. */
  readonly #restarts: boolean;
  #good: Good;
  /** What was on disk after each file of this step, with its world. */
  #moments: { files: Files; world: World }[] = [];
  /** What was on disk when this step began. */
  #start: Files = {};
  /** When its first file was saved. */
  #firstSave: number | undefined;
  /**
   * Whether the driver, once it says that it is done, is done with all of the
   * step: not when it may have been done before the step's last save.
   */
  #isCalm = true;
  /** Whether the last step did not wait until the driver was done. */
  #isBusy = false;
  /** Where this step, and what comes after its last file, begin. */
  #begin = 0;
  #end = 0;

  /** Use {@linkcode setScene}. */
  constructor(
    workspace: ScratchWorkspace,
    program: DrivenProgram,
    ordinary: OrdinaryBuild,
    code: ObjectCode | undefined,
    restarts: boolean,
    good: Good,
  ) {
    this.#restarts = restarts;
    this.#workspace = workspace;
    this.#program = program;
    this.#story = new Story(program.transcript);
    this.#ordinary = ordinary;
    this.#code = code;
    this.#good = good;
    this.world = good.world;
    this.files = good.files;
    this.#signatures.add(good.world);
  }

  /** A step begins. */
  begin(): void {
    this.#begin = this.#story.length;
    this.#end = this.#begin;
    this.#start = this.files;
    this.#firstSave = undefined;
    this.#isCalm = !this.#isBusy;
    this.#isBusy = false;
    this.#moments = [];
  }

  /** Saves or removes one file. */
  async save(
    path: string,
    text: string | undefined,
    byRename: boolean,
  ): Promise<void> {
    const first = this.#firstSave;
    this.#firstSave ??= performance.now();
    this.#end = this.#story.length;
    const { [path]: _, ...others } = this.files;
    this.files = text === undefined ? others : { ...others, [path]: text };
    this.#moments.push({ files: this.files, world: this.world });
    if (text === undefined) await this.#workspace.remove(path);
    else if (byRename) await this.#workspace.saveByRename(path, text);
    else await this.#workspace.save(path, text);
    if (first === undefined) return;
    if (performance.now() - first > AT_ONCE_MS) this.#isCalm = false;
  }

  /**
   * Waits until the driver is done with the step, and compares.
   *
   * @returns What became of the step.
   * @throws {Error} If the program is not what it must be, or a fault came
   *   of edits alone.
   */
  async judge(): Promise<string> {
    const values = await this.#ordinary.values(this.files);
    const isAccepted = this.#restarts || this.#signatures.accepts(this.world);
    const result = values && isAccepted
      ? await this.#becomes(values)
      : await this.#stays(values ? "refused" : "broken");
    this.#count(result);
    const alone = this.#story.compiledAlone(this.#begin);
    for (let i = 0; i < alone; i++) this.#count("compiled alone");
    for (const reason of this.#story.wholeReasons(this.#begin)) {
      this.#count(`whole: ${reason}`);
    }
    const faults = this.#story.faults();
    for (const _ of faults) this.#count("fault");
    if (faults.length > 0) {
      throw new Error(`nobody caused this: ${faults.join("\n")}`);
    }
    return result;
  }

  #count(result: string): void {
    this.tally[result] = (this.tally[result] ?? 0) + 1;
  }

  /** What the program shows: nothing if it was asked while it was stopped. */
  async #values(): Promise<Values> {
    return await inTime(this.#program.values(), PATIENCE_MS) ?? {};
  }

  /** The last lines of the driver. */
  story(lines: number): string {
    return this.#story.end(lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
    await this.#ordinary[Symbol.asyncDispose]();
    await this.#workspace[Symbol.asyncDispose]();
  }

  /** The program must come to have these values. */
  async #becomes(values: Values): Promise<string> {
    const isSame = sameFiles(this.files, this.#good.files);
    let shown: Values = {};
    await this.#settles(isSame, async (kind) => {
      if (kind === "broken" || kind === "refused") return `it was ${kind}`;
      shown = await this.#values();
      return sayDifference(shown, values);
    });
    this.#isBusy = isSame && this.#moments.length > 0;
    const compared = isSame || !this.#isCalm
      ? "live"
      : await this.#compareObjects();
    for (const { world } of this.#moments) this.#signatures.add(world);
    this.#good = {
      files: this.files,
      world: this.world,
      values,
      objects: await this.#objects(isSame),
    };
    return isSame ? "same" : compared;
  }

  /** The objects of what runs, as far as they are known. */
  async #objects(isSame: boolean): Promise<Snapshot> {
    if (isSame) return this.#good.objects;
    return this.#isCalm ? await objectsOf(this.#code) : new Map();
  }

  /** The program must go on with what it had, or with a moment in between. */
  async #stays(kind: "broken" | "refused"): Promise<string> {
    const isSame = sameFiles(this.files, this.#start);
    this.#isBusy = isSame && this.#moments.length > 0;
    await this.#settles(isSame, async (last) => {
      if (last !== kind && !isSame) return `${last} instead of ${kind}`;
      const shown = await this.#values();
      const said = sayDifference(shown, this.#good.values);
      if (said === undefined) return undefined;
      for (const { files, world } of this.#moments) {
        const values = await this.#ordinary.values(files);
        if (!values || sayDifference(shown, values)) continue;
        this.#signatures.add(world);
        const objects: Snapshot = new Map();
        this.#good = { files, world, values, objects };
        return undefined;
      }
      return `neither the last good state nor one between: ${said}`;
    });
    return kind;
  }

  /** Waits until a check has nothing to say, each time the driver is done. */
  async #settles(
    mayBeDone: boolean,
    check: (kind: string | undefined) => Promise<string | undefined>,
  ): Promise<void> {
    let from = this.#end;
    if (mayBeDone && await check(undefined) === undefined) return;
    let said: string | undefined = "nothing was reported";
    while (true) {
      const index = await this.#story.settled(from, PATIENCE_MS);
      if (index === undefined) throw new Error(said);
      from = index + 1;
      said = await check(this.#story.lastKind(this.#begin, index));
      if (said === undefined) return;
    }
  }

  /** What the classifier called quiet must leave dependents' objects alone. */
  async #compareObjects(): Promise<string> {
    const { files, objects, world } = this.#good;
    const code = this.#code;
    if (!code || objects.size === 0) return "live";
    if (!isQuiet(files, this.files)) return "live";
    const edited = new Set(
      Object.keys(this.files).filter((path) => files[path] !== this.files[path])
        .map((path) => path.split("/")[0] ?? ""),
    );
    const reached = code.reachedBy(edited);
    const fresh = await code.afresh();
    if (!fresh) throw new Error("the replayed calls do not compile");
    const worlds = [world, this.world];
    await this.#settles(true, async () => {
      const driver = await code.ofDriver();
      if (typeof driver === "string") return driver;
      const stale = unexplained(differences(driver, fresh, reached), worlds);
      if (stale.length === 0) return undefined;
      return `not as compiled afresh: ${JSON.stringify(stale)}`;
    });
    const dependents = reached.filter((crate) => !edited.has(crate));
    const found = differences(objects, fresh, dependents);
    const wrong = unexplained(found, worlds);
    if (wrong.length > 0) {
      throw new Error(`dependents were not alike: ${JSON.stringify(wrong)}`);
    }
    return found.length > 0 ? "live, with shared instances" : "live, quiet";
  }
}
