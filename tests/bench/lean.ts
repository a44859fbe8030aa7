/**
 * What each choice is worth that makes the reload build lean: the edited crate
 * is compiled and linked as the driver does it, and with one choice undone, in
 * turns.
 *
 * @module
 */

import { join } from "@std/path";
import { findBase } from "../../lib/base.ts";
import { patchLink } from "../../lib/link_line.ts";
import { BareRustc } from "./bare_rustc.ts";
import { HotProgram } from "./hot_program.ts";
import { BenchError, executableOf, finish } from "./processes.ts";
import type { Subject } from "./subject.ts";

/** What one choice costs in one round, in milliseconds. */
export interface LeanRound {
  rustc: number;
  /** Nothing where rustc has linked it. */
  link: number;
}

/** Each choice with its rounds; the first is the build as it is. */
export type Lean = [choice: string, rounds: LeanRound[]][];

interface Choice {
  name: string;
  rustc?: (args: string[]) => string[];
  link?: (args: string[]) => string[];
}

const without = (args: string[], value: string) => {
  const at = args.indexOf(value);
  return at < 1 ? args : args.toSpliced(at - 1, 2);
};
const emitLink = (arg: string) =>
  arg.startsWith("--emit=") ? arg.replace("obj", "link") : arg;

const CHOICES: Choice[] = [
  { name: "as it is" },
  {
    name: "all debug info",
    rustc: (args) => without(args, "debuginfo=0"),
    link: (args) => args.filter((arg) => arg !== "-S"),
  },
  {
    name: "line tables only",
    rustc: (args) => [...args, "-Cdebuginfo=line-tables-only"],
    link: (args) => args.filter((arg) => arg !== "-S"),
  },
  {
    name: "256 codegen units",
    rustc: (args) => [...args, "-Ccodegen-units=256"],
  },
  {
    name: "16 codegen units",
    rustc: (args) => [...args, "-Ccodegen-units=16"],
  },
  { name: "an rlib, packed by rustc", rustc: (args) => args.map(emitLink) },
  { name: "temporary files kept", rustc: (args) => [...args, "-Csave-temps"] },
  {
    name: "positions not hashed",
    rustc: (args) => [...args, "-Zincremental-ignore-spans"],
  },
  {
    name: "linker's own threads",
    link: (args) => args.filter((arg) => arg !== "--threads=1"),
  },
];

/** Measures every choice, so many times. */
export async function lean(
  subject: Subject,
  runs: number,
  signal: AbortSignal,
): Promise<Lean> {
  await using program = await HotProgram.start(subject, signal);
  const executable = await executableOf(await program.programPid());
  const { line } = await findBase(executable);
  const ways: [Choice, BareRustc, LeanRound[]][] = [];
  for (const choice of CHOICES) {
    const folder = join(subject.bare.targetFolder, `lean-${ways.length}`);
    const options = { folder, change: choice.rustc };
    const rustc = await BareRustc.prepare(executable, subject, signal, options);
    ways.push([choice, rustc, []]);
  }
  // One more: the first is for warming up.
  for (let round = 0; round <= runs; round++) {
    subject.bare.file.save();
    for (const [choice, rustc, rounds] of inTurn(ways, round)) {
      let link = 0;
      const ms = await rustc.compile(async (objects) => {
        const output = join(rustc.folder, "patch.so");
        const patch = { objects, output, debugInfo: false };
        const call = patchLink(line, patch);
        const args = choice.link?.(call.args) ?? call.args;
        const start = performance.now();
        const { success, stderr } = await finish({ ...call, args, signal });
        link = performance.now() - start;
        if (!success) throw new BenchError(`the link failed:\n${stderr}`);
      });
      if (round > 0) rounds.push({ rustc: ms, link });
    }
  }
  return ways.map(([{ name }, , rounds]) => [name, rounds]);
}

/** Each comes first in its turn. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}
