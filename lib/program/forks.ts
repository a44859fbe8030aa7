/**
 * Processes that programs have forked and that nobody serves: they run on with
 * the code that they were forked with. Never attaches or ends one.
 */

import { environmentOf, parentOf, processesLike } from "../system/procfs.ts";
import type { Program } from "./program.ts";

/** Tells one session's processes from those of others. */
const SOCKET = "CHAUD_SOCKET";

/** Finds them; looks only if a program has said that it forked any. */
export async function unservedForks(
  programs: readonly Pick<Program, "pid" | "forked">[],
): Promise<number[]> {
  const served = new Set(programs.map(({ pid }) => pid));
  const found = new Set<number>();
  for (const { pid, forked } of programs) {
    if (!(forked > 0)) continue;
    const { [SOCKET]: socket } = await environmentOf(pid);
    for (const other of await processesLike(pid)) {
      if (served.has(other) || found.has(other)) continue;
      // One whose parent has ended has the system's first process for that.
      const isIts = served.has(await parentOf(other) ?? 0) ||
        socket !== undefined &&
          (await environmentOf(other))[SOCKET] === socket;
      if (isIts) found.add(other);
    }
  }
  return [...found];
}
