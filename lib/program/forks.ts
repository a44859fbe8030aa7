/**
 * Processes that programs have forked and that nobody serves: they run on with
 * the code that they were forked with. Never attaches or ends one.
 */

import { environmentOf, parentOf, processesLike } from "../system/procfs.ts";
import type { Program } from "./program.ts";

/** Tells one session's processes from those of others. */
const SOCKET = "CHAUD_SOCKET";

/**
 * Finds them. Looks only if a program has said that it forked any, and no more
 * once they run something else.
 */
export async function unservedForks(
  programs: readonly Pick<Program, "pid" | "forked">[],
): Promise<number[]> {
  const served = new Set(programs.map(({ pid }) => pid));
  const found = new Set<number>();
  for (const program of programs) {
    const { pid, forked } = program;
    if (!(forked > 0)) continue;
    program.forked = 0;
    const { [SOCKET]: socket } = await environmentOf(pid);
    for (const other of await processesLike(pid)) {
      if (served.has(other) || found.has(other)) continue;
      // One whose parent has ended has the system's first process for that.
      const isIts = served.has(await parentOf(other) ?? 0) ||
        socket !== undefined &&
          (await environmentOf(other))[SOCKET] === socket;
      if (!isIts) continue;
      found.add(other);
      program.forked ||= forked;
    }
  }
  return [...found];
}
