/** What became of a save: the one value every reload ends in. Pure. */

import type { Diagnostics } from "../build/rustc/diagnostics.ts";
import type { Held } from "../reload/report.ts";
import type { FaultReason } from "./fault.ts";
import type { Behind } from "../program/programs.ts";
import type { RefusalReason } from "./refusal.ts";
import type { RestartCause } from "./restart.ts";

/** How long each stage took, in milliseconds. */
export interface Timings {
  /** From the first event of the save to the report. */
  total: number;
  /** By stage, in order: watch, classify, rustc, link, check, redirect, load. */
  stages: [stage: string, ms: number][];
}

/** The end of one reload. */
export type Report =
  & {
    /** Files that were saved, absolute. */
    files: string[];
    timings: Timings;
    /** rustc's warnings, rendered. */
    warnings: string[];
  }
  & (
    | {
      kind: "live";
      epoch: number;
      /**
       * Patches whose code is live again, none of it compiled anew; 0 stands
       * for what the program began with. None for new code.
       */
      back?: number[];
      /** How many programs it is live in. */
      programs: number;
      /** Programs that go on without it, as yet. */
      behind: Behind[];
      /** Whether other crates may still hold old line numbers. */
      moved: boolean;
      /** Names of the crates in the patch. */
      crates: string[];
      /** `#[chaud::hot]` functions whose slot got a new definition. */
      hotFunctions: string[];
      /** Import slots that were re-pointed. */
      imports: number;
      /** Old entries of functions that now lead to the new code. */
      entries: number;
      /** Edited functions that are live, where that is known: `module::name`. */
      live: string[];
      /** Edited functions that keep an old version somewhere, and why. */
      held: Held[];
      /** Functions and statics that are gone from the sources, if any are. */
      removed?: string[];
    }
    | {
      kind: "refused";
      /** Why; see {@linkcode RefusalReason}. */
      reason: RefusalReason;
      details: string[];
    }
    | {
      kind: "broken";
      /** rustc's errors, rendered. */
      errors: string[];
    }
    | {
      /** Something other than the sources was in the way. */
      kind: "fault";
      /** What; see {@linkcode FaultReason}. */
      reason: FaultReason;
      details: string[];
    }
    | {
      kind: "unchanged";
      /** Crates and dependencies that new code can use from now on. */
      added?: string[];
    }
    | {
      /** The program was built anew, stopped, and started again. */
      kind: "restart";
      /** What made it necessary. */
      cause: RestartCause;
      /** Other processes of the session, which go on with the old code. */
      left: number[];
    }
  );

/** Dependents do not compile with an edit that went live without them. */
export function broken({ errors, warnings }: Diagnostics): Report {
  const timings = { total: 0, stages: [] };
  return { kind: "broken", files: [], errors, warnings, timings };
}
