/**
 * Watches the files that decide how a program is built, and tells which of
 * them hold something else than when it was. Never decides what follows.
 */

import { setTimeout as pause } from "node:timers/promises";
import { dirname, join } from "@std/path";
import type { Base } from "../build/base.ts";
import { buildTimeFiles } from "../build/build_time.ts";
import {
  type BuildInput,
  buildInputs,
  folderOf,
  inputAt,
  isSharedWithProgram,
} from "../build/inputs.ts";
import {
  type Content,
  FileContents,
  readContent,
} from "../reload/state/file_contents.ts";
import {
  filesAt,
  isFolder,
  modified,
  namesIn,
  readText,
} from "../system/files.ts";
import { ScriptInputs, type ScriptInputsOptions } from "./script_inputs.ts";
import type { Workspace } from "../build/cargo/workspace.ts";
import { holds } from "../system/paths.ts";
import { Watcher } from "../system/watcher.ts";
import type { ChangedInput, InputKind } from "../report/report.ts";

/** The build that a watch is for. */
export interface BuildFrom {
  base: Base;
  workspace: Workspace;
  /** When cargo was started: what is newer may have come too late for it. */
  since: number;
}

/** What a watch is made from. */
export interface BuildWatchOptions
  extends
    BuildFrom,
    Omit<ScriptInputsOptions, "contents" | "read" | "wasThere" | "onNotOurs"> {
  /** The folder that cargo is started in. */
  cwd: string;
}

/** How long a file may stay empty while it is written. */
const WRITING_MS = 30;

/** The files behind one build, being watched. */
export class BuildWatch {
  #options: BuildWatchOptions;
  #inputs: BuildInput[] = [];
  /** What the files held when the program was built, and what they hold. */
  readonly #contents = new FileContents();
  /** The files of which it was noted what the program was built from. */
  readonly #noted = new Set<string>();
  readonly #scripts: ScriptInputs;
  readonly #watcher: Watcher;
  #isClosed = false;

