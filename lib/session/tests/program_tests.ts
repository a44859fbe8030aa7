/**
 * The tests of one program: which there are, which are due, and how they ended
 * last. Starts the program; never compiles or links it.
 */

import type { TestProgram } from "../../build/test_plan.ts";
import {
  bothChanges,
  type CodeChanges,
  type CrateCode,
  reachedTests,
  reachesMain,
} from "../../object/reach.ts";
import { captureCall } from "../../system/process.ts";
import {
  failuresIn,
  listedTests,
  showsOutput,
  testResults,
  withoutNames,
} from "./test_output.ts";

/** What came of running some tests of a program. */
export interface ProgramResult {
  run: string[];
  failed: string[];
  /** What is to be shown of it. */
  text: string;
}

/** Everything may have changed. */
export const ALL_CODE: CodeChanges = {
  names: new Set(),
  tests: new Set(),
  isWide: true,
};

/** One program and its tests. */
export class ProgramTests {
  readonly program: TestProgram;
  /** The ids of the crates that it is made of. */
  readonly crates: ReadonlySet<string>;
  /** What is started. */
  executable: string;
  /** The names of its tests. */
  tests: string[] = [];
  /** What has changed since its tests ran. */
  #changes: CodeChanges | undefined = ALL_CODE;
  #failed = new Set<string>();
  #isListed = false;

  /** @param program The program, and the crates that it is made of. */
  constructor(program: TestProgram, crates: ReadonlySet<string>) {
    this.program = program;
    this.crates = crates;
    this.executable = program.executable;
  }

  /** How it is called: as cargo names its file. */
  get name(): string {
    return this.program.unit.id;
  }

  /** The crate that its tests are in. */
  get crateName(): string {
    return this.program.unit.crateName;
  }

  /** Whether any of its tests failed last. */
  get hasFailed(): boolean {
    return this.#failed.size > 0;
  }

  /** Whether some of its tests may be due. */
  get isDue(): boolean {
    return this.#changes !== undefined || this.hasFailed;
  }

  /** Whether its code has changed. */
  get hasChanges(): boolean {
    return this.#changes !== undefined;
  }

  /** Its code has changed. */
  change(changes: CodeChanges): void {
    this.#changes = this.#changes
      ? bothChanges(this.#changes, changes)
      : changes;
  }

  /** Other tests may be in it now. */
  relink(executable: string): void {
    this.executable = executable;
    this.#isListed = false;
  }

  /**
   * Asks it which tests it has.
   *
   * @returns What it said, if it did not start.
   */
  async list(signal: AbortSignal): Promise<string | undefined> {
    if (this.#isListed) return undefined;
    if (!this.program.hasHarness) {
      this.tests = [this.crateName];
      this.#isListed = true;
      return undefined;
    }
    const args = [...this.program.args, "--list", "--format", "terse"];
    const { code, stdout, stderr } = await this.#start(args, signal);
    if (code !== 0) return stderr.trim() || `it ended with code ${code}`;
    this.tests = listedTests(stdout);
    this.#failed = this.#failed.intersection(new Set(this.tests));
    this.#isListed = true;
    return undefined;
  }

  /** The tests that are due, those that failed included. */
  due(crates: readonly CrateCode[]): string[] {
    if (!this.#changes) return [...this.#failed];
    if (!this.program.hasHarness) {
      const isReached = reachesMain(crates, this.#changes);
      return isReached || this.hasFailed ? this.tests : [];
    }
    const reached = reachedTests(crates, this.#changes, this.tests);
    return this.tests.filter((test) =>
      reached.has(test) || this.#failed.has(test)
    );
  }

  /** The tests that failed last. */
  failed(): string[] {
    return [...this.#failed];
  }

  /** Nothing has changed that any of its tests can reach. */
  settle(): void {
    this.#changes = undefined;
  }

  /**
   * Runs tests.
   *
   * @throws {DOMException} `AbortError` if the signal was aborted.
   */
  async run(names: readonly string[], signal: AbortSignal) {
    const isAll = names.length === this.tests.length;
    const { args, hasHarness } = this.program;
    const own = isAll || !hasHarness
      ? args
      : [...withoutNames(args), "--exact", ...names];
    const ended = await this.#start(own, signal);
    this.settle();
    return this.#note(names, ended);
  }

  #note(
    names: readonly string[],
    { code, signal, stdout, stderr }: Awaited<ReturnType<typeof captureCall>>,
  ): ProgramResult {
    const isWell = code === 0;
    const { passed, failed, ignored, isWhole } = testResults(stdout);
    for (const name of names) {
      const hasPassed = isWell || passed.has(name) || ignored.has(name) ||
        isWhole && !failed.has(name);
      if (hasPassed && this.program.hasHarness) this.#failed.delete(name);
      else if (isWell) this.#failed.delete(name);
      else this.#failed.add(name);
    }
    const now = names.filter((name) => this.#failed.has(name));
    const all = [stdout, stderr].map((text) => text.trim())
      .filter((text) => text !== "").join("\n");
    const end = signal ? `it was ended by ${signal}` : `it ended with ${code}`;
    const text = showsOutput(this.program.args)
      ? all
      : isWell
      ? ""
      : isWhole
      ? [failuresIn(stdout), stderr.trim()].filter((part) => part !== "")
        .join("\n")
      : `${all}\n\`${this.name}\`: ${end}`;
    return { run: [...names], failed: now, text };
  }

  #start(args: readonly string[], signal: AbortSignal) {
    const { env, cwd } = this.program;
    const call = { program: this.executable, args: [...args], env, cwd };
    return captureCall(call, signal);
  }
}
