/**
 * A program of one crate, for tests: the crate is compiled and linked for real,
 * and the program only says that it has what it is given.
 *
 * @module
 */

import { join } from "@std/path";
import { loadRustParser } from "../../lib/analysis/grammar.ts";
import { ParsedFiles } from "../../lib/analysis/parsed_files.ts";
import type { Base } from "../../lib/build/base.ts";
import { readLinkLine } from "../../lib/build/rustc/link_line.ts";
import { reloadBuild } from "../../lib/build/rustc/replay.ts";
import { describeUnit, type Unit } from "../../lib/build/rustc/unit.ts";
import { UnitGraph } from "../../lib/build/rustc/unit_graph.ts";
import type { LoggedPatch } from "../../lib/program/patch_log.ts";
import type { Loaded, Programs } from "../../lib/program/programs.ts";
import { compile } from "../../lib/reload/compile.ts";
import { type Edit, ReloadContext } from "../../lib/reload/context.ts";
import { readContent } from "../../lib/reload/state/file_contents.ts";

const parser = await loadRustParser();

/** What the crate is at first. */
export const SOURCE = `#![no_std]
#[unsafe(no_mangle)]
pub extern "C" fn value() -> u32 {
    1
}

pub struct Pair {
    pub first: u8,
}
`;

/** Takes all that it is given. */
class AnyProgram implements Pick<Programs, "check" | "load"> {
  /** What it was given. */
  readonly loaded: LoggedPatch[] = [];
  /** Called before it takes something. */
  onLoad: () => void = () => {};

  check(): Promise<string[]> {
    return Promise.resolve([]);
  }

  load(patch: LoggedPatch): Promise<Loaded> {
    this.onLoad();
    this.loaded.push(patch);
    const counts = { imports: 1, entries: 0, loadMicros: 0, commitMicros: 0 };
    return Promise.resolve({
      live: {
        verb: "live",
        patch: patch.number,
        epoch: this.loaded.length,
        functions: [],
        ...counts,
      },
      programs: 1,
      behind: [],
    });
  }
}

/** The crate, and what its reloads work on. */
export class OneCrate implements AsyncDisposable {
  readonly program: AnyProgram = new AnyProgram();
  readonly context: ReloadContext;
  /** Its only file. */
  readonly file: string;
  readonly unit: Unit;
  readonly #folder: string;

  private constructor(folder: string, rustc: string, strict: boolean) {
    this.#folder = folder;
    this.file = join(folder, "lib.rs");
    this.unit = unitIn(folder, rustc);
    const graph = new UnitGraph([this.unit]);
    const base: Base = {
      folder,
      executable: join(folder, "main"),
      shape: "split",
      bin: this.unit,
      graph,
      line: readLinkLine([], "cc", undefined, Deno.env.get("PATH") ?? ""),
    };
    const how = {
      reloadFolder: join(folder, "reload"),
      debugInfo: false,
      color: false,
      inheritsStatics: false,
    };
    this.context = new ReloadContext({
      base,
      build: reloadBuild(graph, how),
      folder,
      programs: this.program,
      strict,
      files: new Map([[this.unit.id, [this.file]]]),
    });
  }

  /** Compiles it as a session does before the first edit. */
  static async start(strict = false): Promise<OneCrate> {
    const folder = await Deno.makeTempDir();
    const args = ["--print=sysroot"];
    const { stdout } = await new Deno.Command("rustc", { args }).output();
    const sysroot = new TextDecoder().decode(stdout).trim();
    const crate = new OneCrate(folder, join(sysroot, "bin", "rustc"), strict);
    const { context, file, unit } = crate;
    await Deno.writeTextFile(file, SOURCE);
    context.state.loaded.began(unit.id, crate.basePath);
    context.state.contents.noteBase(file, await readContent(file));
    const texts = context.state.contents.baselineTexts();
    context.parsedFiles = new ParsedFiles(parser, texts);
    await crate.catchUp();
    return crate;
  }

  /** The file that holds the code that the program began with. */
  get basePath(): string {
    return join(this.#folder, "base.so");
  }

  /** Saves a text, as the watch would notice it; returns the edit. */
  async save(text: string): Promise<Edit> {
    await Deno.writeTextFile(this.file, text);
    await this.context.state.contents.read(this.file);
    const { signal } = new AbortController();
    return { files: [this.file], since: performance.now(), signal };
  }

  /** Compiles what is stale, behind an edit. */
  async catchUp(): Promise<void> {
    const { state } = this.context;
    const { signal } = new AbortController();
    const units = state.stale();
    await compile(this.context, units, { signal });
    state.adopt(units, false);
    await state.history.complete();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.state.history.complete();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function unitIn(folder: string, rustc: string): Unit {
  return describeUnit({
    args: [
      ...[rustc, "--crate-name", "leaf", "--edition=2024"],
      ...[join(folder, "lib.rs"), "--crate-type", "lib"],
      ...["--error-format=json", "--json=artifacts", "-Cpanic=abort"],
      ...["--out-dir", folder, "-C", "extra-filename=-1"],
    ],
    env: { PATH: Deno.env.get("PATH") ?? "" },
    cwd: folder,
    flags: [],
  });
}
