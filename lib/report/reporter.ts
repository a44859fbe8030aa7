/**
 * Turns what happens in a session into what the user reads: which words, at
 * which level. Never words anything itself, and decides nothing.
 */

import { prepared } from "./function_patches.ts";
import type { RunListener } from "./listener.ts";
import { restartCause, type RestartPolicy } from "./restart.ts";
import type { Log } from "./log.ts";
import type { Behind, Report } from "./report.ts";
import * as tell from "./program_messages.ts";
import * as say from "./reload_messages.ts";
import * as statics from "./static_messages.ts";
import type { Status } from "./wording.ts";

/** How much {@linkcode terminalReporter} says. */
export interface ReporterOptions {
  /** The folder that paths are shown relative to. */
  root: string;
  /** After each report, what it took as a line of JSON. */
  timings: boolean;
  /** What happens when a restart is needed. */
  restart: RestartPolicy;
}

/** Makes a listener that says everything through a log. */
export function terminalReporter(
  log: Log,
  options: ReporterOptions,
): RunListener {
  const status = ({ verb, text }: Status) => log.status(verb, text);
  return {
    onUnprepared: (packages) => status(tell.unprepared(packages)),
    onOtherChaud: (others) => {
      for (const other of others) log.warn(tell.otherChaud(other));
    },
    onKeptTogether: (reasons) => status(tell.keptTogether(reasons)),
    onWatching: (crates) => status(tell.watching(crates)),
    onWarm: () => log.debug("the reload build is ready"),
    onWarnings: (warnings) => {
      for (const warning of warnings) log.raw(warning, "warn");
    },
    onPrepared: (crates) => log.debug(prepared(crates)),
    onIdle: () => log.debug("nothing is left to do"),
    onReport: (report) => {
      show(log, report, options);
      if (options.timings) log.raw(timings(report));
    },
    onJoined: (news) => {
      if (news.kind === "joined") return status(tell.joined(news));
      log.warn(tell.behind(news.behind, options.root));
      const isWaiting = news.behind.reason === "hung" &&
        options.restart === "auto";
      if (isWaiting) log.note(tell.WAITING);
    },
    onFault: (error) =>
      log.error(error instanceof Error ? error.message : String(error)),
    onRebuild: (need) => status(tell.rebuilding(need, options.root)),
    onProgress: (line) => log.raw(line, "info"),
    onOutlived: (pids) => log.warn(tell.outlived(pids)),
    onCrash: (crash) => {
      log.error(tell.crashed(crash, options.root));
      if (crash.waits) log.note(tell.WAITING);
    },
  };
}

function show(
  log: Log,
  report: Report,
  { root, restart }: ReporterOptions,
): void {
  for (const warning of report.warnings) log.raw(warning, "warn");
  switch (report.kind) {
    case "live": {
      const { verb, text } = say.live(report, root);
      log.status(verb, text);
      log.debug(say.swapped(report));
      if (report.removed?.length) log.note(say.removed(report.removed));
      if (report.unusedValues?.length) {
        log.note(statics.unusedValues(report.unusedValues));
      }
      if (report.afresh?.length) log.note(statics.afresh(report.afresh));
      for (const held of report.held) log.warn(say.heldBack(held, root));
      showBehind(log, report.behind, root);
      if (restart === "ask" && restartCause(report)) {
        log.note(say.SAVE_AGAIN);
      }
      return;
    }
    case "unchanged": {
      const { verb, text } = say.unchanged(report.files, root);
      log.status(verb, text);
      if (report.added?.length) log.note(say.added(report.added));
      return;
    }
    case "refused":
      return log.warn(say.refused(report, root, restart));
    case "restart": {
      const { verb, text } = tell.restarted(report, root);
      return log.status(verb, text);
    }
    case "fault":
      return log.error(say.fault(report, root, restart));
    case "broken":
      for (const error of report.errors) log.raw(error, "error");
      return log.error(say.OLD_CODE_RUNS);
  }
}

function showBehind(log: Log, all: readonly Behind[], root: string): void {
  const forked = all.filter(({ reason }) => reason === "forked");
  for (const behind of all) {
    if (!forked.includes(behind)) log.warn(tell.behind(behind, root));
  }
  if (forked.length > 0) log.warn(tell.forked(forked.map(({ pid }) => pid)));
}

function timings(report: Report): string {
  const { kind, files, timings: { total, stages } } = report;
  const effect = kind === "live"
    ? {
      live: report.live,
      held: report.held,
      back: report.back,
      removed: report.removed,
      unusedValues: report.unusedValues,
      afresh: report.afresh,
      programs: report.programs,
      behind: report.behind,
    }
    : kind === "restart"
    ? { cause: report.cause, left: report.left }
    : kind === "unchanged"
    ? { added: report.added }
    : "reason" in report
    ? { reason: report.reason }
    : {};
  const times = Object.fromEntries(stages);
  return JSON.stringify({ kind, files, total, ...times, ...effect });
}
