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
} from "./lib/session/run.ts";
export type { Report, Timings } from "./lib/report/report.ts";
export type { Behind, Joined } from "./lib/program/programs.ts";
export type { RestartCause, RestartPolicy } from "./lib/report/restart.ts";
export type { Crash, End } from "./lib/report/crash.ts";
export type { RestartRequest } from "./lib/report/need.ts";
export type { ChangedInput } from "./lib/session/build_watch.ts";
export type { InputKind } from "./lib/build/inputs.ts";
export type { RefusalReason } from "./lib/report/refusal.ts";
export type { FaultReason } from "./lib/report/fault.ts";
export type { Held, HeldReason } from "./lib/reload/report.ts";
export type { Loss } from "./lib/reload/patch/entries.ts";
export type { RuntimeRefusal } from "./lib/program/protocol.ts";
export type { Shape } from "./lib/build/scripts.ts";
export { CargoError } from "./lib/build/cargo/cargo.ts";

if (import.meta.main) await command();
