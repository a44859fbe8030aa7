/**
 * The files that build scripts may read. Whether a save of one matters, only
 * the scripts can tell: cargo runs them, while the program is reloaded as ever.
 * Never builds, and decides nothing about the program.
 */

import type { BuildInput } from "../build/inputs.ts";
import type { FileContents } from "../reload/state/file_contents.ts";
import { filesWrittenBy } from "../system/procfs.ts";
import { isIgnored } from "../system/version_control.ts";
import { ScriptCheck, type Suspect } from "./script_check.ts";

/** What tells of files, and who is told. */
export interface ScriptInputsOptions {
  contents: FileContents;
  /** Reads a file: whether it holds something else than before. */
  read: (path: string) => Promise<boolean | undefined>;
  /** Whether a file was there when the program was built. */
  wasThere: (path: string) => boolean;
  /** Whether a file is a source of the program. */
  isSource: (path: string) => boolean;
  /** Processes of the program: what they write is no save. */
  pids: () => readonly number[];
  /**
   * Whether build scripts leave something else now; where they cannot be run,
   * what they have named counts in any case. See `scriptsLeaveOther`.
   */
  leaveOther: ((isWide: boolean) => Promise<boolean>) | undefined;
  /** Told of a file that nobody works on: git or the program says so. */
  onNotOurs: (path: string) => void;
  /** Told when files are another than when the program was built. */
  onChange: (files: string[], since: number) => void;
  /** Told when a file was written and holds the same. */
  onTouch: (file: string) => void;
  /** Gets what keeps scripts from being run. */
  onFault: (error: unknown) => void;
}

/** The files of one build that its scripts may read. */
export class ScriptInputs {
  readonly #options: ScriptInputsOptions;
  /** Files with which scripts make something else. */
  readonly #effective = new Set<string>();
  readonly #check: ScriptCheck;
  #isBuilding = false;

  /** @param options What it works with. */
  constructor(options: ScriptInputsOptions) {
    this.#options = options;
    this.#check = new ScriptCheck({
      isSaved: (suspect) => this.#isSaved(suspect),
      leaveOther: async (isWide) => await options.leaveOther?.(isWide) ?? true,
      onEnd: (suspects, isOther) => this.#end(suspects, isOther),
      onFault: options.onFault,
    });
  }

  /** Whether scripts can tell what an input matters. */
  areFor({ kind }: BuildInput): boolean {
    return kind === "build script input" && !this.#isBuilding &&
      this.#options.leaveOther !== undefined;
  }

  /** Whether scripts make the same of what an input holds, as far as is known. */
  isHarmless(path: string, input: BuildInput): boolean {
    return this.areFor(input) && !this.#effective.has(path);
  }

  /** A file may have been saved. */
  notice(path: string, input: BuildInput, since: number): void {
    const isSource = this.#options.isSource(path);
    const named = input.extent === "package"
      ? "nothing"
      : input.path === path
      ? "file"
      : "folder";
    // Of a whole package, what is new was no input when the script ran.
    if (named === "nothing" && !this.#options.wasThere(path)) return;
    this.#check.add({ path, since, named, isSource });
  }

  /** Waits for the scripts that run. */
  async settled(): Promise<void> {
    await this.#check.settled;
  }

  /** What the files hold now is what the program was built from. */
  baseline(): void {
    this.#effective.clear();
  }

  /** Cargo is at work: scripts run with everything else. */
  suspend(): void {
    this.#isBuilding = true;
    this.#check.clear();
  }

  /** Cargo is not at work any more. */
  resume(): void {
    this.#isBuilding = false;
  }

  /** Stops looking into saves. */
  close(): void {
    this.#check.close();
  }

  /** Whether somebody has saved it who works on it. */
  async #isSaved({ path, named, isSource }: Suspect): Promise<boolean> {
    const { pids, read, onTouch, onNotOurs } = this.#options;
    if (named !== "file" && !isSource) {
      const isOurs = !await isIgnored(path) &&
        !(await filesWrittenBy(pids())).has(path);
      if (!isOurs) onNotOurs(path);
      if (!isOurs) return false;
    }
    const isNews = await read(path);
    if (isNews === false && named === "file") onTouch(path);
    return isNews === true;
  }

  #end(suspects: readonly Suspect[], isOther: boolean): void {
    const { contents, onChange } = this.#options;
    if (this.#isBuilding) return;
    const told = suspects.filter(({ path, named, isSource }) => {
      const content = contents.latest(path);
      if (isOther) this.#effective.add(path);
      else if (content) contents.agree(path, content);
      return isOther || (named !== "nothing" && !isSource);
    });
    const since = Math.min(...suspects.map((suspect) => suspect.since));
    const files = told.map(({ path }) => path);
    if (files.length > 0) onChange(files, since);
  }
}
