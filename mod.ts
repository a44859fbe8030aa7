/**
 * Hot reload for Rust, from TypeScript: starts a program of a Cargo workspace
 * and reports what becomes of each save.
 *
 * ```ts no-eval
 * import { run } from "@chaud/cli";
 *
 * await using program = await run({ args: ["-p", "game", "--", "--level", "3"] });
 * console.log("watching", await program.watching);
 * for await (const report of program.reports) {
 *   console.log(report.kind, report.files);
 *   if (report.kind === "live" && report.epoch === 3) break;
 * }
 * const { code } = await program.stop();
 * ```
 *
 * `program.reports` goes on over restarts until the program ends for good, and
 * `program.status` tells how it did. A listener gets what else there is to know.
 *
 * Run as a program, it is the command line: `deno run -A jsr:@chaud/cli run`.
 *
 * @module
 */

import { command } from "./cli.ts";

export {
  EndedError,
  run,
  type RunListener,
  type Running,
  type RunOptions,
  SetupError,
} from "./lib/run.ts";
export type { Report, Timings } from "./lib/report.ts";
export type { Behind, Joined } from "./lib/programs.ts";
export type { RestartCause, RestartPolicy } from "./lib/danger.ts";
export type { Crash, End } from "./lib/crash.ts";
export type { Need } from "./lib/need.ts";
export type { ChangedInput } from "./lib/build_watch.ts";
export type { InputKind } from "./lib/build_inputs.ts";
export type { RefusalReason } from "./lib/refusal.ts";
export type { FaultReason } from "./lib/fault.ts";
export type { Held, HeldReason } from "./lib/effect.ts";
export type { Loss } from "./lib/entries.ts";
export type { RuntimeRefusal } from "./lib/protocol.ts";
export type { Shape } from "./lib/wrapper.ts";
export { CargoError } from "./lib/cargo.ts";

if (import.meta.main) await command();
