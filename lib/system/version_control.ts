/**
 * What version control makes of files. Only git is asked, and only about one
 * file at a time; nothing is ever changed.
 */

import { basename, dirname } from "@std/path";
import { capture } from "./process.ts";

/** Whether git would not take a file; no, where there is no git. */
export async function isIgnored(path: string): Promise<boolean> {
  const args = ["check-ignore", "--quiet", "--", basename(path)];
  const asked = await capture("git", args, dirname(path)).catch(() =>
    undefined
  );
  return asked?.code === 0;
}
