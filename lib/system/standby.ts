/**
 * Processes that are started ahead of their work. A large program spends some
 * ten milliseconds on loading its libraries before it looks at its arguments;
 * told to read those from its standard input, it waits there, loaded, and
 * touches no file of the user's until then. Should the driver end, so does it:
 * no arguments is what it gets. Which calls are worth it is for others to say.
 */

import { folderIdentity } from "./files.ts";
import { type Call, kill, startWaiting } from "./process.ts";

/** So many may wait; each takes some 6 MB of memory of its own. */
const MOST = 8;

interface Waiting {
  child: Deno.ChildProcess;
  /** What its folder was: one that has its name later is another. */
  folder: string | undefined;
  isOver: boolean;
}

/** The processes that wait. */
export class Standby {
  /** By what a call must have in common with it; the last wanted is last. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #ends = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Whether no more may wait. */
  get isFull(): boolean {
    return this.#waiting.size >= MOST;
  }

  /** Has a process wait for a call like this; one of too many has to go. */
  prepare(call: Call): void {
    this.#start(call);
    for (const [key, waiting] of this.#waiting) {
      if (this.#waiting.size <= MOST) break;
      this.#dismiss(key, waiting);
    }
  }

  /**
   * The process that waits for such a call, told the rest of its arguments.
   *
   * @param signal When aborted, it is ended: one that is stopped never listens.
   */
  async take(
    call: Call,
    signal?: AbortSignal,
  ): Promise<Deno.ChildProcess | undefined> {
    const { argumentFile, args } = call;
    const key = keyOf(call);
    const waiting = this.#waiting.get(key);
    if (!argumentFile || !waiting) return undefined;
    const text = linesOf(args.slice(argumentFile.after), argumentFile.escaped);
    if (waiting.isOver || text === undefined) return undefined;
    if (waiting.folder !== folderIdentity(call.cwd)) {
      return void this.#dismiss(key, waiting);
    }
    this.#waiting.delete(key);
    const { child } = waiting;
    child.ref();
    const end = () => kill(child);
    signal?.addEventListener("abort", end);
    try {
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(text));
      await writer.close();
      return child;
    } catch {
      this.#end(child);
      return undefined;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [key, waiting] of this.#waiting) this.#dismiss(key, waiting);
    await Promise.all(this.#ends);
  }

  #start(call: Call): void {
    const { argumentFile } = call;
    if (!argumentFile || this.#isClosed) return;
    const key = keyOf(call);
    const present = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (present?.isOver === false) return void this.#waiting.set(key, present);
    try {
      const folder = folderIdentity(call.cwd);
      const child = startWaiting(call, argumentFile.after);
      const waiting = { child, folder, isOver: false };
      child.status.then(() => waiting.isOver = true);
      this.#waiting.set(key, waiting);
    } catch {
      // The call itself will say what is wrong.
    }
  }

  #dismiss(key: string, { child }: Waiting): void {
    this.#waiting.delete(key);
    child.ref();
    this.#end(child);
  }

  #end(child: Deno.ChildProcess): void {
    kill(child);
    const end: Promise<unknown> = Promise.allSettled([
      child.stdin.close(),
      child.stderr.cancel(),
      child.status,
    ]);
    this.#ends.add(end);
    end.then(() => this.#ends.delete(end));
  }
}

function keyOf({ program, args, env, cwd, argumentFile }: Call): string {
  const first = args.slice(0, argumentFile?.after ?? 0);
  return JSON.stringify([program, first, env, cwd]);
}

/** One argument a line; nothing if one cannot be written so. */
function linesOf(args: string[], escaped: boolean): string | undefined {
  if (args.some((arg) => /[\n\r]/.test(arg) || arg === "")) return undefined;
  const line = (arg: string) =>
    escaped ? arg.replaceAll(/[\\\s'"]/g, "\\$&") : arg;
  return args.map((arg) => `${line(arg)}\n`).join("");
}
