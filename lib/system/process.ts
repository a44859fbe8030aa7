/**
 * The one place that starts processes. Others describe a call and get an
 * outcome.
 */

import { setPriority } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { isFolderSync } from "./files.ts";
import { mayNotStart, throughEnv } from "./starting.ts";
import { commandLine, trace } from "./trace.ts";

/** This very process. */
export const OWN_PID: number = Deno.pid;

/** Thrown when a process cannot be started at all. */
export class ProcessError extends Error {
  override name = "ProcessError";
}

/** Thrown when the folder is gone that a process is to be started in. */
export class FolderGoneError extends ProcessError {
  override name = "FolderGoneError";
  /** As reports have it. */
  readonly fault = "gone";
}

/** A process to run. */
export interface Call {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** How it takes arguments from a file, if it does. */
  argumentFile?: ArgumentFile;
}

/**
 * How a program takes `@file` in place of arguments, one a line. It can be
 * started before they are known: it waits where it reads them.
 */
export interface ArgumentFile {
  /** So many arguments come before. */
  after: number;
  /** Whether a backslash keeps a character from being special there. */
  escaped: boolean;
}

/** How a process ended. */
export interface Outcome {
  code: number;
  /** The signal that ended it, if one did. */
  signal: Deno.Signal | null;
}

/** What a captured process wrote. */
export interface Captured extends Outcome {
  stdout: string;
  stderr: string;
}

/** How {@linkcode runLines} runs. */
export interface LineOptions {
  /** Ends the process when aborted. */
  signal?: AbortSignal;
  /** Gets each line of standard error as it arrives. */
  onLine: (line: string) => void;
  /** Runs it behind everything else on the machine. */
  background?: boolean;
  /** The process, where it has been started ahead of its work. */
  child?: Deno.ChildProcess | undefined;
  /** Adds this process's own environment to that of the call. */
  keepEnvironment?: boolean;
}

/**
 * Runs a process to its end and hands over its standard error line by line.
 *
 * @throws {ProcessError} If it cannot be started.
 * @throws {DOMException} `AbortError`, once the process has ended, if aborted.
 */
export async function runLines(
  call: Call,
  { signal, onLine, background, keepEnvironment = false, ...given }:
    LineOptions,
): Promise<Outcome> {
  if (!given.child) signal?.throwIfAborted();
  trace(() => commandLine(call));
  const child = given.child ??
    spawn(call, {
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      clearEnv: !keepEnvironment,
    });
  if (background) lowerPriority(child.pid);
  const end = () => kill(child);
  signal?.addEventListener("abort", end);
  // Perhaps while a waiting one was told its arguments.
  if (signal?.aborted) end();
  const written = textOf(child.stderr, child.status, signal);
  for await (const line of lines(written)) onLine(line);
  const { code, signal: ended } = await child.status;
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  return { code, signal: ended };
}

/**
 * Starts a process that will be told its arguments later, through its standard
 * input.
 *
 * @throws {ProcessError} If it cannot be started.
 */
export function startWaiting(call: Call, after: number): Deno.ChildProcess {
  const args = [...call.args.slice(0, after), "@/dev/stdin"];
  const child = spawn({ ...call, args }, {
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
    clearEnv: true,
  });
  child.unref();
  return child;
}

/** Ends a process, unless it has ended; in any case after a while. */
export function kill(child: Deno.ChildProcess): void {
  send(child, "SIGTERM");
  const timer = setTimeout(() => send(child, "SIGKILL"), PATIENCE_MS);
  child.status.then(() => clearTimeout(timer));
}

/** Asks any process to end, if it may be asked. */
export function terminate(pid: number): void {
  try {
    Deno.kill(pid, "SIGTERM");
  } catch {
    // It has just ended.
  }
}

/** So long a process may take to end when it is asked to. */
const PATIENCE_MS = 1000;

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has just ended.
  }
}

/**
 * Runs a process to its end and returns what it wrote.
 *
 * @throws {ProcessError} If it cannot be started.
 */
export async function capture(
  program: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Captured> {
  return await captureCall({ program, args, cwd, env });
}

/**
 * The same of a call that may be ended.
 *
 * @throws {ProcessError} If it cannot be started.
 * @throws {DOMException} `AbortError`, once the process has ended, if aborted.
 */
export async function captureCall(
  call: Call,
  signal?: AbortSignal,
): Promise<Captured> {
  signal?.throwIfAborted();
  trace(() => commandLine(call));
  const child = spawn(call, {
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const end = () => kill(child);
  signal?.addEventListener("abort", end);
  const written = [child.stdout, child.stderr].map((stream) =>
    Array.fromAsync(textOf(stream, child.status, signal))
  );
  const [stdout = [], stderr = []] = await Promise.all(written);
  const ended = await child.status;
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  return {
    code: ended.code,
    signal: ended.signal,
    stdout: stdout.join(""),
    stderr: stderr.join(""),
  };
}

/**
 * Starts the user's program on the driver's own terminal: standard streams
 * are inherited, so it behaves as if started by hand.
 *
 * @throws {ProcessError} If it cannot be started.
 */
export function startProgram(call: Call): Deno.ChildProcess {
  trace(() => commandLine(call));
  return spawn(call, {
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  });
}

function spawn(call: Call, options: Deno.CommandOptions): Deno.ChildProcess {
  const { program, args, env } = throughEnv(call);
  const { cwd } = call;
  try {
    return new Deno.Command(program, { ...options, args, cwd, env }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw mayNotStart(call.program, program);
    }
    const text = (reason: string) =>
      `Cannot start \`${call.program}\`: ${reason}`;
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new ProcessError(text(String(error)), { cause: error });
    }
    if (!isFolderSync(cwd)) {
      throw new FolderGoneError(text(`no folder \`${cwd}\``));
    }
    throw new ProcessError(text("there is none"), { cause: error });
  }
}

/** Best effort: where the system does not, it just runs at full priority. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 19);
  } catch {
    // The work gets done either way.
  }
}

/** So long the rest of what a process wrote may take, once it has ended. */
const REST_MS = 1000;

/**
 * What a process writes until it ends. Others that it has started may hold the
 * stream, and live on: that it is open says nothing.
 *
 * @param signal When aborted, the rest is not wanted.
 */
async function* textOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  ended: Promise<unknown>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const done = new AbortController();
  let hasEnded = false;
  const end = ended.then(() => void (hasEnded = true));
  try {
    while (true) {
      const reading = reader.read();
      await Promise.race([reading, end]);
      if (hasEnded && signal?.aborted) return;
      const rest = hasEnded && pause(REST_MS, undefined, done);
      const part = await (rest ? Promise.race([reading, rest]) : reading);
      if (!part || part.done) return;
      yield part.value;
    }
  } finally {
    done.abort();
    // If it is still open, nobody reads it any more.
    await reader.cancel();
  }
}

/** Splits text into lines without their ends. */
async function* lines(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of parts) {
    const split = (rest + text).split("\n");
    rest = split.pop() ?? "";
    yield* split;
  }
  if (rest !== "") yield rest;
}
