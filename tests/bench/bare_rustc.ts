/**
 * The least that an edit can cost: the driver's own rustc call for the edited
 * crate, with incremental and output folders of its own, and nothing else.
 *
 * @module
 */

import { join } from "@std/path";
import { findBase } from "../../lib/build/base.ts";
import { inputFiles } from "../../lib/build/rustc/dep_info.ts";
import type { Unit } from "../../lib/build/rustc/unit.ts";
import type { Call } from "../../lib/system/process.ts";
import {
  outputFolder,
  type ReloadBuild,
  replay,
} from "../../lib/build/rustc/replay.ts";
import { BenchError, finish } from "./measured_process.ts";
import type { Subject } from "./subject.ts";

/** What may differ from the driver's own way. */
export interface BareOptions {
  /** Where everything is written. */
  folder?: string;
  /** Other arguments for rustc. */
  change?: ((args: string[]) => string[]) | undefined;
}

/** One crate that can be compiled again and again. */
export class BareRustc {
  readonly #build: ReloadBuild;
  readonly #unit: Unit;
  readonly #bin: Unit;
  readonly #subject: Subject;
  readonly #signal: AbortSignal;
  readonly #change: (args: string[]) => string[];

  private constructor(
    build: ReloadBuild,
    unit: Unit,
    bin: Unit,
    subject: Subject,
    signal: AbortSignal,
    change: (args: string[]) => string[],
  ) {
    this.#change = change;
    this.#build = build;
    this.#unit = unit;
    this.#bin = bin;
    this.#subject = subject;
    this.#signal = signal;
  }

  /**
   * Compiles the crate that is edited, after those that it needs.
   *
   * @param executable The program that `chaud run` started.
   * @throws {BenchError} If the file is not part of the program.
   */
  static async prepare(
    executable: string,
    subject: Subject,
    signal: AbortSignal,
    options: BareOptions = {},
  ): Promise<BareRustc> {
    const { change = (args) => args } = options;
    const { graph, bin } = await findBase(executable);
    const inputs = await Promise.all(graph.order.map(async (unit) => {
      const text = await Deno.readTextFile(unit.depInfo);
      return inputFiles(text, unit.recording.cwd);
    }));
    const file = subject.hot.file.path;
    const unit = graph.order.find((_, i) => inputs[i]?.includes(file));
    if (unit === undefined) {
      throw new BenchError(`\`${file}\` is not compiled into ${executable}`);
    }
    const folder = options.folder ?? join(subject.bare.targetFolder, "bare");
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    const build: ReloadBuild = {
      folder,
      units: new Map(graph.order.map((each) => [each.id, each])),
      debugInfo: false,
      color: false,
      inheritsStatics: false,
    };
    const needed = new Set([unit.id]);
    for (const each of graph.order.toReversed()) {
      if (!needed.has(each.id)) continue;
      for (const id of each.dependencies) needed.add(id);
    }
    for (const each of graph.order.filter(({ id }) => needed.has(id))) {
      await Deno.mkdir(outputFolder(build, each), { recursive: true });
      await new BareRustc(build, each, bin, subject, signal, change).compile();
    }
    return new BareRustc(build, unit, bin, subject, signal, change);
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

  /** Saves the next version of the file, and compiles it. */
  async edit(): Promise<number> {
    if (!this.#subject.isShared) this.#subject.bare.file.save();
    return await this.compile();
  }

  /** Saves a mistake, and has rustc find it. */
  async mistake(): Promise<number> {
    this.#subject.bare.file.saveMistake();
    const start = performance.now();
    const task = { ...this.#call(), signal: this.#signal };
    const { success } = await finish(task);
    if (success) throw new BenchError("rustc finds no mistake");
    return performance.now() - start;
  }

  /** Where everything is written. */
  get folder(): string {
    return this.#build.folder;
  }

  /**
   * Compiles the crate as its source is now.
   *
   * @param use Gets the objects, if there are any, before they are removed.
   */
  async compile(
    use?: (objects: string[]) => Promise<void>,
  ): Promise<number> {
    const call = this.#call();
    const start = performance.now();
    const task = { ...call, signal: this.#signal };
    const { success, stderr } = await finish(task);
    const ms = performance.now() - start;
    if (!success) throw new BenchError(`rustc failed:\n${stderr}`);
    const objects = await this.#objects();
    if (objects.length > 0) await use?.(objects);
    // rustc gives objects a new name each time.
    for (const path of objects) await Deno.remove(path);
    return ms;
  }

  /** The driver's call, on the other copy of the source. */
  #call(): Call {
    const { hot, bare } = this.#subject;
    const call = replay(this.#build, this.#unit);
    const moved = (path: string) =>
      path === hot.folder || path.startsWith(`${hot.folder}/`)
        ? bare.folder + path.slice(hot.folder.length)
        : path;
    const args = call.args.map((arg) => arg.endsWith(".rs") ? moved(arg) : arg);
    return { ...call, args: this.#change(args), cwd: moved(call.cwd) };
  }

  async #objects(): Promise<string[]> {
    const folder = outputFolder(this.#build, this.#unit);
    const files = await Array.fromAsync(Deno.readDir(folder));
    return files.filter(({ name }) => name.endsWith(".o"))
      .map(({ name }) => join(folder, name));
  }
}
