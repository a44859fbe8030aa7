/**
 * Which saves have to be looked into for the sake of build scripts, and when:
 * scripts are run one after the other, for all files that were saved until
 * then. Never runs one itself, and decides nothing about the program.
 */

/** A file that a build script may read. */
export interface Suspect {
  path: string;
  /** When its save was noticed, by `performance.now()`. */
  since: number;
  /** What scripts have named: the file, a folder that it is in, or neither. */
  named: "file" | "folder" | "nothing";
  /** Whether it is a source of the program. */
  isSource: boolean;
}

/** What the check works with. */
export interface ScriptCheckOptions {
  /** Whether a file was really saved, and by somebody who works on it. */
  isSaved(suspect: Suspect): Promise<boolean>;
  /** Whether scripts leave something else now; see `scriptsLeaveOther`. */
  leaveOther(isWide: boolean): Promise<boolean>;
  /** Told of files when scripts have run. */
  onEnd(suspects: Suspect[], isOther: boolean): void;
  onFault(error: unknown): void;
}

/**
 * A hundredth of the time is enough for files that keep changing to no effect:
 * nobody edits those.
 */
const REST = 99;

/** The files of one build that scripts may read. */
export class ScriptCheck {
  readonly #options: ScriptCheckOptions;
  readonly #waiting = new Map<string, Suspect>();
  /** Files whose last change had no effect, and how long the next may wait. */
  readonly #resting = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;

  /** @param options What it works with. */
  constructor(options: ScriptCheckOptions) {
    this.#options = options;
  }

  /** A file may have been saved. */
  add(suspect: Suspect): void {
    const earlier = this.#waiting.get(suspect.path);
    if (earlier && this.#restOf(earlier) > 0) return;
    this.#waiting.set(suspect.path, earlier ?? suspect);
    this.#run();
  }

  /** Resolves when nothing is looked into, but for what can wait. */
  get settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Forgets all: everything is built anew. */
  clear(): void {
    this.#waiting.clear();
    this.#resting.clear();
    clearTimeout(this.#timer);
  }

  /** Stops looking. */
  close(): void {
    this.#isClosed = true;
    this.clear();
  }

  /** How long a file is to wait yet. */
  #restOf({ path, named, isSource }: Suspect): number {
    if (isSource || named === "file") return 0;
    return Math.max(0, (this.#resting.get(path) ?? 0) - performance.now());
  }

  #run(): void {
    if (this.#running || this.#isClosed) return;
    this.#running = this.#runAll().catch((error) => {
      if (!this.#isClosed) this.#options.onFault(error);
    }).finally(() => {
      this.#running = undefined;
      this.#runLater();
    });
  }

  async #runAll(): Promise<void> {
    for (let next = this.#next(); next.length > 0; next = this.#next()) {
      await this.#lookInto(next);
    }
  }

  #next(): Suspect[] {
    if (this.#isClosed) return [];
    const next = [...this.#waiting.values()]
      .filter((suspect) => this.#restOf(suspect) === 0);
    for (const { path } of next) this.#waiting.delete(path);
    return next;
  }

  async #lookInto(suspects: Suspect[]): Promise<void> {
    const { isSaved, leaveOther, onEnd } = this.#options;
    const start = performance.now();
    const saved: Suspect[] = [];
    for (const suspect of suspects) {
      if (await isSaved(suspect)) saved.push(suspect);
    }
    const isWide = saved.every(({ named, isSource }) =>
      isSource || named === "nothing"
    );
    const isOther = saved.length > 0 && await leaveOther(isWide);
    if (this.#isClosed) return;
    if (!isOther) this.#rest(suspects, performance.now() - start);
    if (saved.length > 0) onEnd(saved, isOther);
  }

  /** What they have cost is not to be spent on them again so soon. */
  #rest(suspects: Suspect[], took: number): void {
    for (const { path } of suspects) this.#resting.set(path, 0);
    const until = performance.now() + took * REST * this.#resting.size;
    for (const { path } of suspects) this.#resting.set(path, until);
  }

  #runLater(): void {
    clearTimeout(this.#timer);
    const rests = [...this.#waiting.values()].map((each) => this.#restOf(each));
    if (rests.length === 0 || this.#isClosed) return;
    this.#timer = setTimeout(() => this.#run(), Math.min(...rests));
  }
}
