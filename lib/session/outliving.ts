/**
 * Processes that a program has forked and that live when it has ended. Those
 * of one that is replaced end with it, but for daemons; others are only named.
 */

import { unservedForks } from "../program/forks.ts";
import { terminate } from "../system/process.ts";

/** What the program was. */
export interface Ended {
  /** Where the driver listened to it. */
  socket: string;
  /** Processes that were served beside it. */
  served: ReadonlySet<number>;
  /** The process that takes its place, if that waits. */
  next?: number | undefined;
  /** What it was started from; unknown if it never attached. */
  executable: string | undefined;
  /** Cargo's target folder: what runs from there is the program. */
  targetFolder: string;
  /** Whether another takes its place. */
  isReplaced: boolean;
}

/** So long they may take to end when they are asked to, in milliseconds. */
const PATIENCE_MS = 5000;

/** The processes that go on. */
export async function outliving(
  { executable, targetFolder, isReplaced, ...ended }: Ended,
): Promise<number[]> {
  const isProgram = (path: string) =>
    executable === undefined
      ? path.startsWith(`${targetFolder}/`)
      : path === executable;
  const search = { ...ended, isProgram };
  const started = performance.now();
  const told = new Set<number>();
  while (true) {
    const all = await unservedForks(search);
    const pids = all.map(({ pid }) => pid);
    if (!isReplaced) return pids;
    // One that has left the terminal is meant to go on.
    const ending = all.filter(({ isDetached }) => !isDetached);
    const isLate = performance.now() - started > PATIENCE_MS;
    if (ending.length === 0 || isLate) return pids;
    for (const { pid } of ending.filter(({ pid }) => !told.has(pid))) {
      told.add(pid);
      terminate(pid);
    }
  }
}
