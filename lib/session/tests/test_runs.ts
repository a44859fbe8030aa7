/**
 * All test programs of a build: links those whose code has changed, and runs
 * the tests that are due. Never compiles.
 */

import type { TestBuild } from "../../build/test_plan.ts";
import type { Unit } from "../../build/rustc/unit.ts";
import type { UnitGraph } from "../../build/rustc/unit_graph.ts";
import type { CodeChanges } from "../../object/reach.ts";
import type { CrateCodes } from "./crate_codes.ts";
import { TestedBinaries } from "./tested_binaries.ts";
import { ALL_CODE, ProgramTests } from "./program_tests.ts";
import { type TestLinker, TestLinkError } from "./test_linker.ts";

/** What came of running tests. */
export interface TestOutcome {
  /** The tests that have run, by crate and name: `app: tests::adds`. */
  tests: string[];
  /** So many there are. */
  of: number;
  /** Those of them that failed. */
  failed: string[];
  /** What programs printed of failures, or all of it where that is wanted. */
  texts: string[];
  /** How long they ran, in milliseconds. */
  ran: number;
}

/** The same, of one save. */
export interface TestReport extends TestOutcome {
  files: readonly string[];
  /** How long rustc took, in milliseconds. */
  rustc: number;
  /** When the save was noticed, by `performance.now()`. */
  since: number;
}

/** What the runs work with. */
export interface TestRunsOptions {
  build: Pick<TestBuild, "programs" | "binaries" | "graph">;
  linker: TestLinker;
  codes: CrateCodes;
}

/** The programs of a build. */
export class TestRuns {
  readonly #options: TestRunsOptions;
  readonly #programs: ProgramTests[];
  /** Those whose crate itself was compiled since they were linked, or any. */
  readonly #stale = new Set<ProgramTests>();
  readonly #binaries: TestedBinaries;
  /** Part of the names of those to run; all, if it is empty. */
  filter = "";

  constructor(options: TestRunsOptions) {
    this.#options = options;
    const { programs, binaries, graph } = options.build;
    this.#binaries = new TestedBinaries(
      binaries,
      ({ unit }) => cratesOf(unit, graph),
    );
    this.#programs = programs.map((program) =>
      new ProgramTests(program, cratesOf(program.unit, graph))
    );
  }

  /** Whether the code of some program has changed since its tests ran. */
  get areChanged(): boolean {
    return this.#programs.some(({ hasChanges }) => hasChanges);
  }

  /** A crate was compiled to other code. */
  change(unit: string, changes: CodeChanges): void {
    for (const program of this.#programs) {
      if (!program.crates.has(unit)) continue;
      program.change(changes);
      this.#stale.add(program);
    }
    this.#binaries.change(unit, changes);
  }

  /** Links all programs, so that an edit finds all parts there. */
  async prepare(signal: AbortSignal): Promise<void> {
    const { linker } = this.#options;
    for (const { program } of this.#programs) {
      try {
        await linker.link(program, signal);
      } catch (error) {
        // The edit that needs it will say so.
        if (!(error instanceof TestLinkError)) throw error;
      }
    }
  }

  /**
   * Runs tests: all, those that failed, or those that are due.
   *
   * @throws {DOMException} `AbortError` if the signal was aborted; what is due
   *   stays so.
   */
  async run(
    which: "all" | "failed" | "due",
    signal: AbortSignal,
  ): Promise<TestOutcome> {
    const { linker, codes } = this.#options;
    const renewed = await this.#binaries.renew(codes, linker, signal);
    for (const each of this.#programs) {
      const starts = each.program.binaries;
      // What a test starts is no part of its code.
      if (starts.some((path) => renewed.includes(path))) each.change(ALL_CODE);
    }
    const programs = this.#programs.filter((each) =>
      which === "all" || (which === "failed" ? each.hasFailed : each.isDue)
    );
    await Promise.all(programs.map((each) => this.#makeReady(each, signal)));
    const outcome: TestOutcome = {
      tests: [],
      of: 0,
      failed: [],
      texts: [],
      ran: 0,
    };
    const start = performance.now();
    // What failed is what one waits for.
    const ordered = programs.toSorted((a, b) =>
      Number(b.hasFailed) - Number(a.hasFailed)
    );
    for (const program of ordered) {
      const tests = this.#choose(program, which)
        .filter((name) => name.includes(this.filter));
      if (tests.length === 0) {
        if (which !== "failed") program.settle();
        continue;
      }
      const { run, failed, text } = await program.run(tests, signal);
      const named = (name: string) => `${program.crateName}: ${name}`;
      outcome.tests.push(...run.map(named));
      outcome.failed.push(...failed.map(named));
      if (text !== "") outcome.texts.push(text);
    }
    outcome.ran = performance.now() - start;
    outcome.of = this.#programs.reduce(
      (sum, { tests }) => sum + tests.length,
      0,
    );
    return outcome;
  }

  #choose(
    program: ProgramTests,
    which: "all" | "failed" | "due",
  ): readonly string[] {
    if (which === "all") return program.tests;
    if (which === "failed") return program.failed();
    const { codes } = this.#options;
    const crates = [...program.crates].flatMap((id) => codes.of(id) ?? []);
    return program.due(crates);
  }

  /** Has a program start what was compiled last. */
  async #makeReady(
    tests: ProgramTests,
    signal: AbortSignal,
  ): Promise<void> {
    const { linker } = this.#options;
    const { program } = tests;
    const link = async () => {
      tests.relink(await linker.link(program, signal));
      this.#stale.delete(tests);
    };
    if (this.#stale.has(tests)) await link();
    const said = await tests.list(signal);
    if (said === undefined) return;
    if (!linker.keepWhole(program)) throw new TestLinkError(said);
    await link();
    const again = await tests.list(signal);
    if (again !== undefined) throw new TestLinkError(again);
  }
}

/** The ids of a program's crates. */
function cratesOf(unit: Unit, { order }: UnitGraph): Set<string> {
  const byId = new Map(order.map((each) => [each.id, each]));
  const found = new Set<string>();
  const pending = [unit.id];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id) || !byId.has(id)) continue;
    found.add(id);
    pending.push(...byId.get(id)?.dependencies ?? []);
  }
  return found;
}
