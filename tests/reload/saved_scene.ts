/**
 * The program `tests/programs/saved`: made from files in all kinds of places,
 * `engine/src/linked` and `single.rs` being links, it says what they hold. And
 * how it is edited while it runs.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { DrivenProgram } from "../harness/driven_program.ts";
import {
  copyProgram,
  type ScratchWorkspace,
} from "../harness/scratch_workspace.ts";
import { ENGINE } from "../harness/small_program.ts";

/** Files whose text is part of the program. */
export const ASSETS = {
  inside: "engine/src/asset.txt",
  outside: "assets/text.txt",
} as const;

/** A folder with many modules. */
export const MANY = "engine/src/many";
/** So many. */
export const COUNT = 50;

const numbers = Array.from({ length: COUNT }, (_, i) => i);

/** The modules of {@linkcode MANY}. */
const MODULES: Record<string, string> = {
  [`${MANY}/mod.rs`]: [
    ...numbers.map((i) => `mod m${i};`),
    "pub(crate) fn sum() -> u32 {",
    `    ${numbers.map((i) => `m${i}::value()`).join(" + ")}`,
    "}\n",
  ].join("\n"),
  ...Object.fromEntries(numbers.map((i) => [
    `${MANY}/m${i}.rs`,
    "pub(crate) fn value() -> u32 { 1 }\n",
  ])),
};

/** A workspace, its program, and the version of its code. */
export class Scene implements AsyncDisposable {
  readonly workspace: ScratchWorkspace;
  readonly program: DrivenProgram;
  #version = 0;

  private constructor(workspace: ScratchWorkspace, program: DrivenProgram) {
    this.workspace = workspace;
    this.program = program;
  }

  static async start(): Promise<Scene> {
    const workspace = await copyProgram("saved", { files: MODULES });
    const cwd = workspace.folder;
    // So that the session's folder is in the workspace's.
    const env = { TMPDIR: cwd };
    return new Scene(workspace, await DrivenProgram.start({ cwd, env }));
  }

  /** The library's text in its next version; after what is saved, or this. */
  async next(text?: string): Promise<string> {
    const last = text ?? await this.workspace.read(ENGINE);
    const [from, to] = [this.#version, ++this.#version];
    assert(last.includes(`version ${from},`), last);
    return last.replace(`version ${from},`, `version ${to},`);
  }

  /** Waits until the program says this, in as many reports as it takes. */
  async says(text = `version ${this.#version},`): Promise<void> {
    while (!(await this.program.ask("work")).includes(text)) {
      await this.program.report();
    }
  }

  /** Waits for the report of a file that only this saves: no other is left. */
  async hasReported(): Promise<void> {
    const path = "engine/src/part.rs";
    const text = await this.workspace.edited(path, ['"part"', '"a part"']);
    await this.workspace.saveByRename(path, text);
    await this.program.reported("live", this.workspace.path(path));
  }

  /** Saves, which must lead to one report about this file alone. */
  async isQuiet(): Promise<void> {
    await this.workspace.saveByRename(ENGINE, await this.next());
    const { kind, files } = await this.program.report();
    const expected = { kind: "live", files: [this.workspace.path(ENGINE)] };
    assertEquals({ kind, files }, expected);
    await this.says();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.workspace[Symbol.asyncDispose]();
  }
}
