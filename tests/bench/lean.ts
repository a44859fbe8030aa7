/**
 * What each choice is worth that makes the reload build lean: the edited crate
 * is compiled and linked as the driver does it, and with one choice undone, in
 * turns (`deno task bench --lean`).
 *
 * Notes from such runs: processor time over that of the build as it is, in
 * pairs, with rustc 1.95 on 2 cores that others used as well. Two figures are
 * for crates of 400 and of 10,000 lines.
 *
 * | undone, or tried        | rustc        | link         | choice            |
 * | ----------------------- | ------------ | ------------ | ----------------- |
 * | all debug info          | 1.03         | 1.10         | none by default   |
 * | line tables             | 1.05         | 1.01         | none by default   |
 * | 256 codegen units       | 1.03, 1.02   | 0.97, 1.19   | 64                |
 * | 16 codegen units        | 1.04         | 0.85         | 64                |
 * | an rlib, by rustc       | 1.03         |              | objects           |
 * | functions in 1 section  | 1.00         | 0.95         | rustc's own       |
 * | two threads in rustc    | 1.24         |              | one               |
 * | temporary files kept    | 1.07         | 0.92         | removed           |
 * | positions not hashed    | 0.35 to 1.10 |              | hashed (see A)    |
 * | all on tmpfs            | 0.93, 1.02   | 0.93, 0.92   | target (see B)    |
 * | linker's own threads    |              | 1.16, 1.15   | one               |
 * | linked ahead: all but 1 |              | 0.83, 0.88   | no (see C)        |
 * | changed unit only       |              | 0.61, 0.15   | no (see D)        |
 * | rustc, lld loaded ahead | − 8 ms       | − 8 ms       | yes (see E)       |
 *
 * A. `-Zincremental-ignore-spans` makes an edit three times as fast that moves
 * the lines below it, and nothing faster else. But then panics tell the lines
 * of before, and rustc is not made for it: it is a switch of its own tests.
 *
 * B. Incremental folders are large (228 MB for five crates of 10,000 lines),
 * and they are worth keeping. Who has the memory can choose such a target
 * folder: `--target-dir`.
 *
 * C. It saves 2 ms of a small link and 8 of a large one, for one more link
 * behind each edit.
 *
 * D. A linker's start is most of a small link, and E hides it. For a crate of
 * 10,000 lines a patch of the changed codegen units would save some 50 ms of
 * linking, one twentieth of the edit: rustc takes ten times as long. In
 * return, what is hidden in the other units, most functions and statics of the
 * crate, would have to be found by address in the base or in earlier patches,
 * for no dynamic symbol names it. A static would start afresh only when its
 * own unit is compiled, and every patch would be bound to those before it, so
 * that an undone edit would be no longer a matter of pointers.
 *
 * E. It matters most for small crates: `lib/system/standby.ts`.
 *
 * @module
 */

import { join } from "@std/path";
import { findBase } from "../../lib/build/base.ts";
import { patchLink } from "../../lib/reload/patch/link_call.ts";
import { BareRustc } from "./bare_rustc.ts";
import { HotProgram } from "./hot_program.ts";
import { executableOf } from "../harness/processes.ts";
import { BenchError, finish } from "./measured_process.ts";
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
  {
    name: "all functions in one section",
    rustc: (args) => [...args, "-Zfunction-sections=no"],
  },
  { name: "two threads in rustc", rustc: (args) => [...args, "-Zthreads=2"] },
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
