/** What a session of tests is made from, and whom it tells. */

import type { TestBuild } from "../../build/test_plan.ts";
import type { TestReport } from "./test_runs.ts";

/** Who is told what. */
export interface TestListener {
  /** Some tests have run, or none had to. */
  onReport(report: TestReport): void;
  /** What rustc said; nothing runs until that is mended. */
  onBroken(errors: readonly string[]): void;
  /** What rustc warned of. */
  onWarnings(warnings: readonly string[]): void;
  /** What was saved cannot be linked here; cargo can. */
  onNeedsCargo(files: readonly string[]): void;
  /** What the driver could not do. */
  onFault(error: unknown): void;
  /** The first edit finds all that it needs. */
  onWarm(): void;
  /** Nothing is left to do. */
  onIdle(): void;
}

/** What a session is made from. */
export interface TestSessionOptions {
  build: TestBuild;
  /** A folder that no other driver uses. */
  folder: string;
  /** Keep debug info in what is compiled. */
  debugInfo: boolean;
  color: boolean;
  /** Run all tests each time. */
  all: boolean;
  listener: TestListener;
}
