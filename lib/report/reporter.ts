/**
 * Turns what happens in a session into what the user reads: which words, at
 * which level. Never words anything itself, and decides nothing.
 */

import { prepared } from "./function_patches.ts";
import { heldBack } from "./held_messages.ts";
import type { RunListener } from "./listener.ts";
import { restartCause, type RestartPolicy } from "./restart.ts";
import type { Log } from "./log.ts";
import type { Behind, Report } from "./report.ts";
import * as tell from "./program_messages.ts";
import { cargoNeeded, RENEWING } from "./renew_messages.ts";
import * as say from "./reload_messages.ts";
import * as statics from "./static_messages.ts";
import { firstBuild, timings } from "./timings.ts";
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
  const start = performance.now();
  const status = ({ verb, text }: Status) => log.status(verb, text);
  const unprepared: string[] = [];
  let isFirst = true;
  return {
    onUnprepared: (packages) => void unprepared.push(...packages),
    onOtherChaud: (others) => {
      for (const other of others) log.warn(tell.otherChaud(other));
    },
    onKeptTogether: (reasons) => status(tell.keptTogether(reasons)),
    onWatching: (crates) => {
      status(tell.watching(crates));
      if (!isFirst) return;
      isFirst = false;
      if (unprepared.length > 0) {
        log.under("note", tell.unprepared(unprepared));
      }
      if (options.timings) log.raw(firstBuild(performance.now() - start));
    },
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
      if (isWaiting) log.under("note", tell.WAITING);
    },
    onFault: (error) =>
      log.error(error instanceof Error ? error.message : String(error)),
    onRebuild: (need) => status(tell.rebuilding(need, options.root)),
    onRenew: () => log.debug(RENEWING),
    onCargoNeeded: (reason, details) => log.debug(cargoNeeded(reason, details)),
    onProgress: (line) => log.raw(line, "info"),
    onOutlived: (pids) => log.warn(tell.outlived(pids)),
    onCrash: (crash) => {
      log.error(tell.crashed(crash, options.root));
      if (crash.waits) log.under("note", tell.WAITING);
    },
  };
}

type Live = Extract<Report, { kind: "live" }>;

function show(log: Log, report: Report, options: ReporterOptions): void {
  const { root, restart } = options;
  for (const warning of report.warnings) log.raw(warning, "warn");
  switch (report.kind) {
    case "live":
      return showLive(log, report, options);
    case "unchanged": {
      const { verb, text } = say.unchanged(report.files, root);
      log.status(verb, text);
      if (report.added?.length) log.under("note", say.added(report.added));
      return;
    }
    case "refused": {
      // A restart tells of it.
      for (const held of report.held ?? []) log.debug(heldBack(held, root));
      if (report.reason === "held") return;
      const { text, note } = say.refused(report, root, restart);
      log.warn(text);
      return log.under("note", note);
    }
    case "restart": {
      const { verb, text } = tell.restarted(report, root);
      return log.status(verb, text);
    }
    case "fault": {
      const { text, note } = say.fault(report, root, restart);
      log.error(text);
      return log.under("note", note);
    }
    case "broken":
      for (const error of report.errors) log.raw(error, "error");
      return log.note(say.OLD_CODE_RUNS);
  }
}

/** One line for the save, and one below it for whatever belongs to it. */
function showLive(
  log: Log,
  report: Live,
  { root, restart }: ReporterOptions,
): void {
  const { removed, unusedValues, afresh, held, behind } = report;
  const cause = restartCause(report);
  // The restart that follows says so itself.
  const isToldLater = cause === "main" && restart === "auto" &&
    say.isHeld(report);
  if (!isToldLater) {
    const { verb, text } = say.live(report, root);
    log.status(verb, text);
  }
  log.debug(say.stages(report.timings));
  log.debug(say.swapped(report));
  const note = (text: string) => log.under("note", text);
  if (removed?.length) note(say.removed(removed));
  if (unusedValues?.length) note(statics.unusedValues(unusedValues));
  if (afresh?.length) note(statics.afresh(afresh));
  for (const each of held) {
    if (each.reason === "running" && restart === "auto") continue;
    log.under("warning", heldBack(each, root, restart));
  }
  showBehind(log, behind, root);
  if (restart === "ask" && cause) note(say.SAVE_AGAIN);
}

function showBehind(log: Log, all: readonly Behind[], root: string): void {
  const forked = all.filter(({ reason }) => reason === "forked");
  const warn = (text: string) => log.under("warning", text);
  for (const behind of all) {
    if (!forked.includes(behind)) warn(tell.behind(behind, root));
  }
  if (forked.length > 0) warn(tell.forked(forked.map(({ pid }) => pid)));
}
