/**
 * What `chaud run --timings` prints of a report.
 *
 * @module
 */

import type {
  Behind,
  Held,
  Report,
  RestartCause,
} from "../../lib/report/report.ts";

/** A line of `chaud run --timings`. */
export interface ReportLine {
  kind: Report["kind"];
  /** Of what was refused, or of a fault. */
  reason?: string;
  /** Absolute paths. */
  files: string[];
  total: number;
  /** Edited functions that are live, and those that are not. */
  live?: string[];
  held?: Held[];
  /** Patches whose code is live again; 0 for what the program began with. */
  back?: number[];
  /** What each stage took: those that ran. */
  compile?: number;
  functions?: number;
  link?: number;
  /** Crates and dependencies that are new to the program. */
  added?: string[];
  /** Items that are gone from the sources. */
  removed?: string[];
  unusedValues?: string[];
  afresh?: string[];
  /** How many programs it is live in, and those that are behind. */
  programs?: number;
  behind?: Behind[];
  /** Why it was restarted. */
  cause?: RestartCause;
  /** Whether that took no cargo. */
  isRenewed?: boolean;
  /** Processes that go on with the old code. */
  left?: number[];
}
