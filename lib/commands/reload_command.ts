/**
 * Runs the user's own command whenever a save is live. Never waits for it, and
 * passes over what it prints on standard output.
 */

import type { Happening } from "../report/event.ts";
import type { Need } from "../system/rights.ts";

/** The shell that understands it. */
const SHELL = "sh";

/** What it takes. */
export function rightsToCall(command: string | undefined): Need[] {
  if (command === undefined) return [];
  const right = { name: "run", command: SHELL } as const;
  return [{ right, purpose: "to run what `on-reload` says" }];
}

/** Runs it for each save that is live, until no more happens. */
export async function callOnReload(
  command: string,
  events: ReadableStream<Happening>,
): Promise<void> {
  for await (const happening of events) {
    if (happening.event !== "report") continue;
    const { report } = happening;
    if (report.kind !== "live") continue;
    const env = {
      CHAUD_EPOCH: `${report.epoch}`,
      CHAUD_FILES: report.files.join("\n"),
    };
    const child = new Deno.Command(SHELL, {
      args: ["-c", command],
      env,
      stdin: "null",
      stdout: "null",
    }).spawn();
    // What became of it is its own matter.
    child.status.catch(() => {});
  }
}
