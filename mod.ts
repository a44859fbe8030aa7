/**
 * Hot reload for Rust, from TypeScript: starts a program of a Cargo workspace
 * and reports what becomes of each save.
 *
 * ```ts no-eval
 * import { run } from "@chaud/cli";
 *
 * const program = await run({
 *   args: ["-p", "game", "--", "--level", "3"],
 *   listener: {
 *     onWatching: (crates) => console.log("watching", crates),
 *     onWarm: () => {},
 *     onReport: (report) => console.log(report.kind, report.files),
 *     onSettled: () => {},
 *     onFault: (error) => console.error(error),
 *   },
 * });
 * const { code } = await program.status;
 * ```
 *
 * Run as a program, it is the command line: `deno run -A jsr:@chaud/cli run`.
 *
 * @module
 */

import { command } from "./cli.ts";

export {
  run,
  type RunListener,
  type Running,
  type RunOptions,
  SetupError,
} from "./lib/run.ts";
export type { RefusalReason, Report, Timings } from "./lib/report.ts";
export type { Held } from "./lib/effect.ts";
export type { RuntimeRefusal } from "./lib/protocol.ts";
export type { Shape } from "./lib/wrapper.ts";
export { CargoError } from "./lib/cargo.ts";

if (import.meta.main) await command();
