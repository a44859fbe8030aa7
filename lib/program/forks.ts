/**
 * Processes that programs have forked and that nobody serves: they run on with
 * the code that they were forked with. Never attaches or ends one.
 */

import {
  executablesOf,
  type ForkedProcess,
  forkedProcesses,
} from "../system/forked.ts";
import { environmentOf } from "../system/procfs.ts";
import type { Program } from "./program.ts";

/** Tells one session's processes from those of others. */
const SOCKET = "CHAUD_SOCKET";

/** How often to look whether one that is new starts a program. */
const LOOKS = 10;

/** Which processes are looked for. */
export interface ForkSearch {
  /** Where the driver listens to their programs. */
  socket: string;
  /** The processes that are served. */
  served: ReadonlySet<number>;
  /** One that takes the place of another: what it forks is its own. */
  next?: number | undefined;
  /** Whether a file is what the program was started from. */
  isProgram(executable: string): boolean;
}

/** Finds them. */
export async function unservedForks(
  search: ForkSearch,
): Promise<ForkedProcess[]> {
  for (let looks = 1;; looks++) {
    const found = await look(search);
    if (looks === LOOKS || !found.some(({ isNew }) => isNew)) return found;
  }
}

async function look(
  { socket, served, next, isProgram }: ForkSearch,
): Promise<ForkedProcess[]> {
  const forked = await forkedProcesses();
  const others = forked.filter(({ pid, ancestors }) =>
    !served.has(pid) && (next === undefined || !ancestors.includes(next))
  );
  const executables = await executablesOf(others.map(({ pid }) => pid));
  const theirs = others.filter(({ pid }) =>
    isProgram(executables.get(pid) ?? "")
  );
  const isOurs = await Promise.all(
    theirs.map(async ({ pid, ancestors }) =>
      ancestors.some((ancestor) => served.has(ancestor)) ||
      // One whose parent has ended is the child of another process by now.
      (await environmentOf(pid))[SOCKET] === socket
    ),
  );
  return theirs.filter((_, i) => isOurs[i]);
}

/** What is known of such processes in one session. */
export class Forks {
  readonly #socket: string;
  /** Those that were found last. */
  #found: ForkedProcess[] = [];
  /** Those that were there before, of which all is said. */
  #known: ReadonlySet<number> = new Set();
  #looking: Promise<void> = Promise.resolve();

  /** @param socket Where the driver listens to the programs. */
  constructor(socket: string) {
    this.#socket = socket;
  }

  /** Looks for what programs have forked before they came, behind all else. */
  greet(programs: readonly Program[]): void {
    this.#looking = this.#looking.then(() => this.#look(programs));
  }

  /**
   * Finds those that run on without the patch that was loaded last. Only looks
   * where there may be any: most programs fork none.
   */
  async unserved(programs: readonly Program[]): Promise<number[]> {
    await this.#looking;
    const areNew = programs.some(({ forked }) => forked > 0);
    if (areNew || this.#found.length > 0) await this.#look(programs);
    return this.#found.map(({ pid }) => pid);
  }

  /** Names some no more: another program has forked them. */
  pass(pids: readonly number[]): void {
    this.#known = new Set(pids);
  }

  /** Resolves when nobody is looked for. */
  async settled(): Promise<void> {
    await this.#looking;
  }

  async #look(programs: readonly Program[]): Promise<void> {
    for (const program of programs) program.forked = 0;
    const executables = new Set(programs.map(({ executable }) => executable));
    const found = await unservedForks({
      socket: this.#socket,
      served: new Set(programs.map(({ pid }) => pid)),
      isProgram: (executable) => executables.has(executable),
    });
    this.#found = found.filter(({ pid }) => !this.#known.has(pid));
    // Another process may get the number of one that has ended.
    const pids = new Set(found.map(({ pid }) => pid));
    this.#known = this.#known.intersection(pids);
  }
}
