/**
 * What happens in a session, as data: one value for each thing that a listener
 * is told, for editors and other programs. Never words anything. Pure.
 */

import type { FunctionsOfCrate } from "./function_patches.ts";
import type { RunListener } from "./listener.ts";
import type { Joined, KeptTogether, OtherChaud, Report } from "./report.ts";
import type {
  Crash,
  RenewObstacle,
  RestartPolicy,
  RestartRequest,
} from "./restart.ts";

/** Changes when an event of a kind that there was means something else. */
export const EVENTS_VERSION = 1;

/** What happened; `event` tells which of these it is. */
export type Happening =
  /** What is known from the start: who drives, and what a restart takes. */
  | { event: "session"; driver: number; root: string; restart: RestartPolicy }
  /** These packages do not depend on `chaud`: the runtime is linked to them. */
  | { event: "unprepared"; packages: string[] }
  /** Packages depend on something else that is called `chaud`. */
  | { event: "other-chaud"; packages: OtherChaud[] }
  /** All crates are in one file, for these reasons. */
  | { event: "kept-together"; reasons: readonly KeptTogether[] }
  /** A program attached, and its crates are watched. */
  | { event: "watching"; crates: string[]; pid: number }
  /** A program has, or cannot have, the patches that it came too late for. */
  | { event: "joined"; joined: Joined }
  /** Edits are at full speed from now on. */
  | { event: "warm" }
  /** It is known which crates' functions can be compiled by themselves. */
  | { event: "prepared"; crates: readonly FunctionsOfCrate[] }
  /** A save, or a restart, ended in this. */
  | { event: "report"; report: Report }
  /** rustc warns of code that went live before. */
  | { event: "warnings"; warnings: readonly string[] }
  /** Nothing is left to do for what was saved so far. */
  | { event: "idle" }
  /** Hot reload does not work, or no longer; the program goes on. */
  | { event: "fault"; message: string }
  /** Another process is about to take its place, without cargo if possible. */
  | { event: "renew"; request: RestartRequest }
  /** The program is built anew while the old one runs. */
  | { event: "rebuild"; request: RestartRequest }
  /** It has to be: no process can begin with what was saved without that. */
  | { event: "cargo-needed"; reason: RenewObstacle; details: readonly string[] }
  /** A line of what cargo says meanwhile. */
  | { event: "progress"; line: string }
  /** The program has ended, and processes of it run on that nobody serves. */
  | { event: "outlived"; pids: number[] }
  /** The program crashed after a patch or a restart. */
  | { event: "crash"; crash: Crash };

/** Something that happened, and when. */
export type SessionEvent =
  & {
    /** {@linkcode EVENTS_VERSION} of the driver. */
    version: number;
    /** As in `2026-01-31T12:00:00.000Z`. */
    time: string;
  }
  & Happening;

/** Makes a listener that hands on what happens as data. */
export function eventListener(
  emit: (happening: Happening) => void,
): RunListener {
  return {
    onUnprepared: (packages) => emit({ event: "unprepared", packages }),
    onOtherChaud: (packages) => emit({ event: "other-chaud", packages }),
    onKeptTogether: (reasons) => emit({ event: "kept-together", reasons }),
    onWatching: (crates, pid) => emit({ event: "watching", crates, pid }),
    onJoined: (joined) => emit({ event: "joined", joined }),
    onWarm: () => emit({ event: "warm" }),
    onPrepared: (crates) => emit({ event: "prepared", crates }),
    onReport: (report) => emit({ event: "report", report }),
    onWarnings: (warnings) => emit({ event: "warnings", warnings }),
    onIdle: () => emit({ event: "idle" }),
    onFault: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      emit({ event: "fault", message });
    },
    onRenew: (request) => emit({ event: "renew", request }),
    onCargoNeeded: (reason, details) =>
      emit({ event: "cargo-needed", reason, details }),
    onRebuild: (request) => emit({ event: "rebuild", request }),
    onProgress: (line) => emit({ event: "progress", line }),
    onOutlived: (pids) => emit({ event: "outlived", pids }),
    onCrash: (crash) => emit({ event: "crash", crash }),
  };
}

/** Tells a listener what happened. */
export function tell(happening: Happening, listener: RunListener): void {
  switch (happening.event) {
    case "session":
      return;
    case "unprepared":
      return listener.onUnprepared(happening.packages);
    case "other-chaud":
      return listener.onOtherChaud?.(happening.packages);
    case "kept-together":
      return listener.onKeptTogether?.(happening.reasons);
    case "watching":
      return listener.onWatching(happening.crates, happening.pid);
    case "joined":
      return listener.onJoined(happening.joined);
    case "warm":
      return listener.onWarm();
    case "prepared":
      return listener.onPrepared?.(happening.crates);
    case "report":
      return listener.onReport(happening.report);
    case "warnings":
      return listener.onWarnings?.(happening.warnings);
    case "idle":
      return listener.onIdle();
    case "fault":
      return listener.onFault(happening.message);
    case "renew":
      return listener.onRenew?.(happening.request);
    case "cargo-needed":
      return listener.onCargoNeeded?.(happening.reason, happening.details);
    case "rebuild":
      return listener.onRebuild?.(happening.request);
    case "progress":
      return listener.onProgress?.(happening.line);
    case "outlived":
      return listener.onOutlived?.(happening.pids);
    case "crash":
      return listener.onCrash?.(happening.crash);
  }
}
