/**
 * Greets each program that connects, and keeps it up to date: what `chaud run`
 * and `chaud attach` have in common.
 */

import type { Base } from "./base.ts";
import { Program } from "./program.ts";
import type { Report } from "./report.ts";
import { Session } from "./session.ts";
import type { Listener } from "./socket.ts";
import * as say from "./sentences.ts";

/** Gets what happens while the program runs. */
export interface RunListener {
  /** A program attached, and its crates are being watched. */
  onWatching(crates: string[], pid: number): void;
  /** The reload build of every crate exists: edits are now at full speed. */
  onWarm(): void;
  /** A save ended in this. */
  onReport(report: Report): void;
  /** Nothing is left to do for what was saved so far. */
  onSettled(): void;
  /** Hot reload does not work, or no longer; the program goes on. */
  onFault(error: unknown): void;
}

/** The base of a program. */
export interface Found {
  base: Base;
  /** Cargo's target folder: never watched. */
  targetFolder: string;
}

/** What {@linkcode attend} works with. */
export interface AttendOptions {
  /** Finds the base of the first program; the others must run the same. */
  findBase(program: Program): Promise<Found>;
  /** The session's private folder. */
  folder: string;
  /** Keep debug info in patches. */
  debugInfo: boolean;
  /** Colour rustc's diagnostics. */
  color: boolean;
  listener: RunListener;
  /** Told of each program that was greeted, before anything else. */
  onGreeted?(program: Program): void;
}

/** Attaches each program that connects, until the socket is closed. */
export async function attend(
  socket: Listener,
  options: AttendOptions,
): Promise<void> {
  const { listener } = options;
  let session: Session | undefined;
  let executable = "";
  for await (const connection of socket.connections()) {
    try {
      const program = await Program.greet(connection);
      if (!program) continue;
      options.onGreeted?.(program);
      if (session && program.executable !== executable) {
        await program.dismiss(say.otherExecutable(executable));
        continue;
      }
      executable = program.executable;
      session ??= await startSession(program, options);
      session.attach(program);
      listener.onWatching(session.crates, program.pid);
    } catch (error) {
      listener.onFault(error);
      connection.close();
    }
  }
  await session?.close();
}

async function startSession(
  program: Program,
  options: AttendOptions,
): Promise<Session> {
  const { folder, debugInfo, color, listener } = options;
  const { base, targetFolder } = await options.findBase(program);
  const session = await Session.start({
    base,
    folder,
    targetFolder,
    debugInfo,
    color,
    onReport: (report) => listener.onReport(report),
    onSettled: () => listener.onSettled(),
    onFault: (error) => listener.onFault(error),
  });
  session.warm.then(() => listener.onWarm());
  return session;
}
