/**
 * Who is told what happens in a run of the driver: the terminal, or whoever
 * calls `run`. Never decides anything. Pure.
 */

import type { FunctionsOfCrate } from "./function_patches.ts";
import type { Joined, KeptTogether, OtherChaud, Report } from "./report.ts";
import type { Crash, RenewObstacle, RestartRequest } from "./restart.ts";

/** Gets what happens while the program runs. */
export interface RunListener {
  /**
   * No package that the program may be of depends on `chaud`, so the runtime
   * is linked to it.
   */
  onUnprepared(packages: string[]): void;
  /** Packages depend on something else that is called `chaud`. */
  onOtherChaud?(others: OtherChaud[]): void;
  /** All crates are in one file, for these reasons. */
  onKeptTogether?(reasons: readonly KeptTogether[]): void;
  /** A program attached, and its crates are being watched. */
  onWatching(crates: string[], pid: number): void;
  /** A program has, or cannot have, the patches that it came too late for. */
  onJoined(joined: Joined): void;
  /** The reload build of every crate exists: edits are now at full speed. */
  onWarm(): void;
  /** It is known which crates' functions can be compiled by themselves. */
  onPrepared?(crates: readonly FunctionsOfCrate[]): void;
  /** A save ended in this. */
  onReport(report: Report): void;
  /** rustc warns of code that went live before: of its whole crate, say. */
  onWarnings?(warnings: readonly string[]): void;
  /** Nothing is left to do for what was saved so far. */
  onIdle(): void;
  /** Hot reload does not work, or no longer; the program goes on. */
  onFault(error: unknown): void;
  /** Another process is about to take its place, without cargo if possible. */
  onRenew?(need: RestartRequest): void;
  /** The program is built anew while the old one runs. */
  onRebuild?(need: RestartRequest): void;
  /** It has to be: no process can begin with what was saved without that. */
  onCargoNeeded?(reason: RenewObstacle, details: readonly string[]): void;
  /** A line of what cargo says meanwhile. */
  onProgress?(line: string): void;
  /** The program has ended, and processes of it run on that nobody serves. */
  onOutlived?(pids: number[]): void;
  /** The program crashed after a patch or a restart. */
  onCrash?(crash: Crash): void;
}
