/**
 * `chaud test` over a workspace, as a user starts it. A test edits files, and
 * waits for what is said of each save.
 *
 * @module
 */

import { driverCommand } from "../harness/driven_program.ts";
import {
  cleanEnvironment,
  finish,
  type Finished,
  ProcessTree,
} from "../harness/process_tree.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { guarded, Transcript } from "../harness/transcript.ts";

/** What is said of a save, as JSON. */
export interface Tested {
  tests: string[];
  failed: string[];
  of: number;
}

/** A workspace whose tests run at each save. */
export class TestScene implements AsyncDisposable {
  readonly workspace: ScratchWorkspace;
  readonly transcript: Transcript = new Transcript();
  readonly #tree: ProcessTree;
  readonly #read: Promise<unknown>;
  #seen = 0;

  private constructor(workspace: ScratchWorkspace, args: readonly string[]) {
    this.workspace = workspace;
    this.#tree = new ProcessTree(Deno.execPath(), {
      args: [...driverCommand(), "test", "--timings", ...args],
      cwd: workspace.folder,
      env: { ...cleanEnvironment(), CHAUD_LOG: "debug" },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    const { root } = this.#tree;
    this.#read = Promise.all([
      this.transcript.follow("stdout", root.stdout),
      this.transcript.follow("stderr", root.stderr),
    ]);
  }

  /** Starts it, and waits until an edit is at full speed. */
  static async start(...args: string[]): Promise<TestScene> {
    const workspace = await copyProgram("tested");
    const scene = new TestScene(workspace, args);
    try {
      await scene.warm();
      return scene;
    } catch (error) {
      await scene[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Waits until every part of what was built last is ready. */
  async warm(): Promise<void> {
    await this.said(/every part is ready/);
  }

  /** Waits for a line of the driver's, behind what was waited for before. */
  async said(pattern: RegExp): Promise<string> {
    const index = await this.transcript.find("stderr", pattern, this.#seen);
    this.#seen = index + 1;
    return this.transcript.text(index);
  }

  /** Waits for the next report. */
  async tested(): Promise<Tested> {
    return JSON.parse(await this.said(/^\{"kind":"tested"/)) as Tested;
  }

  /** Edits a file, and waits for the report. */
  async edit(
    path: string,
    ...replacements: [from: string, to: string][]
  ): Promise<Tested> {
    await this.workspace.edit(path, ...replacements);
    return await this.tested();
  }

  /** Ends it as Ctrl-C does. */
  async end(): Promise<Deno.CommandStatus> {
    this.#tree.root.kill("SIGINT");
    return await guarded("the end", this.#tree.root.status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tree[Symbol.asyncDispose]();
    await this.#read.catch(() => {});
    await this.workspace[Symbol.asyncDispose]();
  }
}

/** Runs `chaud test --once`. */
export async function testOnce(
  workspace: ScratchWorkspace,
  ...args: string[]
): Promise<Finished> {
  return await finish({
    program: Deno.execPath(),
    args: [...driverCommand(), "test", "--once", ...args],
    cwd: workspace.folder,
    env: cleanEnvironment(),
  });
}

/** The tests that fail where cargo runs all of them. */
export async function failingWithCargo(
  workspace: ScratchWorkspace,
): Promise<string[]> {
  const { stdout, stderr } = await finish({
    program: "cargo",
    args: ["test", "--no-fail-fast", "--tests", "--", "--color=never"],
    cwd: workspace.folder,
    env: {
      ...cleanEnvironment(),
      CARGO_TARGET_DIR: workspace.path("ordinary"),
    },
  });
  const failed = Array.from(
    stdout.matchAll(/^test (.+?)(?: - should panic)? \.\.\. FAILED$/gm),
    ([, name = ""]) => name,
  );
  // What has no harness prints no names.
  return [...failed, ...stderr.includes("too low") ? ["by_itself"] : []].sort();
}

/** Tests by their names alone: of what has no harness, its crate's. */
export function namesOf(tests: readonly string[]): string[] {
  return tests.map((test) => test.replace(/^\w+: /, "")).sort();
}
