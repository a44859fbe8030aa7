/**
 * What a type error in an edited body costs: from the last byte saved to the
 * error on the terminal, beside rustc alone.
 *
 * @module
 */

import { BareRustc } from "./bare_rustc.ts";
import { HotProgram } from "./hot_program.ts";
import { executableOf } from "../harness/processes.ts";
import type { Subject } from "./subject.ts";

/** One round: both ways, in ms. */
export interface ErrorRound {
  rustc: number;
  chaud: number;
}

/** Makes a mistake so many times, and corrects it. */
export async function measureErrors(
  subject: Subject,
  runs: number,
  signal: AbortSignal,
): Promise<ErrorRound[]> {
  await using program = await HotProgram.start(subject, signal);
  const executable = await executableOf(await program.programPid());
  const bare = await BareRustc.prepare(executable, subject, signal);
  const rounds: ErrorRound[] = [];
  // One more: the first is for warming up.
  for (let round = 0; round <= runs; round++) {
    const chaud = await program.mistake();
    await program.quiet();
    const rustc = await bare.mistake();
    await program.edit();
    await program.quiet();
    await bare.edit();
    if (round > 0) rounds.push({ rustc, chaud });
  }
  return rounds;
}