  /** @param options What it is made from. */
  constructor(options: BuildWatchOptions) {
    this.#options = options;
    const heeds = (path: string) => inputAt(this.#inputs, path) !== undefined;
    this.#watcher = new Watcher((paths) => this.#notice(paths), { heeds });
    this.#scripts = new ScriptInputs({
      ...options,
      contents: this.#contents,
      read: async (path) => await this.#isNews(path),
      // The next build has it watched again.
      onNotOurs: (path) => this.#watcher.forget(path),
      wasThere: (path) => this.#noted.has(path),
    });
  }

  /** Begins to watch. */
  async start(): Promise<void> {
    const { base, workspace, cwd } = this.#options;
    const { bin, graph: { order: units } } = base;
    const outputs = await outputsOf(base);
    const buildTime = await buildTimeFiles(base);
    const facts = { units, bin, workspace, cwd, outputs, buildTime };
    this.#inputs = buildInputs(facts);
    await this.#addPlaces();
    await this.#readAll();
  }

  /** Goes on with the files of a later build, which all was built from. */
  async extend(build: BuildFrom): Promise<void> {
    this.#options = { ...this.#options, ...build };
    this.baseline();
    await this.start();
  }

  /** The files that hold something else than when the program was built. */
  changed(): ChangedInput[] {
    return [...this.#contents.snapshot().keys()].flatMap((path) => {
      const input = inputAt(this.#inputs, path);
      return input && this.#contents.isEdited(path) &&
          !this.#scripts.isHarmless(path, input)
        ? [{ path, kind: input.kind }]
        : [];
    });
  }

  /** What a file is to the build. */
  kindOf(path: string): InputKind | undefined {
    return inputAt(this.#inputs, path)?.kind;
  }

  /** What the files hold now is what the program was built from. */
  baseline(): void {
    for (const [path, content] of this.#contents.snapshot()) {
      this.#contents.agree(path, content);
      this.#noted.add(path);
    }
    this.#scripts.baseline();
  }

  /** Files were saved, whoever has noticed that. */
  saved(files: readonly string[]): void {
    const since = performance.now();
    for (const file of files) {
      const input = inputAt(this.#inputs, file);
      if (input && this.#scripts.areFor(input)) {
        this.#scripts.notice(file, input, since);
      }
    }
  }

  /** Waits for the build scripts that run for the sake of a save. */
  async settled(): Promise<void> {
    await this.#scripts.settled();
  }

  /** Cargo is at work: build scripts run with everything else. */
  suspend(): void {
    this.#scripts.suspend();
  }

  /** Cargo is not at work any more. */
  resume(): void {
    this.#scripts.resume();
  }

  /** Cargo may have written its lock file: nobody has saved that. */
  async settleLockFiles(): Promise<void> {
    for (const { path, kind } of this.#inputs) {
      if (kind !== "lock file") continue;
      const content = await readContent(path);
      this.#contents.note(path, content);
      this.#contents.agree(path, content);
    }
  }

  /** Stops watching. */
  close(): void {
    this.#isClosed = true;
    this.#watcher.close();
    this.#scripts.close();
  }

  async #addPlaces(): Promise<void> {
    const { targetFolder } = this.#options.workspace;
    const files: string[] = [];
    for (const { path, extent } of this.#inputs) {
      const isDeep = extent !== "file" && await isFolder(path);
      const isAround = holds(path, targetFolder);
      // Whatever else is written beside a file is no event; and of a package,
      // what is new does not count.
      if (!isDeep) files.push(path);
      else if (isAround && extent === "package") {
        files.push(...await filesIn(path));
      } else if (this.#isClosed) return;
      else this.#watcher.add(path, !isAround);
    }
    if (this.#isClosed) return;
    this.#watcher.addFiles(files);
  }

  async #readAll(): Promise<void> {
    const late: string[] = [];
    const known = this.#inputs.map(({ path }) => this.#filesAt(path));
    for (const path of new Set((await Promise.all(known)).flat())) {
      if (this.#noted.has(path)) continue;
      this.#noted.add(path);
      const content = await readContent(path);
      const time = await modified(path) ?? 0;
      const isLate = time > this.#options.since &&
        inputAt(this.#inputs, path)?.kind !== "lock file";
      // What was saved just now has been read already.
      if (isLate && !this.#contents.latest(path)) late.push(path);
      if (isLate) this.#contents.noteNewer(path, content);
      else this.#contents.noteBase(path, content);
    }
    if (late.length > 0 && !this.#isClosed) {
      this.#options.onChange(late, performance.now());
    }
  }

  /** The inputs at a path, which may be a folder. */
  async #filesAt(path: string): Promise<string[]> {
    const { workspace: { targetFolder }, isSource } = this.#options;
    const isOurs = (file: string) =>
      !holds(targetFolder, file) && !file.endsWith("/.git");
    const isInput = (file: string) => {
      const input = isOurs(file) ? inputAt(this.#inputs, file) : undefined;
      const isShared = input &&
        (isSharedWithProgram(input) || this.#scripts.areFor(input));
      return input !== undefined && (isShared || !isSource(file));
    };
    if (!await isFolder(path)) return isInput(path) ? [path] : [];
    const isWithin = this.#inputs.some(({ path: top, extent }) =>
      extent !== "file" && holds(top, path)
    );
    if (isWithin) return (await filesAt(path, isOurs)).filter(isInput);
    return this.#inputs.filter((input) => dirname(input.path) === path)
      .map((input) => input.path);
  }

  async #notice(paths: string[]): Promise<void> {
    const since = performance.now();
    for (const path of new Set(paths)) {
      for (const file of await this.#filesAt(path)) {
        const input = inputAt(this.#inputs, file);
        if (input && this.#scripts.areFor(input)) {
          this.#scripts.notice(file, input, since);
        } else await this.#read(file, since);
      }
    }
  }

  async #read(path: string, since: number): Promise<void> {
    const isNews = await this.#isNews(path);
    if (isNews === undefined) return;
    if (isNews) this.#options.onChange([path], since);
    else this.#options.onTouch(path);
  }

  /** Reads a file: whether it holds something else; nothing if nobody cares. */
  async #isNews(path: string): Promise<boolean | undefined> {
    const isKnown = this.#contents.latest(path) !== undefined;
    const isNews = await this.#contents.read(path, readWritten);
    if (this.#isClosed) return undefined;
    // It came and went.
    const isGone = this.#contents.latest(path)?.digest === undefined;
    return !isKnown && isGone ? undefined : isNews;
  }
}

/** What a file holds, once it holds anything: it may be being written. */
async function readWritten(path: string): Promise<Content> {
  const content = await readContent(path);
  if (content.digest !== EMPTY) return content;
  await pause(WRITING_MS);
  return await readContent(path);
}

/** The digest of no bytes at all. */
const EMPTY =
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The files in a folder, without those below it. */
async function filesIn(folder: string): Promise<string[]> {
  const paths = (await namesIn(folder)).map((name) => join(folder, name));
  const are = await Promise.all(paths.map(isFolder));
  return paths.filter((_, i) => !are[i]);
}

/** What build scripts told cargo, by the folder of their package. */
export async function outputsOf(
  { graph }: Pick<Base, "graph">,
): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  for (const unit of graph.order) {
    const out = unit.recording.env["OUT_DIR"];
    if (out === undefined) continue;
    const text = await readText(join(dirname(out), "output")).catch(() => "");
    outputs.set(folderOf(unit), text);
  }
  return outputs;
}
