/**
 * Looks at processes that run: what they started, and what they are.
 *
 * @module
 */

/** The processes that a process started and that still run. */
export async function children(pid: number): Promise<number[]> {
  const args = ["-c", 'cat /proc/"$0"/task/*/children', `${pid}`];
  const stdout = await output("sh", ...args);
  return stdout.split(/\s+/).filter((word) => word !== "").map(Number);
}

/** Those of them that are not just waiting for something to do. */
export async function working(pid: number): Promise<number[]> {
  const waits = 'grep -qs "@/dev/stdin" "/proc/$child/cmdline"';
  const script = 'for child in $(cat /proc/"$0"/task/*/children); do ' +
    `${waits} || echo "$child"; done`;
  const stdout = await output("sh", "-c", script, `${pid}`);
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

/**
 * What a command prints of a path, which may be gone. Deno itself reads
 * `/proc` only with all permissions.
 */
export async function look(program: string, path: string): Promise<string> {
  return await output(program, path);
}

async function output(program: string, ...args: string[]): Promise<string> {
  const options = { args, stdin: "null" } as const;
  const { stdout } = await new Deno.Command(program, options).output();
  return new TextDecoder().decode(stdout);
}
