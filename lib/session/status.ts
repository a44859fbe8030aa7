/**
 * What a session says of itself when `chaud status` asks. Never asks anybody
 * itself. Pure.
 */

import type { FunctionsOfCrate } from "../report/function_patches.ts";
import type { Report } from "../report/report.ts";

/** What a save ends in; a restart is the end of the session itself. */
export type Ending = Exclude<Report["kind"], "restart">;

/** Answered when what was asked for is under way. */
export const DONE = "done";

/** Answered when a session cannot do what it is asked for. */
export const NOT_POSSIBLE = "not possible";

/** A session, as its driver knows it. */
export interface SessionState {
  /** The driver's process. */
  driver: number;
  /** The session's folder. */
  folder: string;
  executable: string;
  /** The crates that are watched, the program's first. */
  crates: string[];
  /** The newest patch that is live. */
  epoch: number;
  /** How many saves ended in what. */
  saves: Record<Ending, number>;
  /** What the last one ended in. */
  last: Ending | undefined;
  /** Edited functions that keep an old version somewhere. */
  held: string[];
  programs: ProgramState[];
  /** Which crates' functions are compiled alone, once that is known. */
  functionPatches?: readonly FunctionsOfCrate[];
  /** Whether saves wait until they are wanted. */
  isPaused?: boolean;
}

/**
 * What a session can be asked to do: to restart its program, to let saves wait
 * and to take them up, or to tell what has happened, and what will.
 */
export type SessionRequest =
  | "restart"
  | "pause"
  | "resume"
  | "events"
  | "follow";

/** A program of a session. */
export interface ProgramState {
  pid: number;
  /** How many patches are live in it. */
  patches: number;
}

type Summary = Pick<
  SessionState,
  "epoch" | "saves" | "last" | "held" | "functionPatches"
>;

/** What the reports of a session come to. */
export class ReportSummary {
  readonly #saves: SessionState["saves"] = {
    live: 0,
    refused: 0,
    broken: 0,
    fault: 0,
    unchanged: 0,
  };
  readonly #held = new Set<string>();
  #functionPatches: readonly FunctionsOfCrate[] | undefined;
  #last: Ending | undefined;
  #epoch = 0;

  /** Takes a report into account. */
  add(report: Report): void {
    if (report.kind === "restart") return;
    this.#last = report.kind;
    this.#saves[report.kind]++;
    if (report.kind !== "live") return;
    this.#epoch = report.epoch;
    for (const name of report.live) this.#held.delete(name);
    for (const { functions } of report.held) {
      for (const name of functions) this.#held.add(name);
    }
  }

  /** Notes which crates' functions are compiled alone. */
  prepared(crates: readonly FunctionsOfCrate[]): void {
    this.#functionPatches = crates;
  }

  /** All of it. */
  get result(): Summary {
    const functionPatches = this.#functionPatches;
    return {
      ...functionPatches ? { functionPatches } : {},
      epoch: this.#epoch,
      saves: { ...this.#saves },
      last: this.#last,
      held: [...this.#held].sort(),
    };
  }
}
