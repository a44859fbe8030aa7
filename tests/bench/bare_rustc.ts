/**
 * The least that an edit can cost: the driver's own rustc call for the edited
 * crate, with incremental and output folders of its own, and nothing else.
 *
 * @module
 */

import { join } from "@std/path";
import { findBase } from "../../lib/base.ts";
import { inputFiles } from "../../lib/dep_info.ts";
import type { Unit } from "../../lib/recording.ts";
import { outputFolder, type ReloadBuild, replay } from "../../lib/replay.ts";
import { BenchError, finish } from "./processes.ts";

/** One crate that can be compiled again and again. */
export class BareRustc {
  readonly #build: ReloadBuild;
  readonly #unit: Unit;
  readonly #bin: Unit;
  readonly #signal: AbortSignal;

  private constructor(
    build: ReloadBuild,
    unit: Unit,
    bin: Unit,
    signal: AbortSignal,
  ) {
    this.#build = build;
    this.#unit = unit;
    this.#bin = bin;
    this.#signal = signal;
  }

  /**
   * Compiles the crate that a file belongs to, after those that it needs.
   *
   * @param executable The program that `chaud run` started.
   * @param folder Where to compile to.
   * @throws {BenchError} If the file is not part of the program.
   */
  static async prepare(
    executable: string,
    file: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<BareRustc> {
    const { graph, bin } = await findBase(executable);
    const inputs = await Promise.all(graph.order.map(async (unit) => {
      const text = await Deno.readTextFile(unit.depInfo);
      return inputFiles(text, unit.recording.cwd);
    }));
    const unit = graph.order.find((_, i) => inputs[i]?.includes(file));
    if (unit === undefined) {
      throw new BenchError(`\`${file}\` is not compiled into ${executable}`);
    }
    const build: ReloadBuild = {
      folder,
      units: new Map(graph.order.map((each) => [each.id, each])),
      debugInfo: false,
      color: false,
    };
    const needed = new Set([unit.id]);
    for (const each of graph.order.toReversed()) {
      if (!needed.has(each.id)) continue;
      for (const id of each.dependencies) needed.add(id);
    }
    for (const each of graph.order.filter(({ id }) => needed.has(id))) {
      await Deno.mkdir(outputFolder(build, each), { recursive: true });
      await new BareRustc(build, each, bin, signal).run();
    }
    return new BareRustc(build, unit, bin, signal);
  }

  /** The name of the crate. */
  get crateName(): string {
    return this.#unit.crateName;
  }

  /** What the program is called: its package and its target. */
  get program(): { package: string; bin: string } {
    const { env } = this.#bin.recording;
    const name = env["CARGO_PKG_NAME"] ?? "";
    return { package: name, bin: env["CARGO_BIN_NAME"] ?? name };
  }

  /** Compiles it as its source is now. */
  async run(): Promise<number> {
    const call = replay(this.#build, this.#unit);
    const start = performance.now();
    const task = { ...call, signal: this.#signal };
    const { success, stderr } = await finish(task);
    const ms = performance.now() - start;
    if (!success) throw new BenchError(`rustc failed:\n${stderr}`);
    await this.#removeObjects();
    return ms;
  }

  /** rustc gives objects a new name each time. */
  async #removeObjects(): Promise<void> {
    const folder = outputFolder(this.#build, this.#unit);
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".o")) await Deno.remove(join(folder, name));
    }
  }
}
