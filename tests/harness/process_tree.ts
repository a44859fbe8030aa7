/**
 * Runs processes so that no test can hang, and so that nothing outlives it:
 * each process gets a session of its own, which is ended with all that is in
 * it when it takes too long, when it is disposed of, and when the process that
 * wanted it ends, in whatever way.
 *
 * @module
 */

import { PATIENCE } from "./patience.ts";

/** So long a process may take on a machine that is busy. */
const GUARD_MS = 240_000 * PATIENCE;

/**
 * Waits for the end of its input, which comes with the end of the process
 * that holds the other side; then ends the session `$0`. Some of it may be in
 * groups of their own: Linux tells of them (state, parent, group, session).
 */
const WATCHER = `read -r line
kill -s KILL -- "-$0"
for stat in /proc/[0-9]*/stat; do
  read -r line < "$stat" || continue
  pid=\${line%% *}
  set -- \${line##*) }
  case $4 in "$0") kill -s KILL "$pid" ;; esac
done`;

/** A process with all that it starts. */
export class ProcessTree implements AsyncDisposable {
  /** The process itself. */
  readonly root: Deno.ChildProcess;
  readonly #watcher: Deno.ChildProcess;
  #ended: Promise<void> | undefined;

  /** Starts it; signals from the terminal do not reach it. */
  constructor(program: string, options: Deno.CommandOptions) {
    const start = { ...options, detached: true };
    this.root = new Deno.Command(program, start).spawn();
    this.#watcher = new Deno.Command("sh", {
      args: ["-c", WATCHER, `${this.root.pid}`],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
  }

  /** Ends what is left of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#ended ??= this.#end());
  }

  async #end(): Promise<void> {
    await this.#watcher.stdin.close();
    await this.#watcher.status;
    await this.root.status;
  }
}

/** A process to run to its end. */
export interface Task {
  program: string;
  args: string[];
  cwd?: string;
  /** The whole environment; {@linkcode cleanEnvironment} by default. */
  env?: Record<string, string>;
  /** What it reads; nothing by default. */
  input?: string;
  /** Ends it when aborted. */
  signal?: AbortSignal | undefined;
  /** So long it may take; four minutes by default. */
  guardMs?: number;
  /** How what it prints becomes text. */
  encoding?: string;
  /** Gets the process once it runs. */
  onStart?: (root: Deno.ChildProcess) => void;
}

/** How it ended and what it wrote. */
export interface Finished {
  success: boolean;
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a process to its end.
 *
 * @throws {Error} If it takes too long; says what it has printed.
 */
export async function finish(task: Task): Promise<Finished> {
  const { program, args, cwd, signal, guardMs = GUARD_MS } = task;
  signal?.throwIfAborted();
  await using tree = new ProcessTree(program, {
    args,
    env: task.env ?? cleanEnvironment(),
    clearEnv: true,
    stdin: task.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...cwd === undefined ? {} : { cwd },
  });
  const { root } = tree;
  task.onStart?.(root);
  const [out, err] = [new Printed(root.stdout), new Printed(root.stderr)];
  const text = (printed: Printed) => printed.text(task.encoding);
  const stop = Promise.withResolvers<never>();
  const abort = () => stop.reject(signal?.reason);
  signal?.addEventListener("abort", abort);
  const stopTimer = startTimer(guardMs, () => {
    const late = `${words(task)}: not over in ${guardMs / 1000} s`;
    stop.reject(new Error(`${late}. It printed:\n${text(out)}${text(err)}`));
  });
  try {
    const writing = write(root, task.input);
    const ended = Promise.all([root.status, out.all, err.all, writing]);
    const [{ success, code }] = await Promise.race([ended, stop.promise]);
    return { success, code, stdout: text(out), stderr: text(err) };
  } finally {
    stopTimer();
    signal?.removeEventListener("abort", abort);
    await tree[Symbol.asyncDispose]();
    await Promise.all([out.close(), err.close()]);
  }
}

/**
 * Runs a process to its end, which must be a good one.
 *
 * @returns What it wrote to its standard output.
 */
export async function succeed(task: Task): Promise<string> {
  const { success, stdout, stderr } = await finish(task);
  if (success) return stdout;
  throw new Error(`${words(task)} failed:\n${stdout}${stderr}`);
}

/** The environment without what would change how the workspaces are built. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) =>
    name === "CARGO_HOME" ||
    !/^(?:CARGO|CHAUD_|RUSTFLAGS$|RUSTC|LD_)/.test(name)
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

function words({ program, args }: Task): string {
  return [program, ...args].join(" ");
}

async function write(
  child: Deno.ChildProcess,
  input: string | undefined,
): Promise<void> {
  if (input === undefined) return;
  const bytes = new Blob([input]).stream();
  // It need not read to the end.
  await bytes.pipeTo(child.stdin).catch(() => {});
}

/** A timer that may be endless; returns what stops it. */
function startTimer(ms: number, act: () => void): () => void {
  if (!Number.isFinite(ms)) return () => {};
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

/** What came through a stream so far. */
class Printed {
  readonly all: Promise<void>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.getReader();
    this.all = this.#read();
  }

  text(encoding?: string): string {
    const decoder = new TextDecoder(encoding);
    const parts = this.#chunks.map((chunk) =>
      decoder.decode(chunk, { stream: true })
    );
    return parts.join("") + decoder.decode();
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
    await this.all;
  }

  async #read(): Promise<void> {
    while (true) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      this.#chunks.push(value);
    }
  }
}
