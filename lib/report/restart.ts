/** Which reports call for a restart, and why a program is restarted. Pure. */

import type { Report } from "./report.ts";

/** What to do when only a restart makes the saved code run. */
export type RestartPolicy =
  /** Restart. */
  | "auto"
  /** Wait until the file is saved once more, or for SIGUSR2. */
  | "ask"
  /** Say so. */
  | "never";

/** Why a program is built anew and started again. */
export type RestartCause =
  /** A file changed that decides how it is built. */
  | "build"
  /** A patch was refused for what the running program is. */
  | "refused"
  /** The function that never ends was edited. */
  | "main"
  /** With `--strict`: edited functions keep an old version somewhere. */
  | "held"
  /** The user asked for it. */
  | "request"
  /** It had crashed. */
  | "crash"
  /** Files of its build are gone. */
  | "gone";

/** Refusals that a newly started program does not know. */
const CURABLE: ReadonlySet<string> = new Set([
  "build",
  "type",
  "undefined",
  "unfit",
  "strict",
]);

/**
 * Why a restart is needed for the saved code to run as it says.
 *
 * @param strict Whether a doubt is enough.
 */
export function restartCause(
  report: Report,
  strict: boolean,
): RestartCause | undefined {
  if (report.kind === "refused") {
    return CURABLE.has(report.reason) ? "refused" : undefined;
  }
  if (report.kind === "fault" && report.reason === "gone") return "gone";
  if (report.kind !== "live") return undefined;
  if (report.held.some(({ reason }) => reason === "running")) return "main";
  return strict && report.held.length > 0 ? "held" : undefined;
}
