/**
 * What may be going on between a program and its next restart, what may happen
 * then, and what may follow. Never says what follows from what. Pure.
 */

import type { RestartPolicy, RestartRequest } from "../report/restart.ts";
import type { ChangedInput, Report } from "../report/report.ts";

/** A restart that waits for the user's answer. */
export interface Question {
  request: RestartRequest;
  /** When it was asked, by the clock that stamps files. */
  date: number;
}

/** What is going on. */
export type RestartState =
  /** Nothing is watched yet. */
  | { kind: "unready"; isRequested: boolean }
  /** The session judges what is saved. */
  | {
    kind: "idle";
    question?: Question | undefined;
    /** What did not build, where the session goes on all the same. */
    failed?: RestartRequest | undefined;
  }
  /** Cargo builds; the session leaves saves alone. */
  | {
    kind: "building";
    request: RestartRequest;
    /** Something was saved after the build had begun. */
    isStale: boolean;
    question?: Question | undefined;
  }
  /** The next save is another try; the session leaves it alone. */
  | {
    kind: "waiting";
    request: RestartRequest;
    question?: Question | undefined;
  }
  /** Another process takes over. */
  | { kind: "over" };

/** What came of a build. */
export type BuildResult =
  /** It did not build, or could not run. */
  | { kind: "broken"; errors: string[] }
  /** It is what runs already. */
  | { kind: "same" }
  /** It has more, which the running program can be given. */
  | { kind: "more"; added: string[] }
  /** Only a restart makes it run. */
  | { kind: "other" }
  /** Another process of the base runs it already, unless that has ended. */
  | { kind: "renewed"; isRunning: boolean };

/** What happened. */
export type RestartEvent =
  /** What runs is being watched. */
  | { kind: "ready" }
  /** Files were written that decide how the program is built. */
  | {
    kind: "inputs";
    files: string[];
    /** All that differ from what the program was built from. */
    changed: ChangedInput[];
    /** Whether cargo itself writes such files. */
    areLocks: boolean;
    since: number;
  }
  /** A save ended in this. */
  | { kind: "report"; report: Report }
  /** A source was saved while the session leaves saves alone. */
  | { kind: "saved"; file: string }
  /** A file was written, and holds the same. */
  | { kind: "touched"; file: string; date: number }
  /** The user asks for a restart. */
  | { kind: "request" }
  /** The program has crashed, and its next save is to start it again. */
  | { kind: "crash" }
  /** The program does not answer, since these were saved. */
  | { kind: "hang"; files: string[] }
  /** A build has ended. */
  | { kind: "built"; result: BuildResult }
  /** What was to be done with a build has been done. */
  | { kind: "done"; result: BuildResult }
  /** The build could not be carried out at all. */
  | { kind: "fault" };

/** By what it is decided. */
export interface RestartRules {
  policy: RestartPolicy;
  /** Whether it is known how the program is built. */
  canBuild: boolean;
}

/** When something happened: by `performance.now()`, and by the files' clock. */
export interface Now {
  time: number;
  date: number;
}

/** What became of files that decide how the program is built. */
export type RestartEnd =
  | { kind: "unchanged"; added?: string[] }
  | { kind: "broken"; errors: string[] }
  | { kind: "refused"; reason: "build"; details: string[] };

/** What follows. */
export interface Decision {
  state: RestartState;
  /** What is said, of which request. */
  said?: { request: RestartRequest; end: RestartEnd };
  /** What is to be done with a build before anything else follows from it. */
  todo?: "take in" | "put back";
}

/** Whether the session leaves saves alone. */
export function isSuspending({ kind }: RestartState): boolean {
  return kind !== "unready" && kind !== "idle";
}

/** A state before what runs is watched. */
export type Unready = Extract<RestartState, { kind: "unready" }>;

/** A state in which something can be built. */
export type Ready = Exclude<RestartState, { kind: "unready" | "over" }>;

/** A state in which something is. */
export type Building = Extract<RestartState, { kind: "building" }>;

/** A state in which nothing is. */
export type Idle = Extract<RestartState, { kind: "idle" }>;

/** What is being built for, or waits for another try. */
export function requestOf(state: Ready): RestartRequest | undefined {
  return state.kind === "idle" ? undefined : state.request;
}

/** With a question to the user, under a policy of asking. */
export function ask(
  state: Ready,
  request: RestartRequest,
  policy: RestartPolicy,
  { date }: Now,
): Ready {
  return policy === "ask" ? { ...state, question: { request, date } } : state;
}
