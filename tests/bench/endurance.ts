/**
 * Many reloads of one program: time must stay flat, and the program must grow
 * by the patches that are mapped into it, and by nothing else.
 *
 * @module
 */

import { HotProgram } from "./hot_program.ts";
import { type Usage, usage } from "./measured_process.ts";
import type { Subject } from "./subject.ts";

/** What both processes take up after some reloads. */
export interface Checkpoint {
  reloads: number;
  program: Usage;
  driver: Usage;
}

/** All of it. */
export interface Endurance {
  title: string;
  /** Edit to live of each reload, in milliseconds. */
  live: number[];
  checkpoints: Checkpoint[];
}

const CHECKPOINTS = 20;

/** Reloads a program so many times, the next one as soon as one is live. */
export async function endure(
  subject: Subject,
  reloads: number,
  signal: AbortSignal,
): Promise<Endurance> {
  await using program = await HotProgram.start(subject, signal);
  const pid = await program.programPid();
  const live: number[] = [];
  const checkpoints: Checkpoint[] = [];
  const check = async () => {
    await program.quiet();
    const both = await Promise.all([usage(pid), usage(program.pid)]);
    const [ofProgram, driver] = both;
    checkpoints.push({ reloads: live.length, program: ofProgram, driver });
  };
  await check();
  const interval = Math.max(1, Math.floor(reloads / CHECKPOINTS));
  while (live.length < reloads) {
    live.push((await program.edit()).live);
    if (live.length % interval === 0) await check();
  }
  return { title: subject.title, live, checkpoints };
}
