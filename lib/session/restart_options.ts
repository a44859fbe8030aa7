/** What restarts are made with, and what they come to. Pure. */

import type { Base } from "../build/base.ts";
import type { BuildWatch } from "./build_watch.ts";
import type { RestartPolicy, RestartRequest } from "../report/restart.ts";
import type { BuildPlan, BuildRequest } from "../build/plan.ts";
import type { Report } from "../report/report.ts";
import type { Session } from "./session.ts";

/** A program that is built and can be started. */
export interface Successor {
  recipe: BuildPlan;
  need: RestartRequest;
  /** When its build began: what was saved later is news to it. */
  since: number;
  /** How long the build took, in milliseconds. */
  took: number;
}

/** Gets what a restart has to say. */
export interface RestartListener {
  onReport(report: Report): void;
  /** The program is being built anew. */
  onRebuild?(need: RestartRequest): void;
  /** A line of cargo's progress. */
  onProgress?(line: string): void;
  onFault(error: unknown): void;
  /** Nothing is left to do until the next save. */
  onIdle?(): void;
}

/** What a restart works with. */
export interface RestarterOptions {
  /** How to build; where that is not known, there is no restart. */
  order: BuildRequest | undefined;
  policy: RestartPolicy;
  /** Whether a doubt is enough. */
  strict: boolean;
  /** A private folder. */
  folder: string;
  color: boolean;
  listener: RestartListener;
}

/** What runs, as far as a restart is concerned. */
export interface Served {
  session: Session;
  base: Base;
  watch: BuildWatch;
}
