/** What the commands need Deno's permission for, besides what a session does. Pure. */

import type { Need } from "../system/rights.ts";

/** Variables that decide how much is said, and in which colours. */
export const RIGHTS_TO_SAY: readonly Need[] = [
  "CHAUD_LOG",
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "TERM",
].map((variable) => ({
  right: { name: "env", variable },
  purpose: "to know how much to say, and whether in colours",
}));

/** For a file with the log, if there is to be one. */
export function rightsToLog(path: string | undefined): Need[] {
  if (path === undefined) return [];
  return [{
    right: { name: "write", path },
    purpose: "to write the log there",
  }];
}

/** Said where Deno was given fewer rights than the driver needs. */
export function notPermitted(reason: string): string {
  return `error: Deno does not let the driver do its work: ${reason}\n` +
    "  `-A` allows everything; what suffices stands in the README";
}
