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
  RightsError,
  run,
  type RunListener,
  type Running,
  type RunOptions,
  SetupError,
} from "./lib/session/run.ts";
export type {
  Behind,
  ChangedInput,
  FaultReason,
  Held,
  HeldReason,
  InputKind,
  Joined,
  KeptTogether,
  Loss,
  OtherChaud,
  RefusalReason,
  Report,
  RestartCause,
  RuntimeRefusal,
  Timings,
} from "./lib/report/report.ts";
export type {
  FunctionPatches,
  FunctionsOfCrate,
  UnfitReason,
  WholeReason,
} from "./lib/report/function_patches.ts";
export type {
  Crash,
  End,
  RenewObstacle,
  RestartPolicy,
  RestartRequest,
} from "./lib/report/restart.ts";
export {
  EVENTS_VERSION,
  type Happening,
  type SessionEvent,
} from "./lib/report/event.ts";
export type { Shape } from "./lib/build/scripts.ts";
export { CargoError } from "./lib/build/cargo/cargo.ts";

if (import.meta.main) await command();
