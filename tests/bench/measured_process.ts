/**
 * Starts the processes that are measured, and looks at those that run.
 *
 * @module
 */

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

/** The processes that a process started and that still run. */
export async function children(pid: number): Promise<number[]> {
  const args = ["-c", 'cat /proc/"$0"/task/*/children', `${pid}`];
  const { stdout } = await finish({ program: "sh", args });
  return stdout.split(/\s+/).filter((word) => word !== "").map(Number);
}

/** Those of them that are not just waiting for something to do. */
export async function working(pid: number): Promise<number[]> {
  const waits = 'grep -qs "@/dev/stdin" "/proc/$child/cmdline"';
  const script = 'for child in $(cat /proc/"$0"/task/*/children); do ' +
    `${waits} || echo "$child"; done`;
  const { stdout } = await finish({
    program: "sh",
    args: ["-c", script, `${pid}`],
  });
  return stdout.split(/\s+/).filter((word) => word !== "").map(Number);
}

/** The file that a process runs. */
export async function executableOf(pid: number): Promise<string> {
  return (await look("readlink", `/proc/${pid}/exe`)).trim();
}

/** The first line of a file of `/proc` that begins with a word. */
export async function systemLine(file: string, word: string): Promise<string> {
  const text = await look("cat", file);
  return text.split("\n").find((line) => line.startsWith(word)) ?? "";
}

/** Deno itself reads `/proc` only with all permissions. */
async function look(program: string, path: string): Promise<string> {
  const { stdout } = await finish({ program, args: [path] });
  return stdout;
}
