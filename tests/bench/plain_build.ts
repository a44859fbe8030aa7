/**
 * The ordinary way: `cargo build`, and the program started again.
 *
 * @module
 */

import { Transcript } from "../harness/transcript.ts";
import { moment, now } from "./clock.ts";
import { BenchError, finish } from "./measured_process.ts";
import type { Place, Subject } from "./subject.ts";

/** A workspace that cargo alone builds. */
export class PlainBuild {
  readonly #subject: Subject;
  readonly #args: string[];
  readonly #executable: string;
  readonly #signal: AbortSignal;

  private constructor(
    subject: Subject,
    args: string[],
    executable: string,
    signal: AbortSignal,
  ) {
    this.#subject = subject;
    this.#args = args;
    this.#executable = executable;
    this.#signal = signal;
  }

  /**
   * Builds it for the first time.
   *
   * @throws {BenchError} If it does not build.
   */
  static async prepare(
    subject: Subject,
    signal: AbortSignal,
  ): Promise<PlainBuild> {
    const { folder, targetFolder } = subject.plain;
    const args = cargo("build", subject, targetFolder);
    const task = { program: "cargo", cwd: folder, env: subject.env, signal };
    const format = "--message-format=json-render-diagnostics";
    const built = await finish({ ...task, args: [...args, format] });
    if (!built.success) {
      const said = built.stderr.trimEnd();
      throw new BenchError(`The workspace does not build:\n${said}`);
    }
    const executable = programOf(built.stdout);
    return new PlainBuild(subject, args, executable, signal);
  }

  /** From now on builds only this program, as `cargo run` does. */
  only(program: { package: string; bin: string }): void {
    const has = (...names: string[]) =>
      this.#args.some((arg) => names.includes(arg.replace(/=.*/, "")));
    if (!has("-p", "--package")) this.#args.push("-p", program.package);
    if (!has("--bin", "--example")) this.#args.push("--bin", program.bin);
  }

  /** From the last byte saved to the end of `cargo build`. */
  async build(): Promise<number> {
    const at = this.#save().at;
    await this.#build();
    return now() - at;
  }

  /** From the last byte saved to the first value of the new program. */
  async restart(): Promise<number> {
    const { n, at } = this.#save();
    await this.#build();
    const command = new Deno.Command(this.#executable, {
      ...streams(this.#signal),
      cwd: this.#subject.plain.folder,
    });
    return await firstValue(command, n) - at;
  }

  async #build(): Promise<void> {
    const { env, plain } = this.#subject;
    const task = { program: "cargo", args: this.#args, env };
    const signal = this.#signal;
    const built = await finish({ ...task, cwd: plain.folder, signal });
    if (built.success) return;
    throw new BenchError(`The edit does not compile:\n${built.stderr}`);
  }

  #save(): { n: number; at: number } {
    const { isShared, plain } = this.#subject;
    return isShared ? { n: NaN, at: now() } : plain.file.save();
  }
}

/** From the start of `cargo run` to the program's first value. */
export async function coldRun(
  subject: Subject,
  { folder, targetFolder }: Place,
  signal: AbortSignal,
): Promise<number> {
  const start = now();
  const command = new Deno.Command("cargo", {
    args: cargo("run", subject, targetFolder),
    ...streams(signal),
    cwd: folder,
    env: subject.env,
    clearEnv: true,
  });
  return await firstValue(command) - start;
}

function cargo(
  command: string,
  { cargoArgs }: Subject,
  targetFolder: string,
): string[] {
  const [first = "", ...rest] = cargoArgs;
  const own = [command, "--quiet", "--target-dir", targetFolder];
  return first.startsWith("+")
    ? [first, ...own, ...rest]
    : [...own, ...cargoArgs];
}

/** Starts a program, and ends it when it has printed a value. */
async function firstValue(
  command: Deno.Command,
  value?: number,
): Promise<number> {
  const child = command.spawn();
  const transcript = new Transcript();
  const read = transcript.follow("stdout", child.stdout);
  try {
    const pattern = new RegExp(`^value ${value ?? "\\d+"} at `);
    const index = await transcript.find("stdout", pattern);
    return moment(transcript.text(index).replace(pattern, ""));
  } finally {
    await child.stdin.close().catch(() => {});
    await child.status;
    await read;
  }
}

function streams(signal: AbortSignal): Deno.CommandOptions {
  return { stdin: "piped", stdout: "piped", stderr: "inherit", signal };
}

/** The program among the artifacts that cargo lists. */
function programOf(messages: string): string {
  const executables = messages.split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => (JSON.parse(line) as { executable?: string | null }))
    .flatMap(({ executable }) => executable ?? []);
  const last = executables.at(-1);
  if (last !== undefined) return last;
  throw new BenchError(`The workspace has no program: nothing to start`);
}
