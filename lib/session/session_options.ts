/** What a session is made from, and whom it tells. */

import type { Base } from "../build/base.ts";
import type { Programs } from "../program/programs.ts";
import type {
  FunctionPatches,
  FunctionsOfCrate,
} from "../report/function_patches.ts";
import type { Report } from "../report/report.ts";

/** What a session is made from. */
export interface SessionOptions {
  base: Base;
  /** The session's private folder. */
  folder: string;
  /** The reload build's folder, which no other driver uses. */
  reloadFolder: string;
  /** Cargo's target folder: never watched. */
  targetFolder: string;
  /** Keep debug info in patches. */
  debugInfo: boolean;
  /** Whether new code goes on with the values of statics. */
  inheritsStatics: boolean;
  /** When the edited functions alone are compiled. */
  functionPatches: FunctionPatches;
  /** Colour rustc's diagnostics. */
  color: boolean;
  /** Gets each report. */
  onReport: (report: Report) => void;
  /** Makes a list of programs that have the same patches. */
  programs: () => Programs;
  /** Told when nothing is left to do for what was saved so far. */
  onIdle: () => void;
  /** Told which crates' functions can be compiled by themselves. */
  onPrepared: (crates: readonly FunctionsOfCrate[]) => void;
  /** Gets new warnings of what was compiled behind a report. */
  onWarnings: (warnings: readonly string[]) => void;
  /** Gets what the driver could not do, when that is not a report. */
  onFault: (error: unknown) => void;
  /** Refuse what changes types that the program may hold values of. */
  strict?: boolean;
  /** Refuse what would leave old code running: another process follows. */
  refusesHeld?: boolean;
  /** Told of each save while reloads are suspended. */
  onSaved?: (file: string) => void;
  /** Told when a file was written and holds the same. */
  onTouch?: (file: string) => void;
}
