/** What `--timings` prints: a line of JSON for each build, save and restart. Pure. */

import type { Report } from "./report.ts";

/** Of a report. */
export function timings(report: Report): string {
  const { kind, files, timings: { total, stages } } = report;
  const times = stages.map(([stage, ms]) => [stage, rounded(ms)]);
  return JSON.stringify({
    kind,
    files,
    total: rounded(total),
    ...Object.fromEntries(times),
    ...effectOf(report),
  });
}

/**
 * Of the build that a session begins with, until the program is watched.
 *
 * @param ms How long it took.
 */
export function firstBuild(ms: number): string {
  return JSON.stringify({ total: rounded(ms), kind: "build", files: [] });
}

function effectOf(report: Report): Record<string, unknown> {
  switch (report.kind) {
    case "live": {
      const { live, held, back, removed, unusedValues, afresh } = report;
      const { programs, behind } = report;
      const lost = { removed, unusedValues, afresh };
      return { live, held, back, ...lost, programs, behind };
    }
    case "restart":
      return {
        ...{ cause: report.cause, left: report.left },
        isRenewed: report.isRenewed ?? false,
      };
    case "unchanged":
      return { added: report.added };
    case "refused":
    case "fault":
      return { reason: report.reason };
    case "broken":
      return {};
  }
}

/** Milliseconds, to a tenth. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
