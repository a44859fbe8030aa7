/**
 * Starts a program as it was started before. Deno's own way of starting
 * processes has no word for what a program is told it is called.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { type Call, ProcessError } from "./process.ts";
import { commandLine, trace } from "./trace.ts";

/** A program that runs on the driver's own terminal. */
export type RunningProgram = Pick<
  Deno.ChildProcess,
  "pid" | "status" | "kill"
>;

/**
 * Starts the user's program as it was started before: it finds the very same
 * arguments, environment and streams.
 *
 * @param name What it is told it is called; by its path where Deno has no right
 *   to read the environment, which the other way of starting asks for.
 * @throws {ProcessError} If it cannot be started.
 */
export async function startAgain(
  call: Call,
  name: string,
): Promise<RunningProgram> {
  trace(() => commandLine(call));
  const { program, args, env, cwd } = call;
  const text = (error: unknown) => {
    // Cargo, which may be run, starts it then.
    const isForbidden = error instanceof Deno.errors.NotCapable;
    const why = isForbidden ? "the driver may not run it" : error;
    return `Cannot start \`${program}\`: ${why}`;
  };
  try {
    const options = { argv0: name, env, cwd, stdio: "inherit" } as const;
    return await begun(spawn(program, args, options));
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) {
      throw new ProcessError(text(cause), { cause });
    }
  }
  const streams = { stdin: "inherit", stdout: "inherit", stderr: "inherit" };
  try {
    const options = { ...streams as Deno.CommandOptions, clearEnv: true };
    return new Deno.Command(program, { ...options, args, env, cwd }).spawn();
  } catch (cause) {
    throw new ProcessError(text(cause), { cause });
  }
}

/** Waits until a process is there, or is known not to be. */
async function begun(child: ChildProcess): Promise<RunningProgram> {
  const ended = Promise.withResolvers<Deno.CommandStatus>();
  child.once("exit", (code, signal) => {
    // As a shell has it.
    const number = signal === null ? 0 : constants.signals[signal];
    ended.resolve({
      success: code === 0,
      code: code ?? 128 + number,
      signal: signal as Deno.Signal | null,
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  return {
    pid: child.pid ?? 0,
    status: ended.promise,
    kill: (signal) => void child.kill(signal as NodeJS.Signals),
  };
}
