/**
 * Starts the processes that are measured, and looks at those that run.
 *
 * @module
 */

import { look } from "../harness/processes.ts";

/** Thrown for what the user of the benchmark can set right. */
export class BenchError extends Error {
  override name = "BenchError";
}

/** A process to run to its end. */
export interface Task {
  program: string;
  args: string[];
  cwd?: string;
  /** The whole environment; by default this process's own. */
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/** How it ended and what it wrote. */
export interface Finished {
  success: boolean;
  stdout: string;
  stderr: string;
}

/** Runs a process to its end. */
export async function finish(task: Task): Promise<Finished> {
  const { program, args, cwd, env, signal } = task;
  signal?.throwIfAborted();
  const output = await new Deno.Command(program, {
    args,
    stdin: "null",
    ...cwd === undefined ? {} : { cwd },
    ...env === undefined ? {} : { env, clearEnv: true },
    ...signal === undefined ? {} : { signal },
  }).output();
  signal?.throwIfAborted();
  const decoder = new TextDecoder();
  const stdout = decoder.decode(output.stdout);
  const stderr = decoder.decode(output.stderr);
  return { success: output.success, stdout, stderr };
}

/** What a running process takes up. */
export interface Usage {
  /** Resident memory, in bytes. */
  memory: number;
  /** Open file descriptors. */
  files: number;
  /** Address space of the patches in it, in bytes. */
  patches: number;
}

/** Looks at a process. */
export async function usage(pid: number): Promise<Usage> {
  const [status, files, maps] = await Promise.all([
    look("cat", `/proc/${pid}/status`),
    look("ls", `/proc/${pid}/fd`),
    look("cat", `/proc/${pid}/maps`),
  ]);
  const kilobytes = Number(status.match(/^VmRSS:\s*(\d+) kB$/m)?.[1] ?? NaN);
  const mapped = maps.split("\n").filter((line) => line.includes("/patch-"));
  const sizes = mapped.map((line) => {
    const [from = 0, to = 0] = (line.split(" ")[0] ?? "").split("-")
      .map((address) => parseInt(address, 16));
    return to - from;
  });
  return {
    memory: kilobytes * 1024,
    files: files.split("\n").filter((name) => name !== "").length,
    patches: sizes.reduce((sum, size) => sum + size, 0),
  };
}
