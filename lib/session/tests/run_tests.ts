/**
 * `chaud test`: builds the tests with cargo, runs them, and keeps at it. Never
 * talks to a terminal: a listener does.
 */

import { join } from "@std/path";
import type { CargoArguments } from "../../build/cargo/arguments.ts";
import { readWorkspace } from "../../build/cargo/cargo.ts";
import type { BuildVariables } from "../../build/cargo/user_wrappers.ts";
import { buildTests, type TestBuild } from "../../build/test_plan.ts";
import { takeFolder } from "../../system/private_folder.ts";
import { InputWatch } from "./input_watch.ts";
import { TestSession } from "./test_session.ts";
import type { TestListener } from "./test_session_options.ts";
import { TestLinker } from "./test_linker.ts";
import { CrateCodes } from "./crate_codes.ts";
import { type TestOutcome, TestRuns } from "./test_runs.ts";

/** How tests are run. */
export interface RunTestsOptions {
  cargo: string;
  /** As for `cargo test`. */
  args: CargoArguments;
  cwd: string;
  variables: BuildVariables;
  /** Run all tests at each save. */
  all: boolean;
  debugInfo: boolean;
  color: boolean;
  listener: Omit<TestListener, "onNeedsCargo"> & {
    /** Tests are watched: so many programs. */
    onWatching(programs: number): void;
    /** Cargo is asked for the sake of some files. */
    onBuilding(files: readonly string[]): void;
  };
}

/** What came of running everything once. */
export type OneRun =
  | { kind: "not built"; code: number }
  | { kind: "run"; outcome: TestOutcome; took: number };

/** Builds and runs all tests once. */
export async function runTestsOnce(
  options: RunTestsOptions,
): Promise<OneRun> {
  const built = await buildTests(options);
  if (!built.ok) return { kind: "not built", code: built.code };
  const start = performance.now();
  const codes = new CrateCodes();
  const linker = new TestLinker({
    folder: join(built.build.folder, "tests"),
    debugInfo: options.debugInfo,
    isOwn: () => false,
    objectsOf: () => [],
    identityOf: () => undefined,
    needsOneFile: () => true,
  });
  const runs = new TestRuns({ build: built.build, linker, codes });
  const outcome = await runs.run("all", new AbortController().signal);
  return { kind: "run", outcome, took: performance.now() - start };
}

/** Tests that are being run again and again. */
export class TestSupervisor {
  readonly #options: RunTestsOptions;
  #session: TestSession | undefined;
  #inputs: InputWatch | undefined;
  #release: (() => void) | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @param options How tests are run. */
  constructor(options: RunTestsOptions) {
    this.#options = options;
  }

  /**
   * Builds, runs, and begins to watch.
   *
   * @throws {CargoError} If there is no workspace.
   */
  async start(): Promise<void> {
    await this.#build();
  }

  /** Runs all tests, or those that failed. */
  runAgain(which: "all" | "failed"): void {
    this.#session?.runAgain(which);
  }

  /** Runs only tests with this in their names. */
  filterBy(text: string): void {
    this.#session?.filterBy(text);
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
    await this.#turn;
  }

  async #end(): Promise<void> {
    this.#inputs?.close();
    await this.#session?.close();
    this.#session = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  async #build(): Promise<void> {
    const { args, cargo, cwd } = this.#options;
    const built = await buildTests(this.#options);
    if (this.#isClosed) return;
    if (built.ok) return await this.#watch(built.build);
    const workspace = await readWorkspace(cargo, args, cwd).catch(() =>
      undefined
    );
    // Where not even the manifests can be read, those known before count.
    if (workspace) await this.#watchInputs({ workspace });
  }

  async #watch(build: TestBuild): Promise<void> {
    const { debugInfo, color, all, listener } = this.#options;
    const own = await takeFolder(join(build.folder, "tests"));
    this.#release = own.release;
    const folder = own.path;
    listener.onWatching(build.programs.length);
    const session = await TestSession.start({
      ...{ build, folder, debugInfo, color, all },
      listener: {
        ...listener,
        onNeedsCargo: (files) => this.#buildAgain(files),
      },
    });
    this.#session = session;
    await this.#watchInputs({ workspace: build.workspace, build });
  }

  /** Has cargo build anew; what is under way ends. */
  #buildAgain(files: readonly string[]): void {
    if (this.#isClosed) return;
    const { listener } = this.#options;
    this.#inputs?.close();
    this.#inputs = undefined;
    this.#turn = this.#turn.then(async () => {
      await this.#end();
      listener.onBuilding(files);
      await this.#build();
    }).catch(listener.onFault);
  }

  async #watchInputs(
    what: Pick<TestBuild, "workspace"> & { build?: TestBuild },
  ): Promise<void> {
    const { cwd } = this.#options;
    const inputs = new InputWatch({
      ...what,
      cwd,
      isSource: (path) => this.#session?.isSource(path) ?? false,
      onChange: (files) => {
        if (this.#inputs === inputs) this.#buildAgain(files);
      },
    });
    this.#inputs = inputs;
    await inputs.start();
  }
}
